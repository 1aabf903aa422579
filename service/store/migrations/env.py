"""Where Alembic enters: it migrates the connection that `service.store.schema` gives it."""

from alembic import context
from sqlmodel import SQLModel

from service.store import (  # noqa: F401 - declare the tables
    access_tables,
    clerical_tables,
    follow_up_tables,
    nominals_tables,
    oversight_tables,
    projection_tables,
    tables,
    watching_tables,
)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
