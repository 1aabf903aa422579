"""Records that wait to be linked: taken in whole, found by nobody, and the same however often they are loaded."""

from typing import Any

import pytest
from sqlalchemy import select

from connectors.records import PartialDate
from service.intake.waiting import Link
from service.matching.normalise import person_from_sought
from service.matching.sought import Sought
from service.matching.tokens import IndexKey, tokens_sought
from service.sealing.keyring import Keyring
from service.store.changes import tables
from service.store.rows import State
from service.store.statement import Statement
from service.store.store import Store

JORDAN = Sought(
    family_name="Kestrelcanary", given_name="Jordan", date_of_birth=PartialDate(2011, 4, 2), postcode="FY1 3ZZ"
)
ELSEWHERE = {"family": "Nightjar", "given": "Alma", "dob": "1966-01-19", "postcode": "LA1 1AA", "uprn": ""}


async def rows(store: Store, table: str) -> list[tuple[Any, ...]]:
    return await store.database.rows(Statement(select(*tables[table].c)))


async def states(store: Store) -> list[tuple[int | None, State]]:
    """(golden nominal, state) of each record, in order."""
    return [(row[6], State(row[7])) for row in await rows(store, "record")]


def sought_tokens(keyring: Keyring) -> list[int]:
    return tokens_sought(person_from_sought(JORDAN), IndexKey(keyring.index_key, keyring.index_version))


async def test_a_load_that_leaves_linking_takes_records_in_whole_and_says_that_they_wait(
    store: Store, hub_file: Any, load_into: Any
) -> None:
    summary = await load_into(store, hub_file({}, {"provider_ref": "EHM-2"}), link=Link.LATER)
    assert (summary.tally.new, summary.tally.waiting, summary.tally.linked) == (2, 2, 0)
    assert summary.lines()[1] == (
        "  2 of them wait to be linked: nobody finds them until you run `service match link`."
    )
    counts = await store.counts()
    assert (counts.records, counts.involvements, counts.waiting, counts.goldens) == (2, 2, 2, 0)
    assert await states(store) == [(None, State.WAITING)] * 2
    assert {posting[1] for posting in await rows(store, "posting")} == {1, 2}


async def test_an_enquiry_finds_nobody_who_waits(store: Store, hub_file: Any, load_into: Any, keyring: Keyring) -> None:
    await load_into(store, hub_file({}), link=Link.LATER)
    assert await store.candidates(sought_tokens(keyring)) == []
    assert await store.involvements([1]) == []
    assert await store.details([1]) == []


async def test_an_enquiry_finds_the_same_person_once_linked(
    store: Store, hub_file: Any, load_into: Any, keyring: Keyring
) -> None:
    """The twin of the test above: those tokens do find somebody."""
    await load_into(store, hub_file({}))
    assert [each.record for each in await store.candidates(sought_tokens(keyring))] == [1]


async def test_another_load_links_nothing_to_whoever_waits(
    store: Store, hub_file: Any, police_file: Any, load_into: Any
) -> None:
    await load_into(store, hub_file({}), link=Link.LATER)
    summary = await load_into(store, police_file({}))
    assert (summary.tally.linked, summary.tally.asked) == (0, 0)
    assert await states(store) == [(None, State.WAITING), (1, State.LIVE)]


async def test_those_who_wait_crowd_nobody_out(store: Store, hub_file: Any, police_file: Any, load_into: Any) -> None:
    """More records wait than an arrival is compared with, and every one of them shares more with it."""
    await load_into(store, police_file({"given": "Jordan", "uprn": "", "postcode": "FY1 3ZY"}))
    numbered = {"addresses": [{"postcode": "FY1 3ZZ"}], "names": [{"family": "Kestrelcanary", "given": ["Jordan"]}]}
    many = [numbered | {"provider_ref": f"EHM-{number}"} for number in range(2, 42)]
    await load_into(store, hub_file(*many), link=Link.LATER)
    summary = await load_into(store, hub_file(numbered | {"provider_ref": "EHM-1"}, name="now.jsonl"))
    assert summary.tally.linked + summary.tally.asked == 1


@pytest.mark.parametrize("again", list(Link))
async def test_loading_again_changes_nothing(store: Store, hub_file: Any, load_into: Any, again: Link) -> None:
    path = hub_file({}, {"provider_ref": "EHM-2", "dob": "1980-05-06"})
    await load_into(store, path, link=Link.LATER)
    before = {name: await rows(store, name) for name in ("posting", "involvement", "golden", "edge", "ask")}
    summary = await load_into(store, path, link=again)
    assert (summary.tally.new, summary.tally.changed, summary.tally.unchanged, summary.tally.waiting) == (0, 0, 2, 0)
    assert {name: await rows(store, name) for name in before} == before
    assert await states(store) == [(None, State.WAITING)] * 2


async def test_a_linked_record_that_looks_different_leaves_its_golden_nominal_and_waits(
    store: Store, hub_file: Any, police_file: Any, load_into: Any
) -> None:
    await load_into(store, hub_file({}))
    await load_into(store, police_file({}))
    assert await states(store) == [(1, State.LIVE)] * 2
    versions = {row[0]: row[2] for row in await rows(store, "golden")}
    summary = await load_into(store, police_file(ELSEWHERE, name="corrected.csv"), link=Link.LATER)
    assert (summary.tally.changed, summary.tally.waiting) == (1, 1)
    assert await states(store) == [(1, State.LIVE), (None, State.WAITING)]
    assert [each.record for each in await store.people([1])] == [1]
    assert await rows(store, "edge") == []
    assert {row[0]: row[2] for row in await rows(store, "golden")} == {1: versions[1] + 1}


async def test_a_linked_record_whose_look_did_not_change_stays_where_it_is(
    store: Store, police_file: Any, load_into: Any
) -> None:
    await load_into(store, police_file({}))
    summary = await load_into(store, police_file({"status": "closed"}, name="closed.csv"), link=Link.LATER)
    assert (summary.tally.changed, summary.tally.waiting) == (1, 0)
    assert await states(store) == [(1, State.LIVE)]


async def test_a_record_that_waits_is_linked_by_a_load_that_brings_it_with_another_look(
    store: Store, police_file: Any, load_into: Any
) -> None:
    await load_into(store, police_file({}), link=Link.LATER)
    before = {posting[0] for posting in await rows(store, "posting")}
    await load_into(store, police_file(ELSEWHERE, name="corrected.csv"))
    assert await states(store) == [(1, State.LIVE)]
    after = {posting[0] for posting in await rows(store, "posting")}
    assert after
    assert not after & before
