"""Scenario 5: a new feed brings a shielded child under the birth surname: held, and no unshielded shadow appears."""

import json

import pytest

HEADER = (
    "provider_ref,pnc,cro,family,given,alt_names,dob,sex,uprn,postcode,address_from,safe_addr,unit,contact_name,"
    "contact_phone,status,opened,closed,last_contact,categories,subject_role,marking\n"
)
ROW = (
    "nominal/990001,,,AKHTAR,Sami,,2019-06-21,M,,FY3 9RZ,2026-10-01,Y,Domestic abuse team,PC Dana Lund,01632 960113,"
    "open,2026-10-03,,2026-11,domestic_abuse,child_in_household,OFFICIAL-SENSITIVE\n"
)
SHADOW = {"family_name": "Akhtar", "given_name": "Sami", "date_of_birth": "2019-06-21"}


@pytest.fixture
async def given(houses):
    """Given a police feed with Sami Rahman, shielded, under his father's surname at the refuge's address."""
    async with houses() as house:
        summary = await house.load("police", HEADER + ROW, "police:04")
        assert summary.tally.new == 1
        assert summary.tally.held == 1
        yield house


async def test_nobody_finds_the_child_by_the_name_of_the_new_feed(given) -> None:
    for who in ("social-worker", "police-officer"):
        for more in ({}, {"postcode": "FY3 9RZ"}):
            reply = await given.ask(who, person=SHADOW | more)
            assert reply["answer"]["outcome"] == "nothing_to_show"


async def test_the_child_by_the_known_name_stays_a_stub_without_the_new_record(given, known_of, people) -> None:
    reply = await given.ask("social-worker", person=known_of(people["sami"]), level=4)
    assert all(card["level"] == 1 for card in reply["answer"]["people"][0]["services"])
    assert "Akhtar" not in json.dumps(reply)


async def test_the_entry_of_the_load_tells_the_ig_lead_that_a_record_is_held(given) -> None:
    entry = await given.newest("record.loaded")
    assert entry["details"]["held"] == 1
