"""What pages and the REST interface read."""
