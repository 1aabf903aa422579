"""Whoever holds the key and the database can rewrite the log, but not what the witnesses remember of it."""

import asyncio
import contextlib
import http.server
import shutil
import sqlite3
import threading
import time

import pytest

from audit.errors import LogFrozen
from audit.log import AuditLog
from audit.note import parse_checkpoint, split_note
from audit.signer import Signer
from audit.storage.postgres import PostgresStorage
from audit.storage.sqlite import SqliteStorage
from audit.witness.cosignature import cosigning_key_from_seed
from audit.witness.policy import Witness, parse_policy, policy_text
from audit.witness.rounds import Watch
from audit.witness.wire import parse_submission


async def until(condition, seconds: float = 10.0) -> None:
    """Wait for something that happens in the background."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)


@pytest.fixture
def grow(partnership, make_entry):
    """Open the log, append entries and wait for the witnesses, as a service would in a day."""

    async def day(count: int, watched: bool = True) -> None:
        log = await partnership.open(watched=watched)
        for _ in range(count):
            await log.append(make_entry())
        await until(lambda: not watched or log.cosigned.size == log.size)
        await log.close()

    return day


def restore(backup, folder) -> None:
    shutil.rmtree(folder)
    shutil.copytree(backup, folder)


def remembered_sizes(partnership) -> set[int]:
    return {parse_checkpoint(split_note(s.remembered())[0]).size for s in partnership.stations.values()}


async def test_a_restored_backup_is_found_at_start_up_and_nothing_is_signed(partnership, grow, make_entry, tmp_path):
    await grow(3)
    shutil.copytree(partnership.folder, tmp_path / "backup")  # with the key and with the signer's own memory
    await grow(4)
    restore(tmp_path / "backup", partnership.folder)
    memory = (partnership.folder / "key.signed").read_bytes()
    log = await partnership.open()
    assert "rolled back" in log.frozen
    assert "by the witness police 7 were signed" in log.frozen
    with pytest.raises(LogFrozen):
        await log.append(make_entry())
    assert len(await log.entries()) == 3  # it can still be read
    await log.close()
    assert (partnership.folder / "key.signed").read_bytes() == memory
    assert remembered_sizes(partnership) == {7}


async def test_a_backup_that_is_the_newest_goes_on(partnership, grow, tmp_path):
    await grow(3)
    shutil.copytree(partnership.folder, tmp_path / "backup")
    restore(tmp_path / "backup", partnership.folder)
    await grow(2)
    assert remembered_sizes(partnership) == {5}


@pytest.mark.parametrize("size", [2, 3, 9])
async def test_an_insider_with_key_and_database_who_writes_another_history_is_found(partnership, grow, size):
    await grow(3)
    for name in ("log.db", "log.db-wal", "log.db-shm", "key.signed"):
        (partnership.folder / name).unlink(missing_ok=True)
    await grow(size, watched=False)  # a new history, signed with the real key, sound by itself
    log = await partnership.open()
    assert ("rolled back" if size < 3 else "forked") in log.frozen
    assert "the witness" in log.frozen
    await log.close()


async def test_one_witness_that_remembers_is_enough(partnership, grow, make_entry, tmp_path):
    await grow(3)
    shutil.copytree(partnership.folder, tmp_path / "backup")
    for name in ("police", "council"):
        partnership.stations[name].stop()
    log = await partnership.open()
    await log.append(make_entry())
    await until(lambda: "\n4\n" in partnership.stations["health"].remembered())
    await log.close()
    restore(tmp_path / "backup", partnership.folder)
    log = await partnership.open()
    assert "by the witness health 4 were signed" in log.frozen
    await log.close()


async def test_a_witness_that_comes_back_later_freezes_a_log_that_started_without_it(
    partnership, grow, make_entry, tmp_path
):
    await grow(3)
    shutil.copytree(partnership.folder, tmp_path / "backup")
    await grow(4)
    restore(tmp_path / "backup", partnership.folder)
    for station in partnership.stations.values():
        station.stop()
    log = await partnership.open()
    await log.append(make_entry())  # nobody is there to contradict
    partnership.stations["health"].start()
    await until(lambda: log.frozen)
    assert "by the witness health 7 were signed" in log.frozen
    with pytest.raises(LogFrozen):
        await log.append(make_entry())
    await log.close()


async def test_a_fork_that_outgrew_the_witnesses_is_found_by_its_proof(partnership, grow, make_entry):
    await grow(3)
    for name in ("log.db", "log.db-wal", "log.db-shm", "key.signed"):
        (partnership.folder / name).unlink(missing_ok=True)
    for station in partnership.stations.values():
        station.stop()
    log = await partnership.open()
    for _ in range(6):
        await log.append(make_entry())
    partnership.stations["police"].start()
    await until(lambda: log.frozen)
    assert "forked: its first 3 entries are not those of the witness police" in log.frozen
    await log.close()
    evidence = partnership.stations["police"].memory.contradictions(partnership.verifier.name)
    assert [parse_checkpoint(split_note(note)[0]).size for note in evidence] == [6]


async def test_a_clone_of_the_database_and_key_freezes_once_both_have_grown(partnership, grow, make_entry, tmp_path):
    await grow(3)
    shutil.copytree(partnership.folder, tmp_path / "clone")
    await grow(2)
    clone = await AuditLog.open(SqliteStorage(tmp_path / "clone" / "log.db"), Signer.load(tmp_path / "clone" / "key"))
    for _ in range(4):
        await clone.append(make_entry())
    await clone.close()
    watch = Watch(partnership.policy, every=0.02)
    clone = await AuditLog.open(
        SqliteStorage(tmp_path / "clone" / "log.db"), Signer.load(tmp_path / "clone" / "key"), witnesses=watch
    )
    assert "forked: its first 5 entries" in clone.frozen
    await clone.close()


class Liar(http.server.BaseHTTPRequestHandler):
    """Says of every log that it saw more, and shows nothing."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(409)
        self.end_headers()
        self.wfile.write(b"999999\n")

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *_args) -> None:
        pass


