"""REST of the app outward."""
