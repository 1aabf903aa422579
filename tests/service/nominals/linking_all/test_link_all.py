"""Whoever waits is linked: to one another, into golden nominals that are there, or to a person's decision."""

from typing import Any

from service.intake.waiting import Link
from service.sealing.keyring import Keyring
from service.store.rows import State
from service.store.store import Store

SOMEBODY = {"provider_ref": "EHM-7", "names": [{"family": "Oystercatcher", "given": ["Wren"]}], "dob": "1990-07-19",
            "addresses": [{"postcode": "FY4 1AB"}]}  # fmt: skip


async def test_two_records_that_wait_become_one_person_with_an_edge_that_says_why(
    store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    await load_into(store, hub_file({}, SOMEBODY))
    await load_into(store, police_file({}))
    assert {state for _, state in (await placed(store)).values()} == {State.WAITING}
    summary = await link_in(store)
    assert (summary.tally.waited, summary.tally.linked, summary.tally.founded) == (3, 1, 2)
    where = await placed(store)
    assert where[1][0] == where[3][0] != where[2][0]
    assert {state for _, state in where.values()} == {State.LIVE}
    counts = await store.counts()
    assert (counts.records, counts.goldens, counts.waiting) == (3, 2, 0)


async def test_a_live_record_keeps_its_golden_nominal_and_others_come_to_it(
    store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    await load_into(store, hub_file(SOMEBODY, {}), Link.NOW)
    before = await placed(store)
    await load_into(store, police_file({}))
    summary = await link_in(store)
    assert (summary.tally.waited, summary.tally.linked, summary.tally.founded) == (1, 1, 0)
    after = await placed(store)
    assert after == before | {3: (before[2][0], State.LIVE)}


async def test_a_second_run_finds_nobody_and_changes_nothing(
    store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    await load_into(store, hub_file({}, SOMEBODY))
    await load_into(store, police_file({}))
    await link_in(store)
    before = await placed(store)
    summary = await link_in(store)
    assert (summary.tally.waited, summary.tally.linked, summary.tally.founded) == (0, 0, 0)
    assert await placed(store) == before


async def test_an_empty_store_has_nobody_to_link(store: Store, link_in: Any) -> None:
    assert (await link_in(store)).tally.waited == 0


async def test_records_of_an_agency_whose_keys_are_withdrawn_stay_waiting_and_it_is_said(
    store: Store, keyring: Keyring, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    await load_into(store, hub_file({}, SOMEBODY))
    await load_into(store, police_file({}))
    summary = await link_in(store, keyring=keyring.without_agency("police:04"))
    assert summary.tally.shut == {"police:04": 1}
    assert "police:04 could not be opened" in "\n".join(summary.lines())
    where = await placed(store)
    assert where[3] == (None, State.WAITING)
    assert where[1][1] == where[2][1] == State.LIVE


async def test_what_a_person_has_parted_stays_parted_and_what_they_joined_is_joined(
    store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    await load_into(store, hub_file({}, SOMEBODY))
    await load_into(store, police_file({}))
    await link_in(store, never=[(1, 3)], always=[(2, 3)])
    where = await placed(store)
    assert where[2][0] == where[3][0] != where[1][0]


async def test_twins_are_not_linked_and_a_person_decides(
    store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    await load_into(store, hub_file({}))
    await load_into(store, police_file({"given": "Millicent"}))
    summary = await link_in(store)
    assert (summary.tally.linked, summary.tally.founded) == (0, 2)
    where = await placed(store)
    assert where[1][0] != where[2][0]


async def test_worker_processes_read_the_same(
    store: Store, hub_file: Any, police_file: Any, load_into: Any, link_in: Any, placed: Any
) -> None:
    await load_into(store, hub_file({}, SOMEBODY))
    await load_into(store, police_file({}))
    summary = await link_in(store, workers=2, small=0)
    assert (summary.tally.waited, summary.tally.linked, summary.tally.founded) == (3, 1, 2)
