"""REST of the app notifications."""
