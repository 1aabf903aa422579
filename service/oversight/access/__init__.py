"""A subject access request: what was told of one person is gathered, looked through by a person, and released."""
