"""A person decides: claimed first, by one or by two people, carried out on golden nominals, and in the log."""

import json

import pytest

from audit.events import Actor
from service.nominals.taking_back import take_back
from service.store import clerical
from service.store.writing import AskRow, Writer

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD, SUPERVISOR, POLICE_LEAD = "ig-lead", "team-manager", "police-ig-lead"


async def test_same_makes_two_records_one_person_and_the_pair_leaves_the_queue(queue) -> None:
    number = await queue.ordinary()
    one, other = await queue.goldens(number)
    assert one != other
    assert await queue.decided(LEAD, number, "same") == "decided"
    one, other = await queue.goldens(number)
    assert one == other
    assert number not in await queue.numbers(LEAD)
    linked = await queue.house.newest("nominal.linked")
    assert (linked["details"]["cause"], linked["details"]["reason"]) == ("clerical", "details_agree")
    staff = (await queue.house.newest("pair.decided"))["actor"]
    assert linked["actor"] == staff


async def test_different_keeps_them_apart_for_good(queue) -> None:
    number = await queue.ordinary()
    assert await queue.decided(SUPERVISOR, number, "different") == "decided"
    one, other = await queue.goldens(number)
    assert one != other
    override = await queue.house.newest("nominal.override")
    assert len(override["details"]["never"]) == 1
    reference = queue.references[number]
    await queue.load_police({"given": "Lillie", "unit": "Another unit", "postcode": "FY1 3ZY"}, reference)
    assert number not in await queue.numbers(LEAD)
    one, other = await queue.goldens(number)
    assert one != other


async def test_cannot_tell_leaves_both_apart_until_a_record_changes(queue) -> None:
    number = await queue.ordinary()
    before = await queue.goldens(number)
    assert await queue.decided(LEAD, number, "cannot_tell") == "decided"
    assert await queue.goldens(number) == before
    reference = queue.references[number]
    seen = await queue.numbers(LEAD)
    assert number not in seen
    await queue.load_police({"given": "Lillie", "unit": "Another unit"}, reference)
    assert await queue.numbers(LEAD) == seen
    await queue.load_police({"given": "Lillie", "unit": "Another unit", "sex": "F"}, reference)
    (new,) = await queue.numbers(LEAD) - seen
    assert new > number


async def test_an_ask_that_comes_again_about_what_was_seen_already_is_not_put_to_anyone(queue) -> None:
    number = await queue.ordinary()
    await queue.decided(LEAD, number, "cannot_tell")
    seen = await queue.numbers(LEAD)
    pair = await clerical.pair_of(queue.house.runtime.store.database, number)
    async with queue.house.runtime.store.database.transaction() as transaction:
        again = AskRow(pair.other, pair.record, pair.score, pair.levels, pair.model, pair.since + 99, "between_bands")
        await Writer(transaction).add_asks([again])
    assert await queue.numbers(LEAD) == seen


@pytest.mark.parametrize("verdict", ["same", "different"])
async def test_what_was_decided_and_taken_back_may_be_asked_about_again(queue, verdict) -> None:
    number = await queue.ordinary()
    apart = await queue.goldens(number)
    await queue.decided(LEAD, number, verdict)
    pair = await clerical.pair_of(queue.house.runtime.store.database, number)
    seen = await queue.numbers(LEAD)
    change = (await queue.house.newest("nominal."))["details"]["change"]
    await take_back(change, Actor("staff-x", "police:04", "ig_lead"), queue.house.runtime)
    assert await queue.goldens(number) == apart
    new = await queue.ask_about(pair.record, pair.other, levels=pair.levels, score=pair.score)
    assert await queue.numbers(LEAD) == seen | {new}


async def test_two_people_decide_where_one_record_is_in_social_care(queue) -> None:
    number = await queue.in_care()
    apart = await queue.goldens(number)
    assert await queue.decided(LEAD, number, "same", reason="name_changed") == "second"
    assert await queue.goldens(number) == apart
    proposed = await queue.house.newest("pair.proposed")
    assert proposed["details"]["position"] == 1
    assert await queue.decided(POLICE_LEAD, number, "same") == "decided"
    one, other = await queue.goldens(number)
    assert one == other
    decided = await queue.house.newest("pair.decided")
    assert decided["details"]["position"] == 2
    assert decided["actor"]["staff"] != proposed["actor"]["staff"]
    assert decided["relates_to"] is not None


async def test_the_same_person_is_never_their_own_second(queue) -> None:
    number = await queue.in_care()
    version = (await queue.claim(LEAD, number))["version"]
    body = {"verdict": "same", "reason": "details_agree"}
    assert (await queue.post(LEAD, f"pairs/{number}/decision", **body, version=version)).status_code == 200
    again = await queue.post(LEAD, f"pairs/{number}/claim")
    assert (again.status_code, again.json()["code"]) == (422, "second_person_needed")
    assert "another person" in again.json()["detail"]
    for later in (version, version + 1, version + 2):
        reply = await queue.post(LEAD, f"pairs/{number}/decision", **body, version=later)
        assert reply.status_code in (409, 422)
    assert number not in await queue.numbers(LEAD)
    assert number in await queue.numbers(SUPERVISOR)
    one, other = await queue.goldens(number)
    assert one != other


