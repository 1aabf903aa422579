"""Cosigned checkpoints on both databases: the first of a size stays, and the first to cover an entry is found."""

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from audit.log import AuditLog
from audit.signer import Signer
from audit.storage.port import StorageFailed
from audit.storage.postgres import PostgresStorage


async def test_cosigned_checkpoints_are_kept_once_and_found_by_what_they_cover(place, make_entry):
    log = await place.open()
    for _ in range(6):
        await log.append(make_entry())
    storage = log._storage
    assert storage.cosigned() is None
    for size, note in ((2, "two"), (5, "five"), (5, "another five")):
        storage.keep_cosigned(size, note)
    assert storage.cosigned() == (5, "five")
    assert [storage.first_cosigned(seq, 5) for seq in (0, 4, 5)] == [(5, "five"), (5, "five"), None]
    assert [storage.first_cosigned(seq) for seq in (0, 1, 2, 4, 5)] == [
        (2, "two"), (2, "two"), (5, "five"), (5, "five"), None,
    ]  # fmt: skip
    await log.close()


@pytest.mark.parametrize("statement", ["UPDATE audit.cosigned SET note = ''", "DELETE FROM audit.cosigned",
                                       "TRUNCATE audit.cosigned"])  # fmt: skip
async def test_on_postgresql_nothing_changes_what_is_kept(postgres_url, verifier, tmp_path, make_entry, statement):
    log = await AuditLog.open(PostgresStorage(postgres_url), Signer.load(tmp_path / "key"))
    await log.append(make_entry())
    log._storage.keep_cosigned(1, "one")
    with pytest.raises(StorageFailed):
        log._storage.keep_cosigned(2, "of entries that are not there")
    engine = create_engine(make_url(postgres_url))
    with pytest.raises(SQLAlchemyError, match="never change"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
    await log.close()
