"""kill -9 at any moment loses nothing acknowledged: every receipt that got out is still of an entry in the log."""

import contextlib
import signal
import subprocess
import sys

import pytest

from audit.receipt import ReceiptDocument

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


@pytest.mark.parametrize(("database", "kills"), [("sqlite", 800), ("postgresql", 200)])
def test_nothing_acknowledged_is_lost_in_a_thousand_kills(request, soak, database, kills):
    server = request.getfixturevalue("postgresql") if database == "postgresql" else ""
    found = soak("--way", f"kills-{database}", "--kills", str(kills), "--server", server)
    assert found["faults"] == []
    assert found["kills"] == kills
    assert found["acknowledged"] > kills


def test_a_log_that_acknowledged_too_early_would_be_found_out(soak):
    found = soak("--way", "kills-sqlite", "--kills", "15", "--early")
    assert any("was acknowledged" in fault for fault in found["faults"])


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
