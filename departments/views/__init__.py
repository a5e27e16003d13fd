"""Pages of the register of units."""
