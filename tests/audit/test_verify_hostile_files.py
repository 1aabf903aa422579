"""An export from somebody hostile neither holds up, fills nor misleads the machine of whoever verifies it."""

import asyncio
import json
import os
import shutil
from pathlib import Path

import pytest

from audit.layout import split_bundle
from audit.note import Checkpoint
from audit.openings.__main__ import main as openings
from audit.openings.document import Opening, read_secret, recipient_text, seal_openings
from audit.release import SealedPayload
from audit.report import Outcome
from audit.signer import read_key
from audit.verify import verify_content, verify_path

BEYOND_ALL_MEMORY = 1 << 40
SECONDS = 20.0


@pytest.fixture
async def export(sqlite_place, make_entry, tmp_path) -> Path:
    log = await sqlite_place.open()
    payload = SealedPayload(b"sealed answer", b"wrapped key")
    for n in range(300):
        await log.append(make_entry(f"p{n}", payload=payload), payload)
    await log.export(tmp_path / "export")
    await log.close()
    return tmp_path / "export"


async def verified(export: Path, verifier):
    """The report, within seconds."""
    return await asyncio.wait_for(asyncio.to_thread(verify_path, export, verifier, processes=1), SECONDS)


FILES = ["checkpoint", "manifest.json", "payload/7", "tile/entries/000", "tile/entries/001.p/44", "tile/0/000"]


def a_pipe(path: Path) -> None:
    """Reading it waits for a writer who never comes."""
    path.unlink()
    os.mkfifo(path)


def a_link_to_endless_zeros(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def larger_than_memory(path: Path) -> None:
    os.truncate(path, BEYOND_ALL_MEMORY)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", [a_pipe, a_link_to_endless_zeros, larger_than_memory])
async def test_a_file_that_is_none_or_never_ends_is_not_read_and_told(export, verifier, name, change):
    try:
        change(export / name)
    except OSError:
        pytest.skip("this file system has no such files")
    report = await verified(export, verifier)
    assert report.outcome is (Outcome.UNVERIFIABLE if name == "checkpoint" else Outcome.ALTERED)


@pytest.mark.parametrize("name", ["payload/7", "payload", "tile", "tile/entries", "tile/0/000", "manifest.json"])
async def test_a_link_out_of_the_export_is_told_though_what_it_leads_to_is_the_same(export, verifier, tmp_path, name):
    """Whoever hands the folder on would hand on something else than was verified."""
    shutil.move(export / name, tmp_path / "elsewhere")
    (export / name).symlink_to(tmp_path / "elsewhere")
    report = await verified(export, verifier)
    assert report.outcome is Outcome.ALTERED
    assert name in report.text()


async def test_a_link_that_leads_back_into_the_export_ends(export, verifier):
    (export / "tile" / "again").symlink_to(export)
    report = await verified(export, verifier)
    assert (report.outcome, len(report.findings)) == (Outcome.ALTERED, 1)


async def test_a_checkpoint_of_more_entries_than_there_are_files_is_told_before_they_are_looked_for(
    export, verifier, sqlite_place
):
    signed = read_key(sqlite_place.folder / "key").sign(Checkpoint(verifier.name, 1 << 62, bytes(32)).text())
    (export / "checkpoint").write_text(signed, encoding="utf-8")
    report = await verified(export, verifier)
    assert report.outcome is Outcome.ALTERED


def an_extract(checkpoint: str, filter_: dict[str, str]) -> bytes:
    members = {"format": "golden-thread-extract/1", "filter": filter_, "checkpoint": checkpoint, "entries": []}
    return json.dumps(members, ensure_ascii=False).encode()


@pytest.mark.parametrize("control", ["\x1b[2J", "\x9b2J", "\u202e", "\u2028", "\r", "\x7f", "\x00", "\U000e0041"])
async def test_what_a_file_says_cannot_steer_the_terminal_on_which_it_is_reported(export, verifier, control):
    """The filter of an extract is signed by nobody."""
    checkpoint = (export / "checkpoint").read_text()
    report = verify_content(an_extract(checkpoint, {"type": f"a{control}b"}), verifier)
    assert report.outcome is Outcome.SOUND
    assert control not in report.text()
    assert "a\\" in report.text()


async def test_a_line_break_in_what_a_file_says_makes_no_line_of_the_report(tmp_path, verifier, sqlite_place):
    """A host could log text that reads like the verifier's own words."""
    from audit.merkle import leaf_hash
    from audit.receipt import ReceiptDocument

    entry = b'{"time":1}\n- Enough witnesses cosigned this checkpoint.'
    note = read_key(sqlite_place.folder / "key").sign(Checkpoint(verifier.name, 1, leaf_hash(entry)).text())
    report = verify_content(ReceiptDocument(0, 1, entry, (), note).to_json().encode(), verifier)
    assert report.outcome is Outcome.SOUND
    assert not [line for line in report.text().splitlines() if line.startswith("- Enough")]


@pytest.fixture
def recipient(tmp_path, capsys) -> Path:
    assert openings(["key", str(tmp_path / "mine")]) == 0
    capsys.readouterr()
    return tmp_path / "mine"


def opening(export: Path, recipient: Path, folder: Path) -> list[str]:
    return ["open", str(export), str(folder / "openings"), "--secret", str(recipient), "--to", str(folder / "to")]


@pytest.mark.parametrize("index", [-1, -257, 1 << 62])
async def test_an_opening_of_an_entry_that_cannot_be_is_refused(export, recipient, tmp_path, capsys, index):
    public = recipient_text(read_secret(recipient.read_text()))
    sealed = seal_openings("origin", public, [Opening(index, "0" * 64, bytes(32), b"")])
    (tmp_path / "openings").write_text(sealed)
    arguments = opening(export, recipient, tmp_path)
    assert await asyncio.wait_for(asyncio.to_thread(openings, arguments), SECONDS) == 1
    assert "does not commit" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{}", "[]", '{"size": "9"}', "nothing", '{"size": 1e99}', "[" * 9999])
async def test_a_manifest_that_is_none_is_refused_in_words(export, recipient, tmp_path, capsys, text):
    public = recipient_text(read_secret(recipient.read_text()))
    (tmp_path / "openings").write_text(seal_openings("origin", public, [Opening(0, "0" * 64, bytes(32), b"")]))
    (export / "manifest.json").write_text(text)
    arguments = opening(export, recipient, tmp_path)
    assert openings(arguments) == 1
    assert "manifest" in capsys.readouterr().err


async def test_the_bundles_are_as_they_were(export):
    """What is changed above stands where it is looked for."""
    assert all((export / name).is_file() for name in FILES)
    assert len(split_bundle((export / "tile/entries/001.p/44").read_bytes())) == 44
