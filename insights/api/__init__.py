"""REST of the app insights."""
