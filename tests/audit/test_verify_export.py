"""Acceptance scenario 15: an exported log verifies offline, one changed byte is named, shredding alters nothing."""

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audit.events import EventType
from audit.key_chain import TrustedKey
from audit.layout import bundle, split_bundle
from audit.release import SealedPayload
from audit.report import Outcome
from audit.verify import verify_path
from audit.verify_given import read_known

ENTRIES = 600


@pytest.fixture
async def export(place, make_entry, tmp_path) -> Path:
    log = await place.open()
    payload = SealedPayload(b"sealed answer", b"wrapped key")
    await asyncio.gather(*(log.append(make_entry(f"r{n}")) for n in range(ENTRIES - 4)))
    for n in range(3):
        await log.append(make_entry(f"p{n}", payload=payload), payload)
    await log.shred(ENTRIES - 4, make_entry("shred", type=EventType.PAYLOAD_SHREDDED))
    await log.export(tmp_path / "export")
    await log.close()
    return tmp_path / "export"


async def test_a_whole_log_verifies_and_a_shredded_payload_is_told_from_an_intact_one(export, verifier):
    report = verify_path(export, verifier)
    assert (report.outcome, report.findings, report.size) == (Outcome.SOUND, [], ENTRIES)
    assert report.payloads == {"intact": 2, "shredded": 1, "missing": 0, "altered": 0}


@pytest.mark.parametrize("index", [0, 255, 256, 511, 512, ENTRIES - 1])
async def test_one_changed_byte_in_an_entry_is_found_and_its_index_named(export, verifier, index):
    number = index // 256
    file = export / "tile" / "entries" / (f"00{number}" if number < 2 else "002.p/88")
    entries = split_bundle(file.read_bytes())
    entries[index % 256] = entries[index % 256].replace(b"social_worker", b"social_walker")
    file.write_bytes(bundle(entries))
    report = verify_path(export, verifier)
    assert (report.outcome, report.first_bad) == (Outcome.ALTERED, index)
    assert f"number {index}" in report.text()
    assert [f.index for f in report.findings] == [index]


async def test_an_insider_who_also_mends_the_stored_hash_is_still_found(export, verifier):
    from audit.merkle import leaf_hash

    file, tile = export / "tile" / "entries" / "001", export / "tile" / "0" / "001"
    entries = split_bundle(file.read_bytes())
    entries[44] = entries[44].replace(b"social_worker", b"social_walker")
    file.write_bytes(bundle(entries))
    hashes = bytearray(tile.read_bytes())
    hashes[44 * 32 : 45 * 32] = leaf_hash(entries[44])
    tile.write_bytes(hashes)
    report = verify_path(export, verifier)
    assert (report.outcome, report.first_bad) == (Outcome.ALTERED, 256)
    assert any("256 to 511" in f.text for f in report.findings)


def drop(entries):
    del entries[7]


def swap(entries):
    entries[7], entries[8] = entries[8], entries[7]


def repeat(entries):
    entries.insert(8, entries[7])


def cut(entries):
    del entries[7:]


@pytest.mark.parametrize(("change", "first"), [(drop, 7), (swap, 7), (repeat, 8), (cut, 7)])
async def test_entries_dropped_swapped_repeated_or_cut_off_are_found(export, verifier, change, first):
    file = export / "tile" / "entries" / "000"
    entries = split_bundle(file.read_bytes())
    change(entries)
    file.write_bytes(bundle(entries))
    report = verify_path(export, verifier)
    assert (report.outcome, report.first_bad) == (Outcome.ALTERED, first)


