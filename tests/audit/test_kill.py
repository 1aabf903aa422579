"""kill -9 at any moment loses nothing acknowledged: every receipt that got out is still of an entry in the log."""

import contextlib
import random
import signal
import subprocess
import sys
import time

from audit.receipt import ReceiptDocument

ROUNDS = 12
APPEND_FOR_EVER = """
import asyncio, sys
from pathlib import Path
from audit.events import Actor, Entry, EventType
from audit.log import AuditLog
from audit.signer import Signer
from audit.storage.postgres import PostgresStorage
from audit.storage.sqlite import SqliteStorage

async def main():
    folder, url, round_ = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    storage = PostgresStorage(url) if url else SqliteStorage(folder / "log.db")
    log = await AuditLog.open(storage, Signer.load(folder / "key"))
    async def caller(name):
        n = 0
        while True:
            entry = Entry(EventType.SIGN_IN, f"{round_}-{name}-{n}", Actor("staff:1", "agency"))
            receipt = await log.append(entry)
            sys.stdout.write(receipt.to_json() + "\\n")
            sys.stdout.flush()
            n += 1
    await asyncio.gather(*(caller(c) for c in range(8)))

asyncio.run(main())
"""


def start(place, round_) -> subprocess.Popen:
    command = [sys.executable, "-c", APPEND_FOR_EVER, str(place.folder), place.url, str(round_)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def append_until_killed(place, round_, seconds) -> list[ReceiptDocument]:
    """What was acknowledged over the pipe before the kill."""
    process = start(place, round_)
    lines = [process.stdout.readline()]
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    with process:
        lines += process.stdout.readlines()
        errors = process.stderr.read()
    assert "Traceback" not in errors, errors
    return [ReceiptDocument.from_json(line) for line in lines if line.endswith("\n")]


async def test_nothing_acknowledged_is_lost_when_the_process_is_killed(place, verifier):
    chance = random.Random(20261120)
    acknowledged: list[ReceiptDocument] = []
    for round_ in range(ROUNDS if not place.url else ROUNDS // 3):
        found = append_until_killed(place, round_, chance.uniform(0.0, 0.15))
        assert found
        acknowledged += found
        log = await place.open()
        assert log.frozen == ""
        assert log.size > max(r.index for r in acknowledged)
        await log.close()
    log = await place.open()
    for receipt in acknowledged:
        receipt.verify(verifier)
        assert (await log.entry(receipt.index)).body == receipt.entry
    assert len({r.index for r in acknowledged}) == len(acknowledged)
    await log.close()


async def test_two_processes_append_to_one_gapless_log_on_postgresql(
    tmp_path, postgres_url, verifier, make_entry, sqlite_place
):
    place = type(sqlite_place)(tmp_path, postgres_url)
    log = await place.open()
    with contextlib.ExitStack() as stack:
        others = [stack.enter_context(start(place, name)) for name in ("a", "b")]
        first = [other.stdout.readline() for other in others]
        ours = [await log.append(make_entry(f"ours-{n}")) for n in range(50)]
        theirs = []
        for other in others:
            other.send_signal(signal.SIGKILL)
            theirs += [line for line in other.stdout.readlines() if line.endswith("\n")]
            assert "Traceback" not in (errors := other.stderr.read()), errors
    last = await log.append(make_entry("last"))
    receipts = [ReceiptDocument.from_json(line) for line in first + theirs] + ours + [last]
    for receipt in receipts:
        receipt.verify(verifier)
    assert len({r.index for r in receipts}) == len(receipts)
    assert max(r.index for r in receipts) == last.index == log.size - 1
    # at most one batch of eight of each killed process was durable and not acknowledged
    assert log.size - len(receipts) <= 2 * 2 * 8
    await log.export(tmp_path / "export")
    await log.close()

    from audit.verify import verify_path

    assert verify_path(tmp_path / "export", verifier).findings == []
