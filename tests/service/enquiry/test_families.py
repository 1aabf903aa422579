"""Families: only what a source declared, with its kind, its source, its date, and who lives apart."""

import json

import pytest
from sqlalchemy import select

from service.store.nominals_statements import tables
from service.store.statement import Statement

pytestmark = pytest.mark.asyncio(loop_scope="module")
HUB = "gss:E06000009"


def case(reference: str, given: str, born: str, ties: list[dict], home: str = "FY2 9VV", **changes) -> str:
    line = {
        "provider": HUB, "record_type": "social_care.children", "provider_ref": reference, "identifiers": {},
        "names": [{"family": "Lorrimer", "given": [given]}], "dob": born, "sex": "female",
        "addresses": [{"postcode": home, "house": "8", "street": "Sandal Way", "safe_to_use": True}], "phones": [],
        "relationships": ties,
        "involvement": {
            "status": "open", "level_of_need": "child_in_need", "plan": "CIN", "opened": "2026-08-03",
            "last_contact": "2026-11", "subject_role": "service_user",
            "worker": {"name": "Imogen Castell", "role": "Social Worker", "phone": "01632 960271"},
        },
        "shield": None,
    }  # fmt: skip
    return json.dumps(line | changes) + "\n"


def known(given: str, born: str) -> dict[str, str]:
    return {"family_name": "Lorrimer", "given_name": given, "date_of_birth": born}


async def test_a_tie_comes_with_its_kind_source_date_and_household(either) -> None:
    ties = [
        {"ref": "F-2", "type": "former_partner", "since": "2019-06-12"},
        {"ref": "F-3", "type": "partner", "lives_with": True, "since": "2024-02-01"},
        {"ref": "F-4", "type": "child", "lives_with": False, "since": "2012-09-17"},
        {"ref": "F-5", "type": "sibling"},
    ]
    lines = case("F-1", "Helena", "1985-05-05", ties)
    for at, (given, born) in enumerate(
        (("Ivo", "1981-01-01"), ("Jonas", "1983-03-03"), ("Kit", "2012-09-17"), ("Lena", "1987-07-07"))
    ):
        lines += case(f"F-{at + 2}", given, born, [], f"FY{at + 4} 9VV")
    await either.load("family_hubs", lines, HUB)
    people = (await either.ask("social-worker", person=known("Helena", "1985-05-05")))["answer"]["people"]
    told = {one["name"].split()[0]: (one["relation"], one["household"], one.get("since", "")) for one in people[1:]}
    assert told == {
        "Ivo": ("former_partner", "separate", "2019-06"),
        "Jonas": ("partner", "same", "2024-02"),
        "Kit": ("child", "separate", ""),
        "Lena": ("sibling", "unknown", ""),
    }
    assert {one["declared_by"] for one in people[1:]} == {"Blackpool Council"}
    assert all(one["declared_as_of"] for one in people[1:])


async def test_nobody_becomes_family_by_living_at_one_address(either) -> None:
    lines = case("G-1", "Mina", "1979-09-09", [], "FY2 9WW") + case("G-2", "Nell", "1949-04-04", [], "FY2 9WW")
    await either.load("family_hubs", lines, HUB)
    people = (await either.ask("social-worker", person=known("Mina", "1979-09-09")))["answer"]["people"]
    assert [one["relation"] for one in people] == ["asked about"]


async def test_a_birth_is_not_told_as_the_date_of_a_tie(either) -> None:
    """Nor kept: a tie of blood begins on somebody's birthday."""
    tie = tables["tie"].c
    kept = await either.runtime.store.database.rows(Statement(select(tie.kind, tie.since)))
    assert {since for kind, since in kept if kind in ("parent", "child", "sibling", "grandparent")} == {""}
    assert {"2019-06", "2024-02"} <= {since for _, since in kept}


async def test_each_source_that_may_be_told_says_its_own_of_a_tie(either) -> None:
    people = (await either.ask("social-worker"))["answer"]["people"]
    for one in people[1:]:
        said = one["declarations"]
        assert (one["declared_by"], one["declared_as_of"]) == (said[0]["agency_name"], said[0]["as_of"])
        assert len({each["agency_name"] for each in said}) == len(said)
        assert [each["as_of"] for each in said] == sorted((each["as_of"] for each in said), reverse=True)
    kelly = next(one for one in people if one["name"] == "Kelly Synth")
    assert {(each["agency_name"], each["relation"]) for each in kelly["declarations"]} == {
        ("Blackpool Council", "parent"),
        ("Blackpool Teaching Hospitals NHS Foundation Trust", "parent"),
    }


async def test_a_source_whose_ties_may_not_be_told_is_not_heard_on_them(either) -> None:
    """The police may know of the council's ties and not of the hospital's, which say the same."""
    people = (await either.ask("police-officer", purpose="welfare_visit", relationship="visit"))["answer"]["people"]
    said = [[each["agency_name"] for each in one["declarations"]] for one in people[1:]]
    assert said == [["Blackpool Council"]] * 4