async def test_every_file_of_an_export_is_covered(export, verifier):
    """Change, then remove, each file in turn: nothing passes."""
    for file in [f for f in export.rglob("*") if f.is_file()]:
        content = file.read_bytes()
        for place in {0, len(content) // 2, len(content) - 1}:
            changed = bytearray(content)
            changed[place] ^= 1
            file.write_bytes(changed)
            assert verify_path(export, verifier).outcome is not Outcome.SOUND, (file, place)
        file.unlink()
        sound = file.name == str(ENTRIES - 4)  # the ciphertext of the shredded payload may be gone as well
        assert (verify_path(export, verifier).outcome is Outcome.SOUND) is sound, file
        file.write_bytes(content)
    (export / "payload" / "7").write_bytes(b"smuggled")
    assert verify_path(export, verifier).outcome is Outcome.ALTERED


async def test_a_missing_payload_is_told_from_an_altered_one(export, verifier):
    (export / "payload" / str(ENTRIES - 3)).unlink()
    (export / "payload" / str(ENTRIES - 2)).write_bytes(b"something else")
    report = verify_path(export, verifier)
    assert report.payloads == {"intact": 0, "shredded": 1, "missing": 1, "altered": 1}
    assert {f.index: f.text.split()[-1] for f in report.findings} == {
        ENTRIES - 3: "missing.",
        ENTRIES - 2: "altered.",
    }


async def test_a_receipt_kept_elsewhere_shows_a_rollback_and_a_fork(place, verifier, make_entry, tmp_path):
    log = await place.open()
    await log.append(make_entry())
    await log.export(tmp_path / "young")
    kept = tmp_path / "receipt.json"
    kept.write_text((await log.append(make_entry())).to_json())
    await log.close()
    known = [read_known(kept, [TrustedKey(verifier)])]
    assert verify_path(tmp_path / "young", verifier, known).outcome is Outcome.ROLLED_BACK

    other = type(place)(tmp_path / "other")
    other.folder.mkdir()
    shutil.copy(tmp_path / "key", other.folder / "key")
    log = await other.open()
    for _ in range(3):
        await log.append(make_entry())
    await log.export(tmp_path / "fork")
    await log.close()
    report = verify_path(tmp_path / "fork", verifier, known)
    assert report.outcome is Outcome.ROLLED_BACK
    assert "forked" in report.text()


def run(*arguments) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "audit", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


async def test_the_command_says_sound_altered_rolled_back_or_unverifiable(sqlite_place, verifier, make_entry, tmp_path):
    log = await sqlite_place.open()
    await log.append(make_entry())
    await log.export(tmp_path / "export")
    later = tmp_path / "receipt.json"
    later.write_text((await log.append(make_entry())).to_json())
    await log.close()
    key = verifier.vkey
    (tmp_path / "public").write_text(key + "\n")

    sound = run("verify", later, "--key", tmp_path / "public")
    assert (sound.returncode, sound.stdout[:6]) == (0, "SOUND:")
    assert run("verify", tmp_path / "export", "--key", key).returncode == 0
    rolled_back = run("verify", tmp_path / "export", "--key", key, "--known", later, "--json")
    assert rolled_back.returncode == json.loads(rolled_back.stdout)["exit"] == 2
    later.write_text(later.read_text().replace("social_worker", "social_walker"))
    altered = run("verify", later, "--key", key)
    assert (altered.returncode, "number 1" in altered.stdout) == (1, True)
    for arguments in (
        ("verify", later, "--key", "nonsense"),
        ("verify", later, "--key", tmp_path / "key"),
        ("verify", tmp_path / "nothing", "--key", key),
        ("verify", tmp_path, "--key", key),
        ("verify", later, "--key", key, "--known", tmp_path / "key"),
        ("verify", later),
    ):
        refused = run(*arguments)
        assert refused.returncode == 3
        assert "Traceback" not in refused.stderr
        assert "PRIVATE" not in refused.stdout + refused.stderr


async def test_an_export_of_an_empty_log_says_that_there_is_nothing_to_check(place, verifier, tmp_path):
    log = await place.open()
    await log.export(tmp_path / "export")
    await log.close()
    report = verify_path(tmp_path / "export", verifier)
    assert report.outcome is Outcome.UNVERIFIABLE
    assert "no entry" in report.text()


async def test_an_export_never_overwrites_a_folder(place, make_entry, tmp_path):
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "mine").write_text("kept")
    log = await place.open()
    await log.append(make_entry())
    with pytest.raises(FileExistsError, match="not empty"):
        await log.export(tmp_path / "export")
    await log.close()
    assert [f.name for f in (tmp_path / "export").iterdir()] == ["mine"]
