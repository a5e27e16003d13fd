"""The workflow as a table: which act leads from which state to which. Pure."""
