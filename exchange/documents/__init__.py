"""Official paper as Word documents, laid out after GB/T 9704."""
