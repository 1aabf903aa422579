"""The one path: ask, match, gather, decide, minimise, append, answer."""
