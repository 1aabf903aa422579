"""When the disk or the database fails: nothing is acknowledged, nothing moves in memory, and the log goes on after."""

import asyncio
import json
import subprocess
import sys

import pytest

from audit.errors import LogFrozen, LogUnavailable
from audit.log import AuditLog
from audit.receipt import Receipt
from audit.storage.port import StorageFailed
from audit.storage.postgres import PostgresStorage
from audit.storage.sqlite import SqliteStorage
from audit.template import template
from audit.writer import Waiting

UNDER_A_LIMIT = """
import asyncio, json, resource, sys
from pathlib import Path
from audit.errors import LogUnavailable
from audit.events import Actor, Entry, EventType
from audit.log import AuditLog
from audit.signer import Signer
from audit.storage.sqlite import SqliteStorage

async def main():
    folder = Path(sys.argv[1])
    log = await AuditLog.open(SqliteStorage(folder / "log.db"), Signer.load(folder / "key"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    acknowledged, refused, messages = [], [], set()
    for n in range(200):
        if len(refused) == 5:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        entry = Entry(EventType.SIGN_IN, f"r{n}", Actor("staff:1", "agency"), details={"filler": "x" * 8000})
        try:
            receipt = await log.append(entry)
            acknowledged.append((n, receipt.index))
        except LogUnavailable as error:
            messages.add(error.advice)
            refused.append((n, log.size))
    print(json.dumps([acknowledged, refused, sorted(messages), log.size]))
    await log.close()

asyncio.run(main())
"""


def fill_the_disk(folder) -> list:
    command = [sys.executable, "-c", UNDER_A_LIMIT, str(folder)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


async def test_a_full_disk_refuses_plainly_acknowledges_nothing_and_the_log_resumes(sqlite_place, verifier):
    acknowledged, refused, messages, size = fill_the_disk(sqlite_place.folder)
    assert len(refused) == 5
    assert len({size_then for _, size_then in refused}) == 1
    (message,) = messages
    assert "try again later" in message
    assert [index for _, index in acknowledged] == list(range(size))
    assert size == 195
    log = await sqlite_place.open()
    assert (log.frozen, log.size) == ("", size)
    for number, index in acknowledged:
        assert json.loads((await log.entry(index)).body)["request_id"] == f"r{number}"
    (await log.receipt(0)).verify(verifier)
    await log.close()


class FaultyCommit:
    """A storage that fails at a commit when told to: before it is done, or after."""

    fault = ""

    def commit(self) -> None:
        fault, self.fault = self.fault, ""
        if fault == "before":
            raise StorageFailed("disk I/O error")
        super().commit()
        if fault == "after":
            raise StorageFailed("disk I/O error")


class FaultySqlite(FaultyCommit, SqliteStorage):
    pass


class FaultyPostgres(FaultyCommit, PostgresStorage):
    pass


@pytest.fixture
def faulty(place):
    return FaultyPostgres(place.url) if place.url else FaultySqlite(place.folder / "log.db")


@pytest.mark.parametrize("fault", ["before", "after"])
async def test_a_failed_commit_is_not_acknowledged_and_a_retry_gets_one_entry(
    place, faulty, verifier, make_entry, fault
):
    log = await AuditLog.open(faulty, place.signer())
    await log.append(make_entry("first"))
    checkpoint = log.checkpoint
    faulty.fault = fault
    with pytest.raises(LogUnavailable):
        await log.append(make_entry("second"))
    assert (log.size, log.checkpoint) == (1, checkpoint)
    assert log.fault == "StorageFailed: disk I/O error"
    receipts = [await log.append(make_entry("third")), await log.append(make_entry("second"))]
    for receipt in receipts:
        receipt.verify(verifier)
    assert {r.index for r in receipts} == {1, 2}
    assert (log.size, log.fault) == (3, "")
    await log.close()
    log = await place.open()
    assert (log.frozen, log.size) == ("", 3)
    await log.close()


class Corrupting(SqliteStorage):
    def append(self, before, addition):
        return [body.replace(b"social_worker", b"social_walker") for body in super().append(before, addition)]


async def test_a_database_that_alters_what_it_is_given_freezes_the_log(sqlite_place, make_entry):
    log = await AuditLog.open(Corrupting(sqlite_place.folder / "log.db"), sqlite_place.signer())
    with pytest.raises(LogFrozen, match="did not keep the entries"):
        await log.append(make_entry())
    assert (log.size, log.checkpoint) == (0, "")
    await log.close()
    log = await sqlite_place.open()
    assert (log.frozen, log.size) == ("", 0)
    await log.close()


async def test_a_caller_that_gives_up_waiting_harms_nobody(place, make_entry):
    log = await place.open()
    waiting = [asyncio.create_task(log.append(make_entry(f"r{n}"))) for n in range(50)]
    await asyncio.sleep(0)
    for task in waiting[::2]:
        task.cancel()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert sum(isinstance(r, asyncio.CancelledError) for r in results) == 25
    again = await asyncio.gather(*(log.append(make_entry(f"r{n}")) for n in range(50)))
    assert len({r.index for r in again}) == log.size == 50
    await log.close()


async def test_closing_lets_those_who_wait_finish(place, make_entry):
    log = await place.open()
    waiting = [asyncio.create_task(log.append(make_entry())) for _ in range(300)]
    await asyncio.sleep(0)
    await log.close()
    assert len({(await task).index for task in waiting}) == 300


async def test_who_comes_after_the_end_is_refused_and_not_left_waiting(sqlite_place, make_entry):
    log = await sqlite_place.open()
    await log.close()
    late: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
    log._writer.put([Waiting(template(make_entry()), late)])
    with pytest.raises(LogUnavailable, match="closed"):
        await asyncio.wait_for(late, 5)
