"""Finding the same person, and not their sister."""
