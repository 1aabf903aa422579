"""On PostgreSQL the service's role reads, and executes the one function that appends; and does nothing else."""

import hashlib
import json
import subprocess
import sys
import uuid

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from audit.errors import LogNotSetUp
from audit.events import EventType
from audit.log import AuditLog
from audit.release import SealedPayload
from audit.storage.port import Addition, Head, HeadMoved, Row, StorageFailed
from audit.storage.postgres import PostgresStorage
from audit.storage.postgres_schema import set_up
from audit.verify import verify_path

APPEND_WITH_RETRIES = """
import asyncio, sys
from pathlib import Path
from audit.events import Actor, Entry, EventType
from audit.log import AuditLog
from audit.signer import Signer
from audit.storage.postgres import PostgresStorage

async def main():
    folder, url = Path(sys.argv[1]), sys.argv[2]
    log = await AuditLog.open(PostgresStorage(url, sole=True), Signer.load(folder / "key"))
    print("open", flush=True)
    sys.stdin.readline()
    async def ask(n):  # both processes ask the same, twice, at once
        entry = Entry(EventType.SIGN_IN, f"request-{n}", Actor("staff:1", "agency"))
        return [(await log.append(entry)).index for _ in range(2)]
    found = await asyncio.gather(*(ask(n) for n in range(300)))
    assert all(first == second for first, second in found)
    print([first for first, _ in found], flush=True)
    await log.close()

asyncio.run(main())
"""


@pytest.fixture
def application(postgres_url, postgresql):
    """The address of a log that an owner has set up, as the service's own role connects to it."""
    name = f"app_{uuid.uuid4().hex}"
    owner = create_engine(postgres_url)
    with owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD 'none'"))
    set_up(owner, name)
    yield make_url(postgres_url).set(username=name, password="none").render_as_string(hide_password=False)
    with owner.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {name}"))
        connection.execute(text(f"DROP ROLE {name}"))
    owner.dispose()


@pytest.fixture
def storage(application):
    opened = PostgresStorage(application, sole=True)
    opened.open()
    yield opened
    opened.close()


