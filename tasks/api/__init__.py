"""REST of the app tasks."""
