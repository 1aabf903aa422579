"""The JSON interface for agency systems."""
