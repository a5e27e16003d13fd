"""REST of the app policies."""
