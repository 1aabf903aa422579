"""A second verifier, written apart from the first, that runs in a browser from one file: no server, no network."""
