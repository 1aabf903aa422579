"""The signing key is replaced with an overlap: whoever knows the old key can check what the new one signs."""

import json

import pytest

from audit.errors import KeyRefused, LogFrozen
from audit.events import Actor
from audit.key_chain import ChainBroken, follow, open_with, read_chain
from audit.note import Checkpoint, NotSigned, open_note
from audit.receipt import ReceiptDocument, ReceiptUnsound
from audit.rotation import begin_overlap, end_overlap, keep_link, make_incoming_key, retire_outgoing_key
from audit.signer import Signer, chain_beside, create_key, incoming_key, read_key
from audit.verify import verify_path
from audit.verify_given import key_for

KEEPER = Actor("operator", "partnership")


@pytest.fixture
def chain(tmp_path):
    return chain_beside(tmp_path / "key")


async def rotate(place, make_entry) -> list:
    """Replace the key; gives the receipts of an entry before, in and after the overlap."""
    key, chain = place.folder / "key", chain_beside(place.folder / "key")
    log = await place.open()
    receipts = [await log.append(make_entry())]
    await log.close()
    make_incoming_key(key)
    log = await place.open()
    keep_link(chain, await begin_overlap(log, KEEPER))
    receipts.append(await log.append(make_entry()))
    await log.close()
    log = await place.open()
    keep_link(chain, await end_overlap(log, KEEPER))
    await log.close()
    retire_outgoing_key(key)
    log = await place.open()
    assert log.frozen == ""
    receipts.append(await log.append(make_entry()))
    await log.close()
    return receipts


async def test_in_the_overlap_both_keys_sign_and_either_checks_a_receipt(place, verifier, make_entry):
    before, within, after = await rotate(place, make_entry)
    incoming = read_key(place.folder / "key").verifier
    assert incoming.key_id != verifier.key_id
    assert not incoming_key(place.folder / "key").exists()
    before.verify(verifier)
    within.verify(verifier)
    within.verify(incoming)
    assert len(open_note(within.checkpoint, [verifier, incoming])[1]) == 2
    after.verify(incoming)
    for receipt, key in ((before, incoming), (after, verifier)):
        with pytest.raises(ReceiptUnsound):
            receipt.verify(key)


async def test_the_chain_leads_from_the_first_key_to_each_that_followed(place, verifier, make_entry, tmp_path, chain):
    receipts = await rotate(place, make_entry)
    second = read_key(place.folder / "key").verifier
    receipts += await rotate(place, make_entry)
    third = read_key(place.folder / "key").verifier
    keys = follow(verifier, read_chain(chain))
    assert [key.verifier for key in keys] == [verifier, second, third]
    assert [key.until for key in keys] == [4, 9, None]
    for receipt in receipts:
        receipt.verify(open_with(receipt.checkpoint, keys)[1].verifier)
    log = await place.open()
    await log.export(tmp_path / "export")
    await log.close()
    assert key_for(tmp_path / "export", keys) == third
    assert verify_path(tmp_path / "export", third).findings == []


async def test_what_a_retired_key_signs_later_is_refused(sqlite_place, verifier, make_entry, chain):
    stolen = read_key(sqlite_place.folder / "key")
    await rotate(sqlite_place, make_entry)
    keys = follow(verifier, read_chain(chain))
    open_with(stolen.sign(Checkpoint(verifier.name, 3, b"r" * 32).text()), keys)
    with pytest.raises(NotSigned, match="retired at 4 entries"):
        open_with(stolen.sign(Checkpoint(verifier.name, 5, b"r" * 32).text()), keys)


def altered(line: str, **members) -> ReceiptDocument:
    """A link whose entry says something else than what was signed."""
    document = json.loads(line)
    entry = json.loads(document["entry"])
    entry["details"].update(members)
    document["entry"] = json.dumps(entry, sort_keys=True, separators=(",", ":"))
    return ReceiptDocument.from_json(json.dumps(document))


async def test_a_link_that_the_outgoing_key_did_not_sign_breaks_the_chain(
    sqlite_place, verifier, make_entry, tmp_path, chain
):
    await rotate(sqlite_place, make_entry)
    overlap, ended = chain.read_text().splitlines()
    mallory = create_key(tmp_path / "mallory", verifier.name)
    for links in (
        [altered(overlap, to=mallory.vkey)],
        [ReceiptDocument.from_json(ended)],
        [ReceiptDocument.from_json(overlap), altered(ended, step="overlap", to=mallory.vkey)],
    ):
        with pytest.raises(ChainBroken):
            follow(verifier, links)
    with pytest.raises(ChainBroken, match="has led to"):
        follow(mallory, [ReceiptDocument.from_json(overlap)])


async def test_an_ordinary_receipt_is_no_link(sqlite_place, verifier, make_entry):
    log = await sqlite_place.open()
    receipt = await log.append(make_entry(details={"from": verifier.vkey, "to": verifier.vkey, "step": "overlap"}))
    await log.close()
    with pytest.raises(ChainBroken, match="not of a change of key"):
        follow(verifier, [receipt])


async def test_each_step_can_be_run_again(sqlite_place, make_entry, chain):
    key = sqlite_place.folder / "key"
    assert make_incoming_key(key).vkey == make_incoming_key(key).vkey
    log = await sqlite_place.open()
    with pytest.raises(KeyRefused, match="begin the overlap first"):
        await end_overlap(log, KEEPER)
    for _ in range(2):
        keep_link(chain, await begin_overlap(log, KEEPER))
    for _ in range(2):
        keep_link(chain, await end_overlap(log, KEEPER))
    assert log.size == 2
    assert len(read_chain(chain)) == 2
    await log.close()


async def test_without_an_incoming_key_nothing_is_rotated(sqlite_place):
    log = await sqlite_place.open()
    with pytest.raises(KeyRefused, match="no incoming key"):
        await begin_overlap(log, KEEPER)
    assert log.size == 0
    await log.close()
    with pytest.raises(KeyRefused):
        retire_outgoing_key(sqlite_place.folder / "key")


async def test_an_incoming_key_of_another_log_is_refused(sqlite_place, verifier):
    create_key(incoming_key(sqlite_place.folder / "key"), "another.test/log")
    with pytest.raises(KeyRefused, match="another key of the same log"):
        Signer.load(sqlite_place.folder / "key")


async def test_a_log_whose_key_was_swapped_without_an_overlap_is_not_signed(sqlite_place, make_entry):
    log = await sqlite_place.open()
    await log.append(make_entry())
    await log.close()
    (sqlite_place.folder / "key").unlink()
    create_key(sqlite_place.folder / "key", "goldenthread.test/audit")
    with pytest.raises((KeyRefused, LogFrozen), match="another key"):
        await sqlite_place.open()
