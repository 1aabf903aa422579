"""A shielded person gets no unshielded shadow, however they were loaded: a near match is held and found by nobody."""

from typing import Any

import pytest
from sqlalchemy import func, select

from service.intake.waiting import Link
from service.store.changes import tables
from service.store.rows import State
from service.store.statement import Statement
from service.store.store import Store

SHIELD = {"shield": True}
_POSTINGS = Statement(select(tables["posting"].c.record, func.count()).group_by(tables["posting"].c.record))


async def _shielded(store: Store, hub_file: Any, load_into: Any, link: Link) -> None:
    assert (await load_into(store, hub_file(SHIELD), link)).tally.new == 1


@pytest.mark.parametrize("link", [Link.NOW, Link.LATER])
async def test_a_row_that_may_be_a_shielded_childs_is_held_and_found_by_nobody(
    link: Link, store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    await _shielded(store, hub_file, load_into, link)
    await load_into(store, police_file({"family": "Birthsurname"}))
    summary = await link_in(store)
    assert (summary.tally.held, summary.tally.linked) == (1, 0)
    counts = await store.counts()
    assert (counts.records, counts.held, counts.goldens, counts.asked, counts.waiting) == (2, 1, 1, 1, 0)
    where = await placed(store)
    assert where[2] == (None, State.HELD)
    assert {each.provider for each in await store.people([1])} == {"gss:E06000009"}
    assert await store.involvements([2]) == []
    assert 2 not in dict(await store.database.rows(_POSTINGS))


@pytest.mark.parametrize("link", [Link.NOW, Link.LATER])
async def test_whoever_came_before_the_shielded_person_is_held_as_well(
    link: Link, store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    """One by one the order decides; here it does not: the row that might be theirs waited too, so it is held."""
    await load_into(store, police_file({"family": "Birthsurname"}))
    await _shielded(store, hub_file, load_into, link)
    assert (await link_in(store)).tally.held == 1
    where = await placed(store)
    assert where[1] == (None, State.HELD)
    assert where[2][1] == State.LIVE


async def test_two_rows_that_may_be_theirs_do_not_become_a_person_of_their_own(
    store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    await load_into(store, hub_file({"names": [{"family": "Birthsurname", "given": ["Jordan", "Osprey"]}]}))
    await load_into(store, hub_file({"provider_ref": "EHM-2"} | SHIELD, name="more.jsonl"))
    await load_into(store, police_file({"family": "Birthsurname"}))
    summary = await link_in(store)
    where = await placed(store)
    assert where[2][1] == State.LIVE
    assert summary.tally.held == 2
    assert [where[number] for number in (1, 3)] == [(None, State.HELD)] * 2


async def test_a_record_that_surely_is_the_shielded_persons_joins_them(
    store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    await _shielded(store, hub_file, load_into, Link.LATER)
    await load_into(store, police_file({}))
    assert (await link_in(store)).tally.held == 0
    where = await placed(store)
    assert where[1] == where[2] == (1, State.LIVE)


async def test_whom_a_person_has_told_apart_from_the_shielded_one_is_not_held_again(
    store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    await _shielded(store, hub_file, load_into, Link.NOW)
    await load_into(store, police_file({"family": "Birthsurname"}))
    summary = await link_in(store, never=[(1, 2)])
    assert (summary.tally.held, summary.tally.founded) == (0, 1)
    where = await placed(store)
    assert where[2][1] == State.LIVE and where[2][0] != where[1][0]


@pytest.mark.parametrize("shielded", [False, True])
@pytest.mark.parametrize("link", [Link.NOW, Link.LATER])
async def test_an_address_that_one_agency_hides_links_nobody_to_another_agencys_record(
    shielded: bool, link: Link, store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    """The police have the address of somebody whom the hub shields; a third agency's row agrees with it in that."""
    await load_into(store, hub_file({"shield": shielded, "addresses": []}), link)
    await load_into(store, police_file({}), link)
    third = {"provider": "ods:RXL", "provider_ref": "RXL-1"}
    named_otherwise = {"names": [{"family": "Birthsurname", "given": ["Jordan", "Osprey"]}]}
    await load_into(store, hub_file(third | named_otherwise, name="third.jsonl"), link, provider="ods:RXL")
    await link_in(store)
    where = await placed(store)
    assert where[1] == where[2] == (1, State.LIVE)
    assert where[3] == ((None, State.HELD) if shielded else (1, State.LIVE))


async def test_a_record_that_is_sent_again_is_not_compared_by_the_address_that_another_agency_hides(
    store: Store, hub_file: Any, police_file: Any, load_into: Any, placed: Any
) -> None:
    await load_into(store, hub_file({"shield": True}), Link.NOW)
    await load_into(store, police_file({}), Link.NOW)
    neighbour = {
        "provider": "ods:RXL",
        "dob": "1990-01-19",
        "names": [{"family": "Nightjar", "given": ["Jordan", "Osprey"]}],
    }
    await load_into(store, hub_file(neighbour, name="third.jsonl"), Link.NOW, provider="ods:RXL")
    before = await placed(store)
    assert before[1][0] == before[2][0] != before[3][0]
    await load_into(store, police_file({"dob": "1990-01-19"}, name="again.csv"), Link.NOW)
    after = await placed(store)
    assert after[2][0] != after[3][0], "the hidden address made a neighbour of them"
