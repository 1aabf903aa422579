"""What was told of a person is found through every link and parting of their records, and by those it concerns only."""

import json

import pytest

from audit.events import Actor
from service.nominals.linking import link
from service.nominals.parting import part
from service.sealing.blind import Blinder
from service.store.writing import Writer

pytestmark = pytest.mark.asyncio(loop_scope="module")

HUB = "gss:E06000009"
LEAD = Actor("staff-lead", HUB, "ig_lead", "mfa")
BORN, HOME = "2013-02-11", "FY2 9TT"


def case(reference: str, family: str, given: str) -> str:
    """A line of a Family Hub export."""
    line = {
        "provider": HUB, "record_type": "social_care.children", "provider_ref": reference, "identifiers": {},
        "names": [{"family": family, "given": [given]}], "dob": BORN, "sex": "female", "phones": [],
        "addresses": [{"postcode": HOME, "house": "31", "street": "Hartwell Road", "safe_to_use": True}],
        "relationships": [], "shield": None,
        "involvement": {
            "status": "open", "level_of_need": "child_in_need", "plan": "CIN", "opened": "2026-08-03",
            "last_contact": "2026-11", "subject_role": "service_user",
            "worker": {"name": "Imogen Castell", "role": "Social Worker", "org": "Children's Social Care",
                       "phone": "01632 960271", "duty_phone": "01632 960220"},
        },
    }  # fmt: skip
    return json.dumps(line) + "\n"


async def two(house, family: str) -> tuple[int, int]:
    references = [f"{family}-{given}" for given in ("Wren", "Ottilie")]
    for reference in references:
        await house.load("family_hubs", case(reference, family, reference.rpartition("-")[2]), HUB)
    blinder = Blinder(house.runtime.keyring)
    async with house.runtime.store.database.transaction() as transaction:
        tokens = [blinder.ref_token(HUB, reference) for reference in references]
        known = await Writer(transaction).known(tokens)
    return known[tokens[0]].id, known[tokens[1]].id


def person(family: str, given: str) -> dict[str, str]:
    return {"family_name": family, "given_name": given, "date_of_birth": BORN, "postcode": HOME}


async def told(house, family: str, given: str) -> tuple[int, str]:
    """Ask, and give the entry of the answer and the pseudonym that it is about."""
    reply = await house.ask("social-worker", person=person(family, given), scope="person")
    assert reply["answer"]["outcome"] == "found"
    return reply["receipt"]["index"], (await house.newest("enquiry.answered"))["subject"]


async def history(house, pseudonym: str, who: str = "ig-lead") -> dict:
    reply = await house.get(who, f"/v1/subjects/{pseudonym}/history")
    assert reply.status_code == 200, reply.text
    return reply.json()


def entries(found: dict) -> list[int]:
    return [one["entry"]["index"] for one in found["told"]]


async def test_a_person_has_what_was_told_of_them_and_nobody_else_s(either) -> None:
    await two(either, "Ashcombe")
    wren, pseudonym = await told(either, "Ashcombe", "Wren")
    ottilie, other = await told(either, "Ashcombe", "Ottilie")
    found = await history(either, pseudonym)
    assert entries(found) == [wren]
    assert found["told"][0]["told_as"] == "subject"
    assert found["told"][0]["cards"][0]["provider"] == HUB
    assert entries(await history(either, other)) == [ottilie]
    noted = await either.newest("log.queried")
    assert (noted["details"]["what"], noted["subject"]) == ("subject_history", other)


async def test_once_two_are_linked_either_pseudonym_leads_to_all(either) -> None:
    wren, ottilie = await two(either, "Birkdale")
    first, pseudonym = await told(either, "Birkdale", "Wren")
    second, other = await told(either, "Birkdale", "Ottilie")
    await link(wren, ottilie, "same_person", LEAD, either.runtime)
    third, _ = await told(either, "Birkdale", "Wren")
    for name in (pseudonym, other):
        assert entries(await history(either, name)) == [first, second, third]


async def test_after_a_parting_each_keeps_what_was_told_while_they_stood_together(either) -> None:
    wren, ottilie = await two(either, "Calderbrook")
    first, _ = await told(either, "Calderbrook", "Wren")
    await link(wren, ottilie, "same_person", LEAD, either.runtime)
    together, joint = await told(either, "Calderbrook", "Wren")
    await part([ottilie], "wrong_person", LEAD, either.runtime)
    after, alone = await told(either, "Calderbrook", "Ottilie")
    last, stayed = await told(either, "Calderbrook", "Wren")
    assert alone != stayed
    own, parted = (stayed, alone) if stayed == joint else (alone, stayed)
    found = {one["entry"]["index"]: one["corrected"] for one in (await history(either, parted))["told"]}
    assert found[together] is True, "told under another's name while the link stood"
    assert (last if parted == stayed else after) in found
    assert (after if parted == stayed else last) not in found, "what was told of the other after the parting"
    assert {together, last if own == stayed else after} <= set(entries(await history(either, own)))
    assert first in entries(await history(either, stayed)) or first in entries(await history(either, alone))


async def test_an_agency_that_neither_holds_nor_asked_learns_no_more_than_of_nobody(either) -> None:
    await two(either, "Dunnock")
    _, pseudonym = await told(either, "Dunnock", "Wren")
    hidden = await either.get("police-ig-lead", f"/v1/subjects/{pseudonym}/history")
    nobody = await either.get("police-ig-lead", f"/v1/subjects/{'0' * 32}/history")
    assert (hidden.status_code, hidden.json()) == (nobody.status_code, nobody.json())
    assert hidden.status_code == 404
    assert (await either.get("ig-lead", "/v1/subjects/Whitworth/history")).status_code == 404


async def test_whoever_was_denied_is_in_the_history_for_their_own_lead(either, people, known_of) -> None:
    refused = {"purpose": "prevent_crime_disorder", "relationship": "open_case"}
    denied = await either.ask("social-worker-without-case", **refused, person=known_of(people["jordan"]))
    await either.ask("social-worker", scope="person")
    pseudonym = (await either.newest("enquiry.answered"))["subject"]
    own = await history(either, pseudonym)
    assert denied["receipt"]["index"] in [one["index"] for one in own["sought"]]
    other = await history(either, pseudonym, "police-ig-lead")
    assert denied["receipt"]["index"] not in [one["index"] for one in other["sought"]]


async def test_a_service_that_was_not_named_to_the_asker_is_named_here_to_itself_only(either, people, known_of) -> None:
    reply = await either.ask("social-worker", person=known_of(people["nadia"]), relationship="referral_received")
    pseudonym = (await either.newest("enquiry.answered"))["subject"]
    index = reply["receipt"]["index"]
    at_police = next(
        one for one in (await history(either, pseudonym, "police-ig-lead"))["told"] if one["entry"]["index"] == index
    )
    assert "police:04" in {card["provider"] for card in at_police["cards"]}
    found = await either.get("ig-lead", f"/v1/subjects/{pseudonym}/history")
    told_here = next(one for one in found.json()["told"] if one["entry"]["index"] == index)
    assert "police:04" not in {card["provider"] for card in told_here["cards"]}
    assert "police" not in str([card["record_type"] for card in told_here["cards"]])
