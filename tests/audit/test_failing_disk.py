"""A disk that reports errors: whoever was waiting is refused, nothing moves in memory, and the log resumes after."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FAILING = """
import asyncio, json, sys
from pathlib import Path
from audit.errors import LogUnavailable
from audit.events import Actor, Entry, EventType
from audit.log import AuditLog
from audit.signer import Signer
from audit.storage.sqlite import SqliteStorage
from deploy.bench.audit_unsynced import NoSuchVfs, UnsyncedDisk

folder, kind, code = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
failing = 0

def before_each(operation):
    global failing
    if operation == kind and failing:
        failing -= 1
        return code
    return 0

try:
    disk = UnsyncedDisk(before_each)
except NoSuchVfs:
    sys.exit(77)

async def main():
    global failing
    log = await AuditLog.open(SqliteStorage(folder / "log.db"), Signer.load(folder / "key"))
    said = []
    for n in range(30):
        if n % 10 == 5:
            failing = 2
        entry = Entry(EventType.SIGN_IN, f"r{n}", Actor("staff:1", "agency"))
        size, checkpoint = log.size, log.checkpoint
        try:
            said.append(["acknowledged", (await log.append(entry)).index])
        except LogUnavailable as error:
            said.append(["refused", error.advice, log.fault, (log.size, log.checkpoint) == (size, checkpoint)])
        else:
            assert not log.fault
    print(json.dumps([said, log.size]))
    await log.close()

asyncio.run(main())
"""


def run(folder: Path, kind: str, code: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", FAILING, str(folder), kind, str(code)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [("sync", 1034, "disk I/O error"), ("write", 778, "disk I/O error"), ("write", 13, "database or disk is full")],
    ids=["fsync fails", "EIO", "ENOSPC"],
)
async def test_an_error_of_the_disk_refuses_whoever_waits_and_the_log_resumes(
    sqlite_place, verifier, kind, code, words
):
    done = run(sqlite_place.folder, kind, code)
    if done.returncode == 77:
        pytest.skip("this Python carries an SQLite of its own, under which no other disk can be put")
    assert done.returncode == 0, done.stderr
    said, size = json.loads(done.stdout)
    refused = [one for one in said if one[0] == "refused"]
    assert len(refused) >= 3
    for _, advice, fault, unmoved in refused:
        assert "try again later" in advice
        assert words in fault
        assert unmoved
    acknowledged = [one[1] for one in said if one[0] == "acknowledged"]
    assert acknowledged == sorted(set(acknowledged))
    log = await sqlite_place.open()
    assert (log.frozen, log.size) == ("", size)
    for index in acknowledged:
        (await log.receipt(index)).verify(verifier)
    await log.close()
