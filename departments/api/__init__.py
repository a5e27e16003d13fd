"""REST of the app departments."""
