"""A receipt proves its entry to anyone with the public key, and nothing else passes for one."""

import json

import pytest

from audit.note import secret_from_seed
from audit.receipt import Receipt, ReceiptDocument, ReceiptMalformed, ReceiptUnsound, Standing
from audit.report import Outcome
from audit.verify import verify_receipt


@pytest.fixture
async def receipt(sqlite_place, make_entry):
    log = await sqlite_place.open()
    for _ in range(6):
        await log.append(make_entry(subject="gn:Zoë", details={"note": 'a "quoted" \\ \n word'}))
    yield await log.receipt(2)
    await log.close()


async def test_no_byte_of_a_receipt_can_change_unnoticed(receipt, verifier):
    content = receipt.to_json().encode()
    assert verify_receipt(content, verifier).outcome is Outcome.SOUND
    for place in range(len(content)):
        for flip in (0x01, 0x20, 0x80):
            changed = bytearray(content)
            changed[place] ^= flip
            assert verify_receipt(bytes(changed), verifier).outcome is not Outcome.SOUND, (place, flip)


async def test_a_receipt_that_somebody_indented_is_still_sound(receipt, verifier):
    content = json.dumps(json.loads(receipt.to_json()), indent=4, sort_keys=True)
    assert verify_receipt(content, verifier).outcome is Outcome.SOUND


async def test_an_altered_entry_names_its_index(receipt, verifier):
    members = json.loads(receipt.to_json())
    members["entry"] = members["entry"].replace("safeguarding_s47", "safeguarding_s17")
    report = verify_receipt(json.dumps(members), verifier)
    assert (report.outcome, report.first_bad) == (Outcome.ALTERED, 2)
    assert "number 2" in report.text()


async def test_another_key_cannot_verify_and_that_is_said_plainly(receipt):
    other = secret_from_seed("goldenthread.test/audit", b"x" * 32).verifier
    report = verify_receipt(receipt.to_json(), other)
    assert report.outcome is Outcome.UNVERIFIABLE
    assert "not signed with the given key" in report.text()


@pytest.mark.parametrize(
    "content",
    ["", "{}", "null", "[1]", "not json", "[" * 100_000, b"\xff\xfe", '{"format":"golden-thread-receipt/1"}'],
)
def test_what_is_not_a_receipt_is_said_to_be_none(content, verifier):
    assert verify_receipt(content, verifier).outcome is Outcome.UNVERIFIABLE


async def test_a_receipt_with_a_member_too_many_twice_or_of_another_type_is_refused(receipt):
    text = receipt.to_json()
    members = json.loads(text)
    for change in (
        json.dumps(members | {"extra": 1}),
        '{"index":0,' + text[1:],
        json.dumps(members | {"index": True}),
        json.dumps(members | {"index": 2.0}),
        json.dumps(members | {"proof": None}),
        json.dumps(members | {"proof": ["AAAA"]}),
        json.dumps(members | {"entry": 1}),
        json.dumps(members | {"checkpoint": None}),
    ):
        with pytest.raises(ReceiptMalformed):
            ReceiptDocument.from_json(change)


async def test_a_size_that_the_log_did_not_sign_is_refused(receipt, verifier):
    other = ReceiptDocument(receipt.index, receipt.size + 1, receipt.entry, receipt.proof, receipt.checkpoint)
    with pytest.raises(ReceiptUnsound, match="size"):
        other.verify(verifier)


def test_only_the_log_makes_a_receipt():
    with pytest.raises(TypeError, match="only the log"):
        Receipt(0, b"{}", Standing(1, "", lambda _: ()))
