"""Is this disclosure within the agreement? The Rego, and how to ask it."""
