"""Brings the tables up to date at start (Alembic), on either engine, and holds the store to its keyring."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, insert, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from service.errors import Misconfigured, ReasonCode
from service.store import tables
from service.store.database import store_down

MIGRATIONS = Path(__file__).parent / "migrations"
FINGERPRINT = "keyring"


def migrate(address: str, fingerprint: bytes) -> None:
    """Migrate to the newest schema. An empty store takes this keyring's fingerprint; a full one must have it.

    Args:
        address: a SQLAlchemy address, `sqlite+pysqlite:///...` or `postgresql+psycopg://...`.
        fingerprint: `Keyring.fingerprint`.

    Raises:
        Misconfigured: KEY_FILE_REFUSED, where the store was filled under another keyring. Nothing is written.
        Unavailable: the database does not answer, or is none.
    """
    engine = create_engine(address, poolclass=NullPool)
    try:
        _check_before_writing(engine, fingerprint)
        with engine.begin() as connection:
            command.upgrade(configuration(connection), "head")
            if _fingerprint(connection) is None:
                fact = SQLModel.metadata.tables["store_fact"]
                connection.execute(insert(fact).values(name=FINGERPRINT, value=fingerprint))
    except DatabaseError:
        raise store_down() from None
    finally:
        engine.dispose()


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for one connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _check_before_writing(engine: Engine, fingerprint: bytes) -> None:
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, tables.StoreFact.__tablename__):
            return
        held = _fingerprint(connection)
    if held is not None and held != fingerprint:
        advice = (
            "The key file is not the one that this store was sealed with. Put the right key file in its place. "
            "Nothing was written."
        )
        raise Misconfigured(ReasonCode.KEY_FILE_REFUSED, advice)


def _fingerprint(connection: Connection) -> bytes | None:
    fact = SQLModel.metadata.tables["store_fact"]
    held = connection.execute(select(fact.c.value).where(fact.c.name == FINGERPRINT)).scalar_one_or_none()
    return None if held is None else bytes(held)
