"""REST of the app reminders."""
