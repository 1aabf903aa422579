"""Where in the log to look: tables that are made of the log, can be made again, and are checked against it."""
