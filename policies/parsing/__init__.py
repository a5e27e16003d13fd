"""Reading policy documents: pure functions from text to `types.ParsedDocument`, without Django."""
