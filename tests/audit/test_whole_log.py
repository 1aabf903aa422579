"""The log through its shards, on both databases: whatever stands in any is found by one number, and erased there."""

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from audit.earlier_shard import EarlierShard
from audit.errors import EntryRefused, LogNotSetUp, LogUnavailable
from audit.events import Actor, Entry, EventType
from audit.log import AuditLog
from audit.release import SealedPayload
from audit.shards import ShardEnd, begin_shard, close_shard
from audit.signer import Signer, create_key
from audit.storage.port import Storage, StorageFailed
from audit.storage.postgres import PostgresStorage
from audit.storage.sqlite import SqliteStorage
from audit.whole_log import WholeLog

KEEPER = Actor("operator", "partnership")
YEARS = ("2026", "2027", "2028")
EACH = 3


@dataclass
class Years:
    """Three shards of a log, made one after the other, with their sealed payloads."""

    folder: Path
    url: str

    def storage(self, year: str) -> Storage:
        if not self.url:
            return SqliteStorage(self.folder / year / "log.db")
        return PostgresStorage(self.url, schema="audit" if year == YEARS[0] else f"audit_{year}")

    def signer(self, year: str) -> Signer:
        return Signer.load(self.folder / year / "key")

    async def open(self, ends: dict[str, ShardEnd]) -> WholeLog:
        """Those that have ended, and the one after them."""
        closed = []
        for year, end in ends.items():
            closed.append(EarlierShard(self.storage(year), self.signer(year).verifier, end.note))
        for shard in closed[:-1]:
            shard.open()
        year = YEARS[len(ends)]
        log = await AuditLog.open(self.storage(year), self.signer(year), earlier=closed[-1] if closed else None)
        return WholeLog(log, closed)


@pytest.fixture
async def years(place):
    return made_at(place)


def made_at(place) -> Years:
    for year in YEARS:
        (place.folder / year).mkdir()
        create_key(place.folder / year / "key", f"goldenthread.test/audit/{year}")
    return Years(place.folder, place.url)


@pytest.fixture
async def whole(years, make_entry):
    """All three, of which two are closed; an entry's request id is its year and its place among the year's payloads."""
    ends: dict[str, ShardEnd] = {}
    for year, following in pairwise(YEARS):
        log = await years.open(ends)
        if ends:
            await begin_shard(log.serving, KEEPER, list(ends.values())[-1])
        for n in range(EACH):
            payload = SealedPayload(b"sealed %d" % n, b"key")
            await log.append(make_entry(f"{year}-{n}", payload), payload)
        ends[year] = await close_shard(log.serving, KEEPER, years.signer(following).verifier)
        await log.close()
    log = await years.open(ends)
    await begin_shard(log.serving, KEEPER, ends["2027"])
    yield log
    await log.close()


def shredding(name: str) -> Entry:
    return Entry(EventType.PAYLOAD_SHREDDED, name, KEEPER)


async def test_entries_are_read_newest_first_through_all_shards(whole) -> None:
    assert whole.size == 2 * EACH + 4
    numbers = list(range(whole.size))[::-1]
    assert [one.index for one in await whole.entries(limit=100)] == numbers
    for limit, before in ((1, None), (3, 6), (4, 5), (2, 4), (10, 0), (10, 100)):
        below = numbers if before is None else [n for n in numbers if n < before]
        assert [one.index for one in await whole.entries(limit, before)] == below[:limit]
    kinds = [one.index for one in await whole.entries(type_=EventType.SHARD_CLOSED)]
    assert kinds == [8, 3]


async def test_an_entry_and_its_payload_are_found_by_number_and_by_request(whole) -> None:
    found = await whole.find("2026-2")
    assert (found.index, (await whole.find("2027-0")).index, await whole.find("2029-0")) == (2, 5, None)
    assert (await whole.entry(2)) == found
    assert (await whole.entry(whole.size), await whole.payload(3)) == (None, None)
    assert [row.seq for row in await whole.payloads(1, 8)] == [1, 2, 5, 6, 7]
    assert await whole.keyed_payloads(0, 100) == [0, 1, 2, 5, 6, 7]
    assert (await whole.payload(6)).ciphertext == b"sealed 1"


async def test_a_receipt_proves_the_entry_in_its_own_log(whole, years) -> None:
    for number, year, index in ((1, "2026", 1), (6, "2027", 2), (9, "2028", 0)):
        receipt = await whole.receipt(number)
        assert receipt.verify(years.signer(year).verifier).origin.endswith(year)
        assert (receipt.index, whole.number_of(receipt)) == (index, number)
    assert await whole.receipt(whole.size) is None


