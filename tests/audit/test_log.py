"""Appending: durable, proved, idempotent, in order; on both databases."""

import asyncio
import json

import pytest

from audit.errors import EntryRefused, LogUnavailable
from audit.events import EventType
from audit.receipt import Receipt, ReceiptDocument
from audit.release import SealedPayload


async def test_every_append_gets_a_receipt_that_the_public_key_alone_confirms(place, verifier, make_entry):
    log = await place.open()
    for index in range(5):
        receipt = await log.append(make_entry())
        assert type(receipt) is Receipt
        assert receipt.index == index
        assert receipt.verify(verifier).size == index + 1
        assert ReceiptDocument.from_json(receipt.to_json()).verify(verifier).origin == verifier.name
    await log.close()


async def test_many_callers_at_once_get_one_gapless_log_and_a_proof_each(place, verifier, make_entry):
    log = await place.open()
    receipts = await asyncio.gather(*(log.append(make_entry()) for _ in range(700)))
    assert sorted(r.index for r in receipts) == list(range(700))
    for receipt in receipts:
        receipt.verify(verifier)
    assert log.size == 700
    await log.close()


async def test_a_retry_with_the_same_content_gets_the_same_index(place, verifier, make_entry):
    log = await place.open()
    first = await log.append(make_entry("one"))
    await log.append(make_entry("two"))
    again = await log.append(make_entry("one"))
    assert (again.index, again.entry) == (first.index, first.entry)
    assert again.verify(verifier).size == 2
    assert log.size == 2
    await log.close()


async def test_the_same_request_twice_at_once_is_one_entry(place, make_entry):
    log = await place.open()
    receipts = await asyncio.gather(*(log.append(make_entry("same")) for _ in range(20)))
    assert {r.index for r in receipts} == {0}
    assert log.size == 1
    await log.close()


async def test_the_same_request_id_with_another_content_is_refused_and_the_others_stand(place, make_entry):
    log = await place.open()
    await log.append(make_entry("one"))
    results = await asyncio.gather(
        log.append(make_entry("one", purpose="early_help")), log.append(make_entry("two")), return_exceptions=True
    )
    assert isinstance(results[0], EntryRefused)
    assert "new request id" in results[0].advice
    assert results[1].index == 1
    await log.close()


async def test_a_log_goes_on_where_it_was_after_a_restart(place, verifier, make_entry):
    log = await place.open()
    await asyncio.gather(*(log.append(make_entry()) for _ in range(300)))
    root = log.root
    await log.close()
    log = await place.open()
    assert (log.frozen, log.size, log.root) == ("", 300, root)
    receipt = await log.append(make_entry())
    assert receipt.index == 300
    for seq in (0, 43, 255, 256, 299, 300):
        (await log.receipt(seq)).verify(verifier)
    assert await log.receipt(301) is None
    await log.close()


async def test_entries_are_read_newest_first_and_by_type(place, make_entry):
    log = await place.open()
    for index in range(6):
        type_ = EventType.LOG_QUERIED if index % 2 else EventType.ENQUIRY_EMPTY
        await log.append(make_entry(f"r{index}", type=type_))
    assert [e.index for e in await log.entries(limit=3)] == [5, 4, 3]
    assert [e.index for e in await log.entries(limit=2, before=4)] == [3, 2]
    assert [e.index for e in await log.entries(type_=EventType.LOG_QUERIED)] == [5, 3, 1]
    assert json.loads((await log.entry(2)).body)["request_id"] == "r2"
    assert (await log.find("r4")).index == 4
    assert await log.find("unknown") is None
    assert await log.entry(6) is None
    await log.close()


async def test_a_payload_is_kept_and_shredding_destroys_only_its_key(place, verifier, make_entry):
    log = await place.open()
    payload = SealedPayload(b"ciphertext", b"wrapped key")
    await log.append(make_entry(payload=payload), payload)
    assert (await log.payload(0)).wrapped_key == b"wrapped key"
    receipt = await log.shred(0, make_entry(type=EventType.PAYLOAD_SHREDDED))
    assert json.loads(receipt.entry)["relates_to"] == 0
    kept = await log.payload(0)
    assert (kept.ciphertext, kept.wrapped_key) == (b"ciphertext", None)
    (await log.receipt(0)).verify(verifier)
    with pytest.raises(EntryRefused, match="no sealed payload"):
        await log.shred(1, make_entry(type=EventType.PAYLOAD_SHREDDED))
    assert log.size == 2
    await log.close()


async def test_an_entry_that_does_not_commit_to_its_payload_is_refused(place, make_entry):
    log = await place.open()
    with pytest.raises(EntryRefused, match="commit"):
        await log.append(make_entry(), SealedPayload(b"one", b"key"))
    with pytest.raises(EntryRefused, match="commit"):
        await log.append(make_entry(payload=SealedPayload(b"other", b"key")), SealedPayload(b"one", b"key"))
    assert log.size == 0
    await log.close()


async def test_time_never_goes_back_and_a_clock_that_does_is_logged(place, make_entry):
    now = [1_800_000_000_000_000]
    log = await place.open(clock=lambda: now[0])
    await log.append(make_entry())
    now[0] -= 3_600_000_000
    await log.append(make_entry())
    await log.append(make_entry())
    found = [json.loads(e.body) for e in reversed(await log.entries())]
    assert [e["type"] for e in found] == ["enquiry.answered", "clock.anomaly", "enquiry.answered", "enquiry.answered"]
    assert found[1]["details"] == {"behind_microseconds": 3_600_000_000}
    times = [e["time"] for e in found]
    assert times == sorted(times)
    await log.close()


async def test_a_closed_log_takes_nothing(place, make_entry):
    log = await place.open()
    await log.close()
    with pytest.raises(LogUnavailable, match="closed"):
        await log.append(make_entry())
