"""Fifty people at work against the production form of Duban, measured: `make load MINUTES=10`."""