async def test_what_an_entry_is_about_is_named_as_far_as_it_is_in_another_shard(whole, make_entry) -> None:
    here = await whole.append(make_entry("about-here", relates_to=9))
    there = await whole.append(make_entry("about-there", relates_to=6))
    assert json.loads(here.entry)["relates_to"] == 0
    said = json.loads(there.entry)
    assert "relates_to" not in said
    assert said["details"]["earlier"] == {"index": 2, "origin": "goldenthread.test/audit/2027"}


async def test_a_payload_of_any_shard_is_shredded_once(whole) -> None:
    size = whole.size
    for number in (0, 7):
        await whole.shred(number, shredding(f"erase-{number}"))
        again = await whole.shred(number, shredding(f"erase-{number}"))
        assert whole.number_of(again) >= size
        assert (await whole.payload(number)).wrapped_key is None
    assert await whole.keyed_payloads(0, 100) == [1, 2, 5, 6]
    assert whole.size == size + 2
    for number, entry in ((3, shredding("none")), (1, Entry(EventType.LOG_QUERIED, "other", KEEPER))):
        with pytest.raises(EntryRefused):
            await whole.shred(number, entry)
    assert whole.size == size + 2


@pytest.mark.parametrize(
    "said",
    [
        b'{"details":{"earlier":{"index":1,"origin":"goldenthread.test/audit/2026"}},"type":"payload.shredded"}',
        b'{"details":{"earlier":{"index":0,"origin":"goldenthread.test/audit/2027"}},"type":"payload.shredded"}',
        b'{"details":{"earlier":{"index":0,"origin":"goldenthread.test/audit/2026"}},"type":"log.queried"}',
    ],
)
async def test_a_closed_shard_loses_no_key_by_another_entry(whole, years, said) -> None:
    storage = years.storage("2026")
    with pytest.raises(StorageFailed):
        storage.lose_key("goldenthread.test/audit/2026", 0, said)
    storage.close()
    assert (await whole.payload(0)).wrapped_key == b"key"


async def test_a_shard_that_still_grows_loses_no_key_by_an_entry_of_elsewhere(place, years, make_entry) -> None:
    log = await years.open({})
    payload = SealedPayload(b"sealed", b"key")
    await log.append(make_entry("one", payload), payload)
    await log.close()
    said = b'{"details":{"earlier":{"index":0,"origin":"goldenthread.test/audit/2026"}},"type":"payload.shredded"}'
    storage = years.storage("2026")
    with pytest.raises(StorageFailed):
        storage.lose_key("goldenthread.test/audit/2026", 0, said)
    storage.close()
    log = await years.open({})
    assert (await log.payload(0)).wrapped_key == b"key"
    await log.close()


async def test_a_fault_after_the_entry_of_an_erasure_is_made_good_by_the_same_call(whole, years) -> None:
    said = Entry(
        EventType.PAYLOAD_SHREDDED,
        "broken-off",
        KEEPER,
        details={"earlier": {"index": 1, "origin": "goldenthread.test/audit/2026"}},
    )
    await whole.serving.append(said)
    assert (await whole.payload(1)).wrapped_key == b"key"
    size = whole.size
    await whole.shred(1, shredding("broken-off"))
    assert ((await whole.payload(1)).wrapped_key, whole.size) == (None, size)


def test_a_schema_of_another_kind_of_name_is_refused() -> None:
    with pytest.raises(LogNotSetUp):
        PostgresStorage("postgresql://nowhere/none", schema='audit"; DROP SCHEMA audit')


async def test_a_closed_shard_that_does_not_answer_is_unavailable(sqlite_place, make_entry) -> None:
    """A file can be taken away; a server is shared with other tests."""
    years = made_at(sqlite_place)
    log = await years.open({})
    await log.append(make_entry("one"))
    ends = {"2026": await close_shard(log.serving, KEEPER, years.signer("2027").verifier)}
    await log.close()
    log = await years.open(ends)
    await begin_shard(log.serving, KEEPER, ends["2026"])
    for file in (years.folder / "2026").glob("log.db*"):
        file.unlink()
    log._closed[-1].storage.engine.dispose()
    with pytest.raises(LogUnavailable):
        await log.entry(0)
    await log.close()
