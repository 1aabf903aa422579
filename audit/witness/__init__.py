"""Who else remembers the log? Witnesses, who cosign only what continues everything that they saw before."""
