"""What a person does at the desk, by what it is about."""
