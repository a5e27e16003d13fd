"""Full text search over policies, measures and whatever higher apps put into the index (`index.put`)."""
