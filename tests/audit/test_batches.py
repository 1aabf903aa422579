"""Many entries at once: batches of every size, retries among them, and texts that could be taken for something else."""

import asyncio
import json

import pytest

from audit.request_id import new_request_id
from audit.storage.port import Addition, Head, Row
from audit.tree import Subtrees, Tree, grow, reader


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64, 65, 255, 256, 257, 600])
async def test_a_batch_of_any_size_is_stored_whole_and_in_order(sqlite_place, verifier, make_entry, count):
    log = await sqlite_place.open()
    receipts = await asyncio.gather(*(log.append(make_entry(f"r{n}")) for n in range(count)))
    assert [receipt.index for receipt in receipts] == list(range(count))
    for receipt in (receipts[0], receipts[-1]):
        receipt.verify(verifier)
    await log.close()
    log = await sqlite_place.open()
    assert (log.frozen, log.size) == ("", count)
    await log.close()


async def test_texts_with_line_breaks_quotes_and_zero_bytes_come_back_as_they_were(place, verifier, make_entry):
    texts = ["line\nbreak", "nul\x00byte", 'quote"\\', "\x1f\x7f", "\u2028\U0001f600", "\n\n"]
    log = await place.open()
    receipts = await asyncio.gather(*(log.append(make_entry(purpose=text)) for text in texts))
    assert [json.loads(receipt.entry)["purpose"] for receipt in receipts] == texts
    for receipt in receipts:
        assert log.verifier.vkey == verifier.vkey
        receipt.verify(verifier)
    await log.close()


async def test_retries_in_a_batch_with_new_ones_keep_their_numbers(place, verifier, make_entry):
    log = await place.open()
    entries = [make_entry(f"r{n}") for n in range(300)]
    first = await asyncio.gather(*(log.append(entry) for entry in entries[:200]))
    again = await asyncio.gather(*(log.append(entry) for entry in entries))
    assert [receipt.index for receipt in again] == list(range(300))
    assert [receipt.entry for receipt in again[:200]] == [receipt.entry for receipt in first]
    for receipt in (again[0], again[199], again[299]):
        receipt.verify(verifier)
    await log.close()


async def test_an_older_receipt_still_proves_its_entry_when_the_log_has_grown(sqlite_place, verifier, make_entry):
    log = await sqlite_place.open()
    early = await log.append(make_entry())
    await asyncio.gather(*(log.append(make_entry()) for _ in range(300)))
    assert early.size == 1
    early.verify(verifier)
    await log.close()


def test_rows_that_do_not_follow_are_refused_by_the_database_itself(sqlite_place):
    storage = sqlite_place.storage()
    storage.open()
    head = storage.begin()
    rows = [Row(0, "a", b"{}", bytes(32)), Row(2, "b", b"{}", bytes(32))]
    with pytest.raises(Exception, match="follow each other"):
        storage.append(head, Addition(rows, Head(2, ())))
    storage.close()


def test_the_nodes_of_remembered_tiles_are_those_of_the_tree():
    leaves = [n.to_bytes(32, "big") for n in range(70_000)]
    growth = grow(Tree(), leaves)
    stored = {(level, n): data for level, n, data in growth.tiles}
    asked = []

    def tiles(level, n):
        asked.append((level, n))
        return stored.get((level, n))

    known = Subtrees()
    for size_of_memory in (known, Subtrees(most=1), None):
        node = reader(growth.tree, tiles, size_of_memory)
        for level, n in [(0, 1), (3, 7), (7, 500), (8, 3), (12, 15), (15, 1), (16, 0), (4, 4374)]:
            assert node(level, n) == growth.nodes[level, n]
    before = len(asked)
    assert reader(growth.tree, tiles, known)(9, 4) == growth.nodes[9, 4]
    assert len(asked) == before


def test_request_ids_are_unique_and_sort_by_time():
    ids = [new_request_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {len(one) for one in ids} == {32}
    stamps = [one[:12] for one in ids]
    assert stamps == sorted(stamps)


async def test_a_retry_among_new_entries_when_the_clock_has_gone_back_still_leaves_one_anomaly(place, make_entry):
    now = 1_800_000_000_000_000
    log = await place.open(clock=lambda: now)
    first = await log.append(make_entry("first"))
    now -= 60_000_000
    again = await asyncio.gather(*(log.append(make_entry(name)) for name in ("first", "second", "second", "third")))
    assert again[0].entry == first.entry
    assert [receipt.index for receipt in again] == [0, 2, 2, 3]
    assert [json.loads(one.body)["type"] for one in await log.entries(limit=9)].count("clock.anomaly") == 1
    await log.append(make_entry())
    assert log.size == 5
    await log.close()
