"""REST of the app accounts."""
