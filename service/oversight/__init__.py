"""The questions of an information governance (IG) lead about what was disclosed."""
