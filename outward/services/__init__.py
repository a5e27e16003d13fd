"""Services of the app outward."""
