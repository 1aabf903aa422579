"""What a log finds at its start: damage, rollback, fork, a wrong key, another process; it signs nothing then."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys

import pytest

from audit.errors import KeyRefused, LogFrozen, LogInUse
from audit.signer import Signer, create_key, read_key

OPEN_AND_WAIT = """
import asyncio, sys
from pathlib import Path
from audit.log import AuditLog
from audit.signer import Signer
from audit.storage.sqlite import SqliteStorage

async def main():
    folder = Path(sys.argv[1])
    log = await AuditLog.open(SqliteStorage(folder / "log.db"), Signer.load(folder / "key"))
    print("open", flush=True)
    sys.stdin.read()
    await log.close()

asyncio.run(main())
"""


async def filled(place, make_entry, count=5):
    log = await place.open()
    for n in range(count):
        await log.append(make_entry(f"r{n}"))
    await log.close()


def tamper(place, *statements):
    """What somebody with the file in their hands can do, guards or none."""
    with contextlib.closing(sqlite3.connect(place.folder / "log.db")) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE entry SET body = replace(body, 'social_worker', 'social_walker') WHERE seq = 3", "Entry 3 .* altered"),
        ("DELETE FROM entry WHERE seq = 2", "Entry 2 .* missing"),
        ("DELETE FROM entry WHERE seq = 4", "Entry 4 .* missing"),
        ("UPDATE head SET size = 4", "beyond the log's head"),
        ("UPDATE head SET peaks = zeroblob(64)", "head does not follow"),
        ("INSERT INTO entry SELECT 5, 'x', body, leaf FROM entry WHERE seq = 4", "beyond the log's head"),
        ("UPDATE checkpoint SET note = replace(note, '— ', '- ')", "damaged"),
        ("UPDATE checkpoint SET size = 3", "another size"),
    ],
)
async def test_a_damaged_log_opens_frozen_and_signs_nothing(sqlite_place, make_entry, statement, reason):
    await filled(sqlite_place, make_entry)
    tamper(sqlite_place, statement)
    before = (sqlite_place.folder / "key.signed").read_bytes()
    log = await sqlite_place.open()
    with pytest.raises(LogFrozen, match=reason):
        await log.append(make_entry())
    with pytest.raises(LogFrozen):
        await log.receipt(0)
    await log.close()
    assert (sqlite_place.folder / "key.signed").read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET rid = 'x'",
        "DELETE FROM entry",
        "DELETE FROM tile WHERE 1",
        "INSERT INTO entry VALUES (9, 'x', x'00', x'00')",
        "UPDATE payload SET ciphertext = x'00'",
        "UPDATE payload SET wrapped_key = NULL, alg = 'none'",
        "UPDATE payload SET wrapped_key = NULL",
        "DELETE FROM payload",
    ],
)
async def test_the_sqlite_file_itself_denies_changes(sqlite_place, make_entry, statement):
    from audit.release import SealedPayload

    await filled(sqlite_place, make_entry, 256)
    log = await sqlite_place.open()
    payload = SealedPayload(b"c", b"k")
    await log.append(make_entry(payload=payload), payload)
    await log.close()
    with (
        contextlib.closing(sqlite3.connect(sqlite_place.folder / "log.db")) as connection,
        pytest.raises(sqlite3.IntegrityError, match=r"log|key"),
    ):
        connection.execute(statement)


@pytest.mark.parametrize("table", ["entry", "tile", "payload"])
@pytest.mark.parametrize("statement", ["UPDATE audit.{} SET {} = '\\x00'", "DELETE FROM audit.{}", "TRUNCATE audit.{}"])
async def test_the_postgresql_tables_deny_changes_even_to_their_owner(
    tmp_path, postgres_url, verifier, make_entry, table, statement
):
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import DBAPIError

    from audit.log import AuditLog
    from audit.release import SealedPayload
    from audit.storage.postgres import PostgresStorage

    log = await AuditLog.open(PostgresStorage(postgres_url), Signer.load(tmp_path / "key"))
    payload = SealedPayload(b"c", b"k")
    for n in range(256):
        await log.append(make_entry(payload=payload), payload) if n == 0 else await log.append(make_entry())
    await log.close()
    engine = create_engine(postgres_url)
    column = {"entry": "body", "tile": "data", "payload": "ciphertext"}[table]
    with engine.connect() as connection, pytest.raises(DBAPIError, match=r"never changes|only lose"):
        connection.execute(text(statement.format(table, column)))
    engine.dispose()


async def test_a_restored_older_copy_is_known_by_the_signers_memory(sqlite_place, make_entry):
    await filled(sqlite_place, make_entry, 3)
    shutil.copy(sqlite_place.folder / "log.db", sqlite_place.folder / "backup.db")
    log = await sqlite_place.open()
    await log.append(make_entry())
    await log.close()
    shutil.copy(sqlite_place.folder / "backup.db", sqlite_place.folder / "log.db")
    log = await sqlite_place.open()
    with pytest.raises(LogFrozen, match=r"rolled back: it holds 3 entries, .* 4 were signed"):
        await log.append(make_entry())
    await log.close()


async def test_a_forked_copy_is_known_by_the_signers_memory(sqlite_place, make_entry):
    await filled(sqlite_place, make_entry, 3)
    for name in ("log.db", "key.signed"):
        shutil.copy(sqlite_place.folder / name, sqlite_place.folder / f"backup.{name}")
    log = await sqlite_place.open()
    await log.append(make_entry())
    await log.close()
    memory = (sqlite_place.folder / "key.signed").read_bytes()
    for name in ("log.db", "key.signed"):
        shutil.copy(sqlite_place.folder / f"backup.{name}", sqlite_place.folder / name)
    log = await sqlite_place.open()
    await log.append(make_entry())
    await log.close()
    (sqlite_place.folder / "key.signed").write_bytes(memory)
    log = await sqlite_place.open()
    with pytest.raises(LogFrozen, match="forked"):
        await log.append(make_entry())
    await log.close()


async def test_a_change_behind_a_running_log_freezes_it(sqlite_place, make_entry):
    log = await sqlite_place.open()
    await log.append(make_entry())
    tamper(sqlite_place, "UPDATE head SET peaks = zeroblob(32)")
    with pytest.raises(LogFrozen, match="head does not follow"):
        await log.append(make_entry())
    with pytest.raises(LogFrozen):
        await log.append(make_entry())
    assert log.size == 1
    await log.close()


async def test_another_logs_key_is_refused_and_the_log_is_intact(place, make_entry):
    await filled(place, make_entry)
    create_key(place.folder / "other", "goldenthread.test/audit")
    from audit.log import AuditLog

    with pytest.raises(KeyRefused, match="another key"):
        await AuditLog.open(place.storage(), Signer.load(place.folder / "other"))
    log = await place.open()
    assert (log.frozen, log.size) == ("", 5)
    await log.close()


def test_key_files_that_cannot_be_used_are_refused_without_echoing_them(tmp_path):
    with pytest.raises(KeyRefused, match="cannot be read"):
        read_key(tmp_path / "none")
    create_key(tmp_path / "key", "goldenthread.test/audit")
    with pytest.raises(KeyRefused, match="already"):
        create_key(tmp_path / "key", "goldenthread.test/audit")
    text = (tmp_path / "key").read_text()
    for content in ("", "hello", text[:-9], text.replace("audit", "other")):
        (tmp_path / "key").write_text(content)
        with pytest.raises(KeyRefused, match="right key file") as refusal:
            read_key(tmp_path / "key")
        assert text[-40:].strip() not in str(refusal.value)
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(KeyRefused, match="chmod 600"):
        read_key(tmp_path / "key")


def test_a_damaged_memory_of_the_signer_is_refused(tmp_path):
    create_key(tmp_path / "key", "goldenthread.test/audit")
    (tmp_path / "key.signed").write_bytes(b"x" * 144)
    signer = Signer.load(tmp_path / "key")
    with pytest.raises(KeyRefused, match="damaged"):
        signer.remembered()
    signer.close()


def hold_open(folder) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", OPEN_AND_WAIT, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("slot", [0, 1])
async def test_a_torn_write_of_the_signers_memory_leaves_the_record_before_it(sqlite_place, make_entry, slot):
    await filled(sqlite_place, make_entry)
    memory = sqlite_place.folder / "key.signed"
    content = bytearray(memory.read_bytes())
    assert len(content) == 144
    content[slot * 72 + 30] ^= 1
    memory.write_bytes(content)
    signer = sqlite_place.signer()
    sizes = [int.from_bytes(content[start : start + 8], "big") for start in (0, 72)]
    assert sorted(sizes) == [4, 5]
    assert signer.remembered()[0] == sizes[1 - slot]
    signer.close()
    log = await sqlite_place.open()
    assert (await log.append(make_entry())).index == 5
    await log.close()


async def test_a_second_process_on_one_sqlite_file_is_told_what_to_do(sqlite_place, make_entry):
    with hold_open(sqlite_place.folder) as first:
        assert first.stdout.readline() == "open\n"
        with pytest.raises(LogInUse, match="Stop it first, or give this one its own folder"):
            await sqlite_place.open()
        first.stdin.close()
    assert first.returncode == 0
    log = await sqlite_place.open()
    assert (await log.append(make_entry())).index == 0
    await log.close()
