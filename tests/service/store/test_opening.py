"""Opening a store: once, at the right address, with its own keyring, and never damaged by a refusal."""

import multiprocessing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, make_url
from sqlmodel import SQLModel

from service.errors import GoldenThreadError, Misconfigured, ReasonCode, Unavailable
from service.sealing.keyring import Keyring
from service.store.opening import open_store
from service.store.sqlite import SoleProcess


async def test_the_migrations_make_exactly_the_tables_that_the_code_declares(address: str, keyring: Keyring) -> None:
    async with open_store(address, keyring.fingerprint):
        pass
    url = make_url(address)
    driver = "sqlite+pysqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    engine = create_engine(url.set(drivername=driver))
    with engine.connect() as connection:
        declared = {
            "entry_index",
            "entry_about",
            "entry_word",
            "record",
            "posting",
            "involvement",
            "tie",
            "golden",
            "edge",
            "ask",
            "source",
            "load",
            "quarantine",
        }
        assert declared <= set(SQLModel.metadata.tables)
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    engine.dispose()


async def test_a_store_opens_again_with_its_own_keyring(address: str, keyring: Keyring) -> None:
    for _ in range(2):
        async with open_store(address, keyring.fingerprint) as store:
            assert (await store.counts()).records == 0


async def test_another_keyring_is_refused_before_anything_is_written(address: str, keyring: Keyring) -> None:
    async with open_store(address, keyring.fingerprint):
        pass
    with pytest.raises(Misconfigured, match="not the one that this store was sealed with") as caught:
        async with open_store(address, Keyring.fresh().fingerprint):
            pass
    assert caught.value.code is ReasonCode.KEY_FILE_REFUSED
    async with open_store(address, keyring.fingerprint):
        pass


def _hold(path: str, ready: "multiprocessing.synchronize.Event", done: "multiprocessing.synchronize.Event") -> None:
    sole = SoleProcess.claim(Path(path))
    ready.set()
    done.wait(30)
    sole.release()


async def test_a_second_process_on_one_sqlite_file_is_told_what_to_do(tmp_path: Path, keyring: Keyring) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready, done = spawn.Event(), spawn.Event()
    path = tmp_path / "store.db"
    other = spawn.Process(target=_hold, args=(str(path), ready, done))
    other.start()
    try:
        assert ready.wait(30)
        with pytest.raises(Misconfigured, match="Stop it first") as caught:
            async with open_store(f"sqlite:///{path}", keyring.fingerprint):
                pass
        assert caught.value.code is ReasonCode.STORE_IN_USE
        assert path.stat().st_size == 0
    finally:
        done.set()
        other.join(30)
    async with open_store(f"sqlite:///{path}", keyring.fingerprint):
        pass


@pytest.mark.parametrize("address", ["mysql://x/y", "nonsense", "sqlite://", ""])
async def test_an_address_of_no_known_kind_is_refused(address: str, keyring: Keyring) -> None:
    with pytest.raises(Misconfigured) as caught:
        async with open_store(address, keyring.fingerprint):
            pass
    assert caught.value.code is ReasonCode.SETTINGS_REFUSED


async def test_a_file_that_is_no_database_is_refused_and_left_as_it_was(tmp_path: Path, keyring: Keyring) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"my precious notes" * 100)
    with pytest.raises(Unavailable):
        async with open_store(f"sqlite:///{path}", keyring.fingerprint):
            pass
    assert path.read_bytes() == b"my precious notes" * 100


async def test_a_server_that_does_not_answer_is_an_error_without_its_address(tmp_path: Path, keyring: Keyring) -> None:
    with pytest.raises(GoldenThreadError) as caught:
        async with open_store(f"postgresql://someone:secret@/absent?host={tmp_path}", keyring.fingerprint):
            pass
    assert caught.value.code is ReasonCode.STORE_UNAVAILABLE
    assert "secret" not in str(caught.value)


async def test_a_sqlite_store_is_for_its_owner_only(tmp_path: Path, keyring: Keyring) -> None:
    async with open_store(f"sqlite:///{tmp_path}/store.db", keyring.fingerprint):
        assert others_may(tmp_path) == {0}


def others_may(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o077 for path in folder.glob("store.db*") if path.suffix != ".lock"}
