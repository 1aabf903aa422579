"""How fast, how large, how right? Each module here that has a `main` is one bench."""
