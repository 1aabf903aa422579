"""A host changes the log's own file under a stopped service: it is told, or nothing that anyone can read changed."""

import asyncio
import random
import shutil
from pathlib import Path

import pytest

from audit.errors import AuditError
from audit.log import AuditLog
from audit.release import SealedPayload
from audit.report import Outcome
from audit.signer import Signer
from audit.storage.sqlite import SqliteStorage
from audit.verify import verify_export

DRAWN = 120


@pytest.fixture
async def stopped(sqlite_place, make_entry, tmp_path) -> Path:
    """A log of some 300 entries, three payloads among them, whose service has stopped."""
    log = await sqlite_place.open()
    payload = SealedPayload(b"sealed answer", b"wrapped key")
    await asyncio.gather(*(log.append(make_entry(f"r{n}")) for n in range(297)))
    for n in range(3):
        await log.append(make_entry(f"p{n}", payload=payload), payload)
    await log.export(tmp_path / "before")
    await log.close()
    return tmp_path


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


async def outcome(place: Path, verifier, before: dict[str, bytes]) -> str:
    """`refused`, `told` by whoever verifies an export, `unchanged`, or what must not be."""
    try:
        log = await AuditLog.open(SqliteStorage(place / "log.db"), Signer.load(place / "key"))
    except AuditError:
        return "refused"
    try:
        await log.export(place / "after")
    except AuditError:
        return "refused"
    finally:
        await log.close()
    report = await asyncio.to_thread(verify_export, place / "after", verifier, (), True, 1)
    if report.outcome is not Outcome.SOUND:
        return "told"
    after = files_of(place / "after")
    same = all(after.get(path) == content for path, content in before.items() if path.startswith("tile/entries/000"))
    return "unchanged" if same else f"unnoticed: {report.text()}"


def changed(content: bytes, draw: random.Random) -> bytes:
    """A bit flipped, a piece zeroed, a page swapped with another or there twice, or the end cut off."""
    at = draw.randrange(len(content))
    page, other = draw.randrange(len(content) // 4096) * 4096, draw.randrange(len(content) // 4096) * 4096
    one, two = content[page : page + 4096], content[other : other + 4096]
    swapped = bytearray(content)
    swapped[page : page + 4096], swapped[other : other + 4096] = two, one
    twice = bytearray(content)
    twice[page : page + 4096] = two
    ways = (
        content[:at] + bytes([content[at] ^ 1 << draw.randrange(8)]) + content[at + 1 :],
        content[:at] + bytes(min(32, len(content) - at)) + content[at + 32 :],
        bytes(swapped),
        bytes(twice),
        content[:at],
    )
    return draw.choice(ways)


async def test_no_change_of_the_database_file_passes_unnoticed(stopped, verifier, tmp_path):
    draw, before = random.Random(8), files_of(stopped / "before")
    found: dict[str, int] = {}
    for number in range(DRAWN):
        place = tmp_path / f"copy-{number}"
        place.mkdir()
        for path in stopped.iterdir():
            if path.is_file():
                shutil.copy2(path, place / path.name)
        database = place / "log.db"
        database.write_bytes(changed(database.read_bytes(), draw))
        told = await outcome(place, verifier, before)
        assert told in {"refused", "told", "unchanged"}, (number, told)
        found[told] = found.get(told, 0) + 1
        shutil.rmtree(place)
    assert found.get("refused", 0) + found.get("told", 0) > DRAWN // 4, found
