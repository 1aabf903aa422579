"""Scenario 2: a social worker, own case: every agency at level 2; CAMHS only as a service that can be asked to ring.

The existence of a mental health service is itself health data, so its name, its agency and its workers stay unsaid.
"""

import json

import pytest

from connectors.sandbox.cast_services import CAMHS_DUTY, SCHOOL_NURSE

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_every_agency_that_may_be_named_is_there_with_whom_to_ring(either, services) -> None:
    cards = services(await either.ask("social-worker"))
    named = {card["agency"]: card for card in cards if card["level"] == 2}
    assert set(named) == {"gss:E06000009", "ods:RXL", "police:04"}
    assert all(card["contact"]["phone"] or card["contact"]["duty_phone"] for card in named.values())
    assert named["ods:RXL"]["contact"]["name"] == SCHOOL_NURSE
    assert cards[0]["lead_professional"] is True


async def test_camhs_is_another_service_that_can_be_asked_to_ring(either, services) -> None:
    reply = await either.ask("social-worker")
    (unnamed,) = [card for card in services(reply) if card["level"] == 1]
    assert unnamed["brokered"] is True
    assert set(unnamed) <= {"level", "brokered", "reference", "basis"}


@pytest.mark.parametrize("level", [1, 2, 3, 4])
async def test_no_card_and_nothing_in_the_receipt_says_mental_health(either, level: int) -> None:
    """The sentences of the agreements name every party of a rule, whoever is asked about; all the rest is checked."""
    reply = await either.ask("social-worker", level=level)
    told = json.dumps([reply["answer"] | {"bases": []}, reply["receipt"]])
    for word in ("CAMHS", "camhs", "ods:RW5", "Lancashire and South Cumbria", "Gwen Okoro", CAMHS_DUTY, "MENTAL"):
        assert word not in told


async def test_the_family_is_what_a_source_declared_and_the_father_lives_apart(either) -> None:
    family = (await either.ask("social-worker"))["answer"]["people"][1:]
    relations = {person["name"]: person["relation"] for person in family}
    assert relations["Kelly Synth"] == "parent"
    assert relations["Ellie Synth"] == "sibling"
    assert [person["name"] for person in family if person.get("separate_household")] in ([], ["Darren Synth"])
    assert all(person["declared_by"] for person in family)