def refused(url: str, statement: str) -> str:
    """What the database says to a statement that it must refuse."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection, pytest.raises(DBAPIError) as refusal:
            connection.execute(text(statement))
    finally:
        engine.dispose()
    return refusal.value.orig.sqlstate


def rows_from(first: int, *bodies: bytes) -> list[Row]:
    return [Row(first + n, f"r{first + n}", b, hashlib.sha256(b"\0" + b).digest()) for n, b in enumerate(bodies)]


async def test_the_services_role_appends_reads_and_shreds(application, tmp_path, verifier, sqlite_place, make_entry):
    log = await AuditLog.open(PostgresStorage(application, sole=True), sqlite_place.signer())
    payload = SealedPayload(b"c", b"k")
    receipts = [await log.append(make_entry(payload=payload), payload)]
    receipts += [await log.append(make_entry()) for _ in range(300)]
    receipts.append(await log.shred(0, make_entry(type=EventType.PAYLOAD_SHREDDED)))
    assert (await log.payload(0)).wrapped_key is None
    for receipt in receipts:
        receipt.verify(verifier)
    await log.export(tmp_path / "export")
    await log.close()
    report = verify_path(tmp_path / "export", verifier)
    assert (report.findings, report.payloads["shredded"]) == ([], 1)


@pytest.mark.parametrize("table", ["entry", "tile", "head", "checkpoint", "cosigned", "payload"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit.{} SELECT * FROM audit.{}",
        "UPDATE audit.{} SET {} = NULL",
        "DELETE FROM audit.{}",
        "TRUNCATE audit.{}",
        "ALTER TABLE audit.{} DISABLE TRIGGER ALL",
        "DROP TABLE audit.{}",
    ],
)
def test_the_services_role_has_no_right_to_any_other_change(application, table, statement):
    columns = {"entry": "body", "tile": "data", "head": "size", "payload": "wrapped_key"}
    column = columns.get(table, "note")
    filled = statement.format(table, column) if "SET" in statement else statement.replace("{}", table)
    assert refused(application, filled) == "42501"  # insufficient_privilege


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE audit.more (n int)",
        "DROP FUNCTION audit.append",
        "DROP FUNCTION audit.keep_cosigned",
        "ALTER FUNCTION audit.keep_cosigned SECURITY INVOKER",
        "CREATE FUNCTION audit.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_the_services_role_makes_and_removes_nothing_in_the_schema(application, statement):
    assert refused(application, statement) == "42501"


def test_the_services_role_keeps_cosigned_checkpoints_and_the_first_of_a_size_stays(storage, application):
    head = storage.begin()
    storage.append(head, Addition(rows_from(0, b"one", b"two"), Head(2, (b"p" * 32,))))
    storage.commit()
    for size, note in ((1, "one"), (2, "two"), (2, "another two")):
        storage.keep_cosigned(size, note)
    assert (storage.cosigned(), storage.first_cosigned(0)) == ((2, "two"), (1, "one"))
    with pytest.raises(StorageFailed):
        storage.keep_cosigned(3, "of entries that are not there")
    assert storage.cosigned() == (2, "two")


def test_somebody_else_keeps_no_cosigned_checkpoint(application, postgres_url):
    owner = create_engine(postgres_url)
    name = f"other_{uuid.uuid4().hex}"
    with owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD 'none'"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA audit TO {name}"))
    other = make_url(postgres_url).set(username=name, password="none").render_as_string(hide_password=False)
    assert refused(other, "SELECT audit.keep_cosigned(0, 'none')") == "42501"
    with owner.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {name}"))
        connection.execute(text(f"DROP ROLE {name}"))
    owner.dispose()


def test_somebody_else_may_not_even_read(application, postgres_url):
    owner = create_engine(postgres_url)
    name = f"other_{uuid.uuid4().hex}"
    with owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD 'none'"))
    other = make_url(postgres_url).set(username=name, password="none").render_as_string(hide_password=False)
    assert refused(other, "SELECT * FROM audit.entry") == "42501"
    with owner.begin() as connection:
        connection.execute(text(f"DROP ROLE {name}"))
    owner.dispose()


def test_the_function_gives_the_bodies_back_and_numbers_them_without_a_gap(storage):
    head = storage.begin()
    assert storage.append(head, Addition(rows_from(0, b"one", b"two"), Head(2, (b"p" * 32,)))) == [b"one", b"two"]
    storage.commit()
    assert [(row.seq, row.body) for row in storage.rows(0, 9)] == [(0, b"one"), (1, b"two")]
    assert storage.head() == Head(2, (b"p" * 32,))


def test_the_function_refuses_another_head_than_the_one_it_finds(storage):
    storage.begin()
    with pytest.raises(HeadMoved):
        storage.append(Head(7, (b"p" * 32,) * 3), Addition(rows_from(7, b"late"), Head(8, (b"p" * 32,))))
    storage.rollback()
    assert storage.head() == Head(0, ())


def test_a_payload_loses_its_key_only_beside_the_entry_that_says_so(storage, application):
    from audit.storage.port import PayloadRow

    head = storage.begin()
    after = Head(1, (b"p" * 32,))
    storage.append(head, Addition(rows_from(0, b"one"), after, payloads=[PayloadRow(0, "alg", b"c", b"k")]))
    storage.commit()
    said = b'{"relates_to":1,"type":"payload.shredded"}'
    for rows in ([], rows_from(1, b"two"), rows_from(1, said)):
        head = storage.begin()
        tip = Head(1 + len(rows), (b"p" * 32,)) if rows else head
        with pytest.raises(StorageFailed):
            storage.append(head, Addition(rows, tip, shredded=[0]))
        storage.rollback()
        assert storage.payload(0).wrapped_key == b"k"
    head = storage.begin()
    said = said.replace(b":1,", b":0,")
    storage.append(head, Addition(rows_from(1, said), Head(2, (b"p" * 32,)), shredded=[0]))
    storage.commit()
    assert storage.payload(0).wrapped_key is None


def start(folder, url) -> subprocess.Popen:
    command = [sys.executable, "-c", APPEND_WITH_RETRIES, str(folder), url]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


async def test_two_processes_with_the_same_requests_make_one_entry_of_each_without_a_gap(
    application, tmp_path, verifier, sqlite_place
):
    processes = [start(tmp_path, application) for _ in range(2)]
    for process in processes:
        assert process.stdout.readline() == "open\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], answers
    first, second = (json.loads(out) for out, _ in answers)
    assert first == second
    assert sorted(first) == list(range(300))
    log = await AuditLog.open(PostgresStorage(application), sqlite_place.signer())
    assert (log.frozen, log.size) == ("", 300)
    await log.export(tmp_path / "export")
    await log.close()
    assert verify_path(tmp_path / "export", verifier).findings == []


def test_a_log_that_nobody_has_set_up_says_who_must(postgres_url, application):
    with psycopg.connect(make_url(postgres_url).set(drivername="postgresql").render_as_string(False)) as connection:
        connection.execute("COMMENT ON SCHEMA audit IS 'an older version'")
    storage = PostgresStorage(application)
    with pytest.raises(LogNotSetUp, match="run `service log set-up`"):
        storage.open()
    storage.close()


def test_a_role_that_could_change_the_log_is_refused_where_it_must_be_sole(postgres_url, application):
    storage = PostgresStorage(postgres_url, sole=True)
    with pytest.raises(LogNotSetUp, match="superuser"):
        storage.open()
    storage.close()
    name = make_url(application).username
    owner = create_engine(postgres_url)
    with owner.begin() as connection:
        connection.execute(text(f"GRANT INSERT ON audit.checkpoint TO {name}"))
    owner.dispose()
    storage = PostgresStorage(application, sole=True)
    with pytest.raises(LogNotSetUp, match="may write"):
        storage.open()
    storage.close()


def test_the_owner_itself_is_not_taken_for_the_services_role(postgres_url):
    owner = create_engine(postgres_url)
    for name in (make_url(postgres_url).username, "no; DROP TABLE x"):
        with pytest.raises(LogNotSetUp, match="role"):
            set_up(owner, name)
    owner.dispose()
