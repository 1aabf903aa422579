"""Reviews are made of the log: once each, with the thresholds that stood in it, whoever reads and whenever."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from service.oversight.anomalies.watching import watch, watch_again
from service.oversight.anomalies.words import ReviewKind
from service.store import watching

pytestmark = pytest.mark.asyncio(loop_scope="module")

DENIED = {"purpose": "prevent_crime_disorder", "relationship": "open_case"}
"""A purpose for which a school nurse may learn nothing of anybody."""
QUIET = {"off": ["out_of_hours"]}
"""The log has the machine's own time: a test must not depend on the hour at which it runs."""


@pytest_asyncio.fixture(loop_scope="module")
async def own(houses) -> AsyncIterator[Any]:
    async with houses() as house:
        set_terms(house)
        await watch(house.runtime)
        yield house


def set_terms(house, agencies: dict[str, object] | None = None, **default: object) -> None:
    document = {"default": QUIET | default, "agencies": agencies or {}}
    house.runtime.settings.review_terms_path.write_text(json.dumps(document))


async def queued(house, agency: str = "gss:E06000009") -> list[str]:
    await watch(house.runtime)
    return [row.kind for row in await watching.reviews_since(house.runtime.store.database, agency, 0)]


async def refused(house, people, known_of, times: int) -> None:
    for _ in range(times):
        await house.ask("school-nurse", **DENIED, person=known_of(people["jordan"]))


async def test_what_is_refused_again_and_again_is_queued_once_on_both_engines(either, people, known_of) -> None:
    set_terms(either)
    await watch(either.runtime)
    await refused(either, people, known_of, 6)
    for _ in range(2):
        assert (await queued(either, "ods:RXL")).count("denials") == 1


async def test_nobody_known_asked_for_as_often_is_not(own) -> None:
    nobody = {"family_name": "Unheardof", "given_name": "Quentin", "date_of_birth": "2013-05-17"}
    for _ in range(6):
        await own.ask("school-nurse", **DENIED, person=nobody)
    assert await queued(own, "ods:RXL") == []


async def test_two_who_read_at_once_queue_one(own, people, known_of) -> None:
    await refused(own, people, known_of, 5)
    await asyncio.gather(*(watch(own.runtime) for _ in range(4)))
    assert await queued(own, "ods:RXL") == ["denials"]


async def test_an_enquiry_counts_with_those_of_an_earlier_reading(own, people, known_of) -> None:
    await refused(own, people, known_of, 4)
    assert await queued(own, "ods:RXL") == []
    await refused(own, people, known_of, 1)
    assert await queued(own, "ods:RXL") == ["denials"]


async def test_read_again_from_the_beginning_nothing_is_queued_twice(own, people, known_of) -> None:
    await refused(own, people, known_of, 5)
    before = await queued(own, "ods:RXL")
    await watch_again(own.runtime)
    assert await queued(own, "ods:RXL") == before == ["denials"]


async def test_a_threshold_holds_from_its_own_entry_in_the_log_on(own, people, known_of) -> None:
    """Whoever raises one has left a trace, and what was asked before it was raised is judged as it stood."""
    await refused(own, people, known_of, 5)
    set_terms(own, agencies={"ods:RXL": {"denials": 100}})
    assert await queued(own, "ods:RXL") == ["denials"]
    entry = await own.newest("policy.changed")
    assert entry["details"]["terms"]["agencies"]["ods:RXL"]["denials"] == 100
    assert entry["details"]["terms"]["agencies"]["ods:RXL"]["off"] == ["out_of_hours"]
    assert entry["details"]["terms"]["default"]["denials"] == 5


async def test_the_same_thresholds_are_written_once(own) -> None:
    await queued(own)
    size = own.runtime.log.size
    await asyncio.gather(*(watch(own.runtime) for _ in range(4)))
    assert own.runtime.log.size == size


async def test_thresholds_that_cannot_be_used_stop_the_queue_and_are_told_without_their_values(own) -> None:
    own.runtime.settings.review_terms_path.write_text('{"default": {"denials": "secret"}}')
    reply = await own.get("ig-lead", "/v1/reviews")
    assert reply.status_code >= 500
    assert "secret" not in reply.text


async def test_what_is_watched_says_in_the_clear_neither_how_it_ended_nor_of_whom(own, people, known_of) -> None:
    await refused(own, people, known_of, 5)
    await queued(own, "ods:RXL")
    found = await own.ask("social-worker", person=known_of(people["jordan"]))
    subject = json.loads(found["receipt"]["entry"])["subject"]
    await watch(own.runtime)
    database = own.runtime.store.database
    staff = json.loads(found["receipt"]["entry"])["actor"]["staff"]
    rows = [*await watching.watched(database, [staff]), *await watching.reviews_since(database, "ods:RXL", 0)]
    kept = b"".join(value for row in rows for value in row if isinstance(value, bytes))
    words = " ".join(str(value) for row in rows for value in row if isinstance(value, str))
    assert subject.encode() not in kept
    assert subject not in words
    assert b"refused" not in kept and b"denied" not in kept


async def test_what_is_older_than_any_detector_looks_is_forgotten_but_for_each_one_s_newest(own) -> None:
    await own.ask("social-worker")
    last = await own.ask("social-worker")
    await watch(own.runtime)
    database = own.runtime.store.database
    async with database.transaction() as transaction:
        gone = await watching.forget(transaction, 2**40)
    staff = json.loads(last["receipt"]["entry"])["actor"]["staff"]
    assert gone >= 1
    assert [row.entry for row in await watching.watched(database, [staff])] == [last["receipt"]["index"]]


async def test_the_lot_is_drawn_from_every_full_block_and_queued_once(own) -> None:
    set_terms(own, sample_one_in=1)
    await watch(own.runtime)
    first = own.runtime.log.size
    while own.runtime.log.size < 128:
        await own.ask("social-worker")
    expected = list(range(first, 128))
    for _ in range(2):
        await watch(own.runtime)
    rows = await watching.reviews_since(own.runtime.store.database, "gss:E06000009", 0)
    assert sorted(row.entry for row in rows if row.kind == ReviewKind.SAMPLE) == expected
