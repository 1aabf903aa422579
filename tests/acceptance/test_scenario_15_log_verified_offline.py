"""Scenario 15: the log is verified offline: sound; one byte tampered is named; a shredded payload leaves it sound.

The verifier is `python -m audit verify` in a process of its own, with the exported files and the public key alone.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from audit.events import Actor, Entry, EventType, Operation

ROOT = Path(__file__).resolve().parents[2]
OPERATOR = Actor(staff="operator", agency="partnership", role="operator")


def verify(path: Path, key: Path, *more: str) -> tuple[int, dict]:
    command = [sys.executable, "-m", "audit", "verify", str(path), "--key", str(key), "--json", *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
async def kept(houses, tmp_path):
    """A log with enquiries in it, exported; the receipt of each enquiry; and the house, still open."""
    async with houses() as house:
        receipts = []
        for who in ("social-worker", "police-officer", "school-nurse", "social-worker"):
            receipts.append(await house.ask(who))
        await house.runtime.log.export(tmp_path / "export")
        yield house, receipts, tmp_path / "export", house.runtime.settings.verification_key_path


async def test_the_exported_log_is_sound(kept) -> None:
    house, _, export, key = kept
    code, report = verify(export, key)
    assert (code, report["outcome"], report["size"]) == (0, "sound", house.runtime.log.size)
    assert report["payloads"]["intact"] == 4


async def test_each_receipt_is_sound_alone_and_the_log_does_not_contradict_it(kept, tmp_path) -> None:
    _, receipts, export, key = kept
    for number, reply in enumerate(receipts):
        receipt = tmp_path / f"receipt-{number}.json"
        receipt.write_text(json.dumps(reply["receipt"], ensure_ascii=False), encoding="utf-8")
        assert verify(receipt, key)[0] == 0
        assert verify(export, key, "--known", str(receipt))[0] == 0


@pytest.mark.parametrize("which", [0, 4, 6])
async def test_one_byte_tampered_is_named_by_its_entry(kept, which: int) -> None:
    """A consistent change: a letter of the body of one entry."""
    house, _, export, key = kept
    body = (await house.runtime.log.entry(which)).body
    (bundle,) = [path for path in (export / "tile" / "entries").rglob("*") if path.is_file()]
    altered = bytearray(bundle.read_bytes())
    altered[altered.index(body) + body.index(b'"actor"') + 2] ^= 1
    bundle.write_bytes(altered)
    code, report = verify(export, key)
    assert (code, report["outcome"], report["first_bad_index"]) == (1, "altered", which)


async def test_a_tampered_payload_is_named_by_its_entry(kept) -> None:
    _, receipts, export, key = kept
    index = receipts[1]["receipt"]["index"]
    payload = export / "payload" / str(index)
    payload.write_bytes(payload.read_bytes()[:-1] + b"\0")
    assert verify(export, key)[1]["first_bad_index"] == index


async def test_a_tampered_receipt_is_refused(kept, tmp_path) -> None:
    _, receipts, _, key = kept
    receipt = receipts[0]["receipt"]
    receipt["entry"] = receipt["entry"].replace("social_worker", "school_nurse")
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt, ensure_ascii=False), encoding="utf-8")
    assert verify(path, key)[0] == 1


async def test_when_its_key_is_destroyed_the_payload_is_unreadable_and_the_log_still_sound(kept, tmp_path) -> None:
    house, receipts, _, key = kept
    log, index = house.runtime.log, receipts[0]["receipt"]["index"]
    entry = Entry(EventType.PAYLOAD_SHREDDED, "erasure-1", OPERATOR, Operation.ERASURE, relates_to=index)
    await log.shred(index, entry)
    assert (await log.payload(index)).wrapped_key is None
    again = await house.get("social-worker", f"/v1/enquiries/{receipts[0]['answer']['enquiry']}")
    assert again.status_code == 404
    await log.export(tmp_path / "after")
    code, report = verify(tmp_path / "after", key)
    assert (code, report["outcome"]) == (0, "sound")
    assert (report["payloads"]["shredded"], report["payloads"]["intact"]) == (1, 3)


async def test_the_export_goes_on_from_every_receipt_that_was_handed_out(kept, tmp_path) -> None:
    """A log that was rolled back to before a receipt is told apart from one that was altered."""
    house, _, export, key = kept
    later = await house.ask("social-worker")
    receipt = tmp_path / "later.json"
    receipt.write_text(json.dumps(later["receipt"], ensure_ascii=False), encoding="utf-8")
    code, report = verify(export, key, "--known", str(receipt))
    assert (code, report["outcome"]) == (2, "rolled_back")