@pytest.fixture
def liar():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


class Impostor(Liar):
    """Answers as a witness would, with a cosignature under another key."""

    def do_POST(self) -> None:
        body = parse_submission(self.rfile.read(int(self.headers["Content-Length"])))
        line = cosigning_key_from_seed("police.test/witness", b"?" * 32).cosign(split_note(body.note)[0], 1)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{line}\n".encode())


async def test_a_cosignature_under_another_key_counts_for_nothing(partnership, make_entry):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Impostor)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    for name in ("police", "council"):
        partnership.stations[name].stop()
    partnership.stations["police"].port = server.server_address[1]
    log = await partnership.open()
    await log.append(make_entry())
    await until(lambda: set(log.witness_faults) == {"police", "council"})
    assert log.witness_faults["police"] == "its answer holds no cosignature of its own"
    assert log.cosigned.size == 0
    await log.close()
    server.shutdown()
    server.server_close()


def policy_with_liars(partnership, liar, liars):
    witnesses = [
        Witness(name, station.key.cosigner, liar if name in liars else station.url)
        for name, station in partnership.stations.items()
    ]
    return parse_policy(policy_text(partnership.verifier, witnesses, 2))


async def test_one_witness_that_only_claims_to_have_seen_more_cannot_stop_the_log(partnership, make_entry, liar):
    watch = Watch(policy_with_liars(partnership, liar, {"police"}), every=0.02)
    folder = partnership.folder
    log = await AuditLog.open(SqliteStorage(folder / "log.db"), Signer.load(folder / "key"), witnesses=watch)
    await log.append(make_entry())
    await until(lambda: log.cosigned.size == 1)
    assert log.witness_faults == {"police": "it contradicts the log"}
    assert not log.frozen
    await log.close()


async def test_so_many_claims_that_no_quorum_is_left_do_stop_it(partnership, make_entry, liar):
    watch = Watch(policy_with_liars(partnership, liar, {"police", "health"}), every=0.02)
    folder = partnership.folder
    log = await AuditLog.open(SqliteStorage(folder / "log.db"), Signer.load(folder / "key"), witnesses=watch)
    await log.append(make_entry())
    await until(lambda: log.frozen)
    assert "The witnesses (health, police) say" in log.frozen
    await log.close()


async def test_two_processes_of_one_log_are_no_fork(partnership, make_entry, postgres_url):
    async def process(every: float) -> AuditLog:
        watch = Watch(partnership.policy, every=every)
        return await AuditLog.open(
            PostgresStorage(postgres_url), Signer.load(partnership.folder / "key"), witnesses=watch
        )

    slow, quick = await process(1.0), await process(0.02)
    await slow.append(make_entry())
    for _ in range(3):
        await quick.append(make_entry())
    await until(lambda: quick.cosigned.size == 4)
    assert (slow.size, slow.cosigned.size) == (1, 0)
    await until(lambda: slow.cosigned.size == 4)  # it asked, was told of 4 where it knew 1, and looked again
    assert (slow.frozen, quick.frozen) == ("", "")
    assert (await slow.receipt(0)).verify(slow.verifier).size == 1  # against the tree that this process knows
    for log in (slow, quick):
        await log.append(make_entry())
    await until(lambda: min(slow.cosigned.size, quick.cosigned.size) >= 5)
    assert (slow.frozen, quick.frozen) == ("", "")
    for log in (slow, quick):
        await log.close()


async def test_a_log_that_does_not_begin_with_its_own_cosigned_checkpoint_freezes_without_any_witness(
    partnership, grow
):
    await grow(3)
    with contextlib.closing(sqlite3.connect(partnership.folder / "log.db")) as connection:
        kept = connection.execute("SELECT size, note FROM cosigned ORDER BY size DESC").fetchone()
    for name in ("log.db", "log.db-wal", "log.db-shm", "key.signed"):
        (partnership.folder / name).unlink(missing_ok=True)
    await grow(5, watched=False)
    with contextlib.closing(sqlite3.connect(partnership.folder / "log.db")) as connection, connection:
        connection.execute("INSERT INTO cosigned VALUES (?, ?)", kept)
    log = await partnership.open(watched=False)
    assert "forked: its first 3 entries are not those of the last cosigned checkpoint" in log.frozen
    await log.close()
