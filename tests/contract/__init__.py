"""What the description of the interface promises, held against what the interface answers (`make contract`)."""
