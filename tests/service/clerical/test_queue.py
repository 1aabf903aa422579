"""The queue: who sees which pairs, how they leave by themselves, and that one person at a time has a pair."""

import pytest

from audit.events import Actor
from service.nominals.parting import never_link
from service.store import clerical
from service.store.writing import InvolvementRow, Writer

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD, SUPERVISOR, POLICE_LEAD = "ig-lead", "team-manager", "police-ig-lead"
OTHERS = ("social-worker", "police-officer", "school-nurse", "police-04-connector")


async def test_the_list_says_nothing_of_who_the_people_are_and_is_an_entry(queue) -> None:
    number = await queue.ordinary()
    reply = await queue.get(LEAD, "pairs")
    for word in ("millie", "lillie", queue.surnames[number].lower(), "fy1", "bits"):
        assert word not in reply.text.lower()
    found = next(one for one in reply.json()["pairs"] if one["number"] == number)
    assert (found["state"], found["band"], found["because"]) == ("open", "likely", "between_bands")
    assert set(found["agencies"]) == {"police:04", "gss:E06000009"}
    entry = await queue.house.newest("pair.listed")
    assert entry["details"]["pairs"] == len(reply.json()["pairs"])


async def test_held_records_come_first_and_the_rest_by_worth(queue) -> None:
    ordinary, held, care = await queue.ordinary(), await queue.held(), await queue.in_care()
    listed = await queue.listed(LEAD)
    numbers = [one["number"] for one in listed]
    assert numbers.index(held) < numbers.index(care) < numbers.index(ordinary)
    assert [one["held"] for one in listed] == sorted((one["held"] for one in listed), reverse=True)
    apart = [one["worth"] for one in listed if not one["held"]]
    assert apart == sorted(apart, reverse=True)
    assert {one["number"]: one["second_person"] for one in listed if one["number"] in (ordinary, held, care)} == {
        ordinary: False, held: True, care: True,
    }  # fmt: skip


async def test_twins_are_asked_about_as_possible(queue) -> None:
    number = await queue.twins()
    assert next(one for one in await queue.listed(LEAD) if one["number"] == number)["band"] == "possible"


@pytest.mark.parametrize("who", OTHERS)
async def test_practitioners_and_systems_are_told_that_there_is_nothing(queue, who) -> None:
    number = await queue.ordinary()
    body = {"verdict": "same", "reason": "details_agree", "version": 1}
    refused = [
        await queue.get(who, "pairs"),
        await queue.get(who, f"pairs/{number}"),
        await queue.get(who, "pairs/999999"),
        await queue.post(who, f"pairs/{number}/claim"),
        await queue.post(who, f"pairs/{number}/release"),
        await queue.post(who, f"pairs/{number}/decision", **body),
        await queue.post(who, "samples", band="confirmed", count=5),
        await queue.get(who, "precision"),
    ]
    assert {reply.status_code for reply in refused} == {404}
    assert len({reply.content for reply in refused}) == 1


async def test_a_reviewer_of_a_third_agency_does_not_learn_that_the_pair_exists(queue) -> None:
    """Both records are the hub's: the police have no need to know."""
    first = await queue.two_verified_numbers()
    assert first in await queue.numbers(LEAD)
    assert first not in await queue.numbers(POLICE_LEAD)
    theirs = await queue.post(POLICE_LEAD, f"pairs/{first}/claim")
    nobodys = await queue.post(POLICE_LEAD, "pairs/999999/claim")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content


async def test_a_record_of_which_nothing_may_be_told_is_seen_by_its_own_agency_alone(queue) -> None:
    number = await queue.ordinary()
    pair = await clerical.pair_of(queue.house.runtime.store.database, number)
    async with queue.house.runtime.store.database.transaction() as transaction:
        facts = await clerical.facts_of_records(transaction, [pair.record])
        assert facts[0].provider == "police:04"
        await Writer(transaction).add_involvements([barred(pair.record)])
    assert number not in await queue.numbers(LEAD)
    assert number in await queue.numbers(POLICE_LEAD)
    assert (await queue.post(LEAD, f"pairs/{number}/claim")).status_code == 404


def barred(record: int) -> InvolvementRow:
    """An involvement of a protected person."""
    token = record.to_bytes(16, "big")
    kind = ("police.family_involvement", "PROTECTED_PERSON", "victim", "open")
    return InvolvementRow(record, 9, token, *kind, b"c", b"s", b"d")


