"""REST of the app audit."""
