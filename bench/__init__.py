"""Measurements that stay with the project: each module prints the figures it names."""
