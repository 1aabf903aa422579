"""Can anyone prove what happened? An append-only log whose proofs need nobody's word."""