async def test_the_same_person_is_refused_even_with_a_claim_that_they_should_not_have(queue) -> None:
    """The rule stands in the decision itself, not only in the claim."""
    number = await queue.in_care()
    await queue.decided(LEAD, number, "same")
    database = queue.house.runtime.store.database
    pair = await clerical.pair_of(database, number)
    staff = (await clerical.verdicts_of(database, number))[0].staff
    async with database.transaction() as transaction:
        forced = pair.moved_on(claimed_by=staff, claimed_until=queue.house.clock.now() + 600)
        assert await clerical.change_pair(transaction, pair, forced)
    body = {"verdict": "same", "reason": "details_agree", "version": forced.version}
    reply = await queue.post(LEAD, f"pairs/{number}/decision", **body)
    assert (reply.status_code, reply.json()["code"]) == (422, "second_person_needed")
    one, other = await queue.goldens(number)
    assert one != other


@pytest.mark.parametrize(
    ("third", "outcome", "together"),
    [("same", "same", True), ("different", "different", False), ("cannot_tell", "cannot_tell", False)],
)
async def test_two_who_disagree_are_both_on_record_and_a_third_decides(queue, third, outcome, together) -> None:
    number = await queue.in_care()
    assert await queue.decided(LEAD, number, "same", note="The aunt rang.") == "second"
    await queue.claim(POLICE_LEAD, number)
    assert (await queue.get(POLICE_LEAD, f"pairs/{number}")).json()["earlier"] == []
    assert await queue.decided(POLICE_LEAD, number, "different", note="Two of them came.") == "third"
    for who in (LEAD, POLICE_LEAD):
        assert (await queue.post(who, f"pairs/{number}/claim")).status_code == 422
    await queue.claim(SUPERVISOR, number)
    earlier = (await queue.get(SUPERVISOR, f"pairs/{number}")).json()["earlier"]
    assert [(one["verdict"], one["note"]) for one in earlier] == [
        ("same", "The aunt rang."),
        ("different", "Two of them came."),
    ]
    reply = await queue.decide(SUPERVISOR, number, third)
    assert (reply.json()["state"], reply.json()["outcome"]) == ("decided", outcome)
    one, other = await queue.goldens(number)
    assert (one == other) is together


async def test_a_held_record_is_freed_by_two_people_and_shielded_as_the_other(queue) -> None:
    number = await queue.held()
    assert (await queue.goldens(number))[0] is None
    assert await queue.decided(LEAD, number, "same") == "second"
    assert await queue.decided(POLICE_LEAD, number, "same") == "decided"
    one, other = await queue.goldens(number)
    assert one == other is not None


async def test_a_held_record_that_is_somebody_elses_lives_on_its_own(queue) -> None:
    number = await queue.held()
    await queue.decided(LEAD, number, "different")
    assert (await queue.goldens(number))[0] is None
    await queue.decided(POLICE_LEAD, number, "different")
    one, other = await queue.goldens(number)
    assert one is not None and one != other


async def test_a_note_is_nowhere_in_the_clear(queue) -> None:
    number = await queue.in_care()
    await queue.decided(LEAD, number, "same", note="Featherstonecanary said so")
    entries = b"".join(one.body for one in await queue.house.runtime.log.entries(limit=50))
    assert b"Featherstonecanary" not in entries
    for path in queue.house.runtime.settings.directory.rglob("*"):
        if path.is_file():
            assert b"Featherstonecanary" not in path.read_bytes(), path


async def test_a_hard_rule_stands_above_every_verdict(queue) -> None:
    number = await queue.two_verified_numbers()
    reply = await queue.decide(LEAD, number, "same")
    assert (reply.status_code, reply.json()["code"]) == (422, "verdict_refused")
    assert "its agency must correct it first" in reply.json()["detail"]
    one, other = await queue.goldens(number)
    assert one != other
    assert number in await queue.numbers(LEAD)
    assert await queue.decided(LEAD, number, "different") == "decided"


async def test_an_entry_holds_codes_and_pseudonyms_and_no_name(queue) -> None:
    number = await queue.ordinary()
    await queue.decided(LEAD, number, "same", note="said Millie")
    entry = await queue.house.newest("pair.decided")
    assert entry["details"]["verdict"] == entry["details"]["outcome"] == "same"
    assert entry["details"]["duty"] == "accuracy"
    assert set(entry["providers"]) == {"police:04", "gss:E06000009"}
    text = json.dumps(entry).lower()
    for word in ("millie", "lillie", queue.surnames[number].lower()):
        assert word not in text
