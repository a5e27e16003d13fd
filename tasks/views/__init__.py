"""Pages of matters under supervision."""
