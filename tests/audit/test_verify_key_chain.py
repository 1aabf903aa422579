"""`python -m audit verify --key-chain`: whoever knows the first key checks whatever a later one signed."""

import json
import shutil

import pytest

from audit.__main__ import main
from audit.entry_filter import EntryFilter
from audit.events import Actor
from audit.note import Checkpoint
from audit.rotation import begin_overlap, end_overlap, keep_link, make_incoming_key, retire_outgoing_key
from audit.signer import chain_beside, read_key

KEEPER = Actor("operator", "partnership")


async def write_all(log, folder) -> None:
    folder.mkdir()
    (folder / "receipt").write_text((await log.receipt(0)).to_json())
    (folder / "checkpoint").write_text(log.checkpoint)
    await log.extract(EntryFilter.of({}), folder / "extract")
    await log.export(folder / "export")


@pytest.fixture
async def written(sqlite_place, verifier, make_entry, tmp_path):
    """A receipt, a checkpoint, an extract and an export: before a rotation, in the overlap, and after it."""
    key = tmp_path / "key"
    for moment in ("before", "within", "after"):
        if moment == "within":
            shutil.copy(key, tmp_path / "first")
            make_incoming_key(key)
        log = await sqlite_place.open()
        await log.append(make_entry())
        if moment == "within":
            keep_link(chain_beside(key), await begin_overlap(log, KEEPER))
        await write_all(log, tmp_path / moment)
        if moment == "within":
            keep_link(chain_beside(key), await end_overlap(log, KEEPER))
        await log.close()
        if moment == "within":
            retire_outgoing_key(key)
    return tmp_path


@pytest.fixture
def verify(written, verifier, capsys):
    def run(name: str, *more: str, key: str = verifier.vkey) -> tuple[int, str]:
        code = main(["verify", str(written / name), "--key", key, *more])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


@pytest.mark.parametrize("moment", ["before", "within", "after"])
@pytest.mark.parametrize("kind", ["receipt", "extract", "export"])
async def test_the_chain_leads_to_the_key_that_signed(verify, written, kind, moment):
    chain = ["--key-chain", str(written / "key.chain")]
    code, text = verify(f"{moment}/{kind}", *chain)
    assert code == 0, text
    assert verify(f"{moment}/{kind}")[0] == (3 if moment == "after" else 0)


async def test_in_the_overlap_an_export_is_sound_under_the_incoming_key_alone_too(verify, written):
    code, text = verify("within/export", key=read_key(written / "key").verifier.vkey)
    assert code == 0, text


async def test_a_manifest_that_names_a_key_which_did_not_sign_is_altered(verify, written):
    manifest = written / "before/export/manifest.json"
    stranger = read_key(written / "key").verifier.vkey
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"key": stranger}, indent=1) + "\n")
    code, text = verify("before/export")
    assert code == 1
    assert "manifest.json does not say" in text


@pytest.mark.parametrize("kind", ["receipt", "extract", "checkpoint"])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_what_is_known_may_be_of_any_key_of_the_chain(verify, written, kind, moment):
    chain = ["--key-chain", str(written / "key.chain")]
    code, text = verify("after/export", *chain, "--known", str(written / moment / kind))
    assert code == 0, text
    assert "as you know them" in text


async def test_what_the_first_key_had_signed_convicts_a_log_of_a_later_one(verify, written):
    other = Checkpoint("goldenthread.test/audit", 1, b"r" * 32).text()
    (written / "other").write_text(read_key(written / "first").sign(other))
    chain = ["--key-chain", str(written / "key.chain")]
    code, text = verify("after/export", *chain, "--known", str(written / "other"))
    assert code == 2
    assert "it was forked" in text


async def test_a_receipt_whose_checkpoint_was_altered_is_altered_and_not_only_unverifiable(verify, written):
    receipt = json.loads((written / "after/receipt").read_text())
    receipt["checkpoint"] = receipt["checkpoint"].replace("\n5\n", "\n6\n", 1)
    (written / "after/receipt").write_text(json.dumps(receipt))
    code, text = verify("after/receipt", "--key-chain", str(written / "key.chain"))
    assert code == 1, text