async def test_a_claim_keeps_everybody_else_out_until_it_is_released_or_runs_out(queue) -> None:
    number = await queue.ordinary()
    claimed = await queue.claim(LEAD, number)
    assert claimed["claimed_until"] == queue.house.clock.now() + 1800
    theirs = await queue.post(SUPERVISOR, f"pairs/{number}/claim")
    assert (theirs.status_code, theirs.json()["code"]) == (409, "pair_claimed")
    assert "12:30 UTC" in theirs.json()["detail"]
    shown = {one["number"]: one["claim"] for one in await queue.listed(SUPERVISOR)}
    assert shown[number] == "another's"
    assert (await queue.post(SUPERVISOR, f"pairs/{number}/release")).status_code == 409
    assert (await queue.post(LEAD, f"pairs/{number}/release")).status_code == 200
    await queue.claim(SUPERVISOR, number)
    queue.house.clock.at += 1800
    try:
        assert (await queue.get(SUPERVISOR, f"pairs/{number}")).json()["code"] == "pair_not_claimed"
        again = await queue.claim(LEAD, number)
        assert again["claimed_until"] == queue.house.clock.now() + 1800
    finally:
        queue.house.clock.at -= 1800


async def test_to_claim_on_is_longer_and_changes_nothing_else(queue) -> None:
    number = await queue.ordinary()
    first = await queue.claim(LEAD, number)
    queue.house.clock.at += 600
    try:
        again = await queue.claim(LEAD, number)
    finally:
        queue.house.clock.at -= 600
    assert again["claimed_until"] == first["claimed_until"] + 600
    assert again["version"] == first["version"]


async def test_a_pair_whose_record_changes_leaves_by_itself(queue) -> None:
    number = await queue.ordinary()
    version = (await queue.claim(LEAD, number))["version"]
    await queue.load_police({"given": "Wilhelmina", "dob": "1931-02-01", "uprn": "", "postcode": "LA1 1AA"},
                            queue.references[number])  # fmt: skip
    body = {"verdict": "same", "reason": "details_agree", "version": version}
    for reply in (
        await queue.get(LEAD, f"pairs/{number}"),
        await queue.post(LEAD, f"pairs/{number}/decision", **body),
        await queue.post(LEAD, f"pairs/{number}/release"),
    ):
        assert (reply.status_code, reply.json()["code"]) == (409, "pair_moved_on")
        assert "Choose another pair" in reply.json()["detail"]
    assert number not in await queue.numbers(LEAD)
    assert (await clerical.pair_of(queue.house.runtime.store.database, number)).state == "left"


async def test_a_pair_whose_record_is_shredded_leaves_with_every_note_about_it(queue) -> None:
    number = await queue.in_care()
    await queue.decided(LEAD, number, "same", note="what was said")
    database = queue.house.runtime.store.database
    pair = await clerical.pair_of(database, number)
    assert (await clerical.verdicts_of(database, number))[0].note_key is not None
    async with database.transaction() as transaction:
        await Writer(transaction).shred_record(pair.record, [])
    assert number not in await queue.numbers(SUPERVISOR)
    assert (await clerical.verdicts_of(database, number))[0].note_key is None
    assert (await queue.post(SUPERVISOR, f"pairs/{number}/claim")).status_code == 404


async def test_a_pair_that_is_linked_meanwhile_leaves(queue) -> None:
    number = await queue.ordinary()
    pair = await clerical.pair_of(queue.house.runtime.store.database, number)
    _, other = await queue.goldens(number)
    async with queue.house.runtime.store.database.transaction() as transaction:
        await Writer(transaction).link_records([(other, pair.record)])
    assert number not in await queue.numbers(LEAD)


async def test_a_pair_that_a_person_parted_elsewhere_leaves(queue) -> None:
    number = await queue.ordinary()
    pair = await clerical.pair_of(queue.house.runtime.store.database, number)
    by = Actor("staff-x", "police:04", "ig_lead")
    await never_link(pair.other, pair.record, "same_name_only", by, queue.house.runtime)
    assert number not in await queue.numbers(LEAD)
    assert number not in await queue.numbers(LEAD)
    assert (await queue.post(LEAD, f"pairs/{number}/claim")).json()["code"] == "pair_moved_on"
