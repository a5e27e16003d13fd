"""The pages of the policies."""
