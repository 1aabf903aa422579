"""Sealed records at rest: tables, queries, migrations, on SQLite and PostgreSQL."""
