"""Scenario 9: the Serious Violence Duty (PCSC Act 2022 s.16) opens no health record; CA 1989 s.47 on record does."""

import json

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNDER_S16 = {"purpose": "serious_violence", "relationship": "open_case"}
UNDER_S47 = {"purpose": "child_protection_s47", "relationship": "open_case"}


def agencies(reply: dict) -> set[str]:
    people = reply["answer"]["people"]
    return {card.get("agency", "unnamed") for person in people for card in person.get("services", [])}


async def test_under_section_16_no_health_service_is_told_though_a_rule_names_it(either) -> None:
    reply = await either.ask("police-officer", **UNDER_S16)
    assert "ods:" not in json.dumps(reply)
    assert len(reply["answer"]["people"][0]["services"]) == 1


async def test_under_section_16_somebody_whom_only_health_knows_is_nobody(either, people, known_of) -> None:
    reply = await either.ask("police-officer", **UNDER_S16, person=known_of(people["michael-junior"]))
    assert reply["answer"]["outcome"] == "nothing_to_show"


async def test_under_section_47_the_school_nurse_is_told_with_the_gateway_in_the_log(either, entry) -> None:
    reply = await either.ask("police-officer", **UNDER_S47)
    assert "ods:RXL" in agencies(reply)
    assert "CA1989.s47" in entry(reply)["lawful_basis"]
    assert "PCSC.s16" not in entry(reply)["lawful_basis"]


async def test_the_ig_lead_finds_in_the_sealed_payload_which_bar_denied_health(either) -> None:
    reply = await either.ask("police-officer", **UNDER_S16)
    index, enquiry = reply["receipt"]["index"], reply["answer"]["enquiry"]
    kept = await either.runtime.log.payload(index)
    opened = either.runtime.sealer.open_payload(enquiry.encode(), kept.ciphertext, kept.wrapped_key)
    assert b"gateway_barred" in opened
