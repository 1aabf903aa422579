"""Where the log is kept: one port, on SQLite and on PostgreSQL."""
