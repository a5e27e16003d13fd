"""REST of the app exchange."""
