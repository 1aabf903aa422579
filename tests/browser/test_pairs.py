"""A supervisor decides pairs of records: both side by side, the waterfall, a verdict and its reason."""

import json
from itertools import count

import pytest

from connectors.police import HEADER
from service.clerical.desk import Desk
from service.clerical.gathering import gather
from service.intake.arrival import load_file
from service.store import clerical

pytestmark = pytest.mark.asyncio(loop_scope="module")
HUB = "gss:E06000009"
NUMBERS = count(3_100)
SYLLABLES = ("ka", "re", "mo", "ti", "lu", "ve", "no", "si", "ba", "du")


def surname(number: int) -> str:
    """A name that nobody else bears."""
    return "".join(SYLLABLES[int(digit)] for digit in str(number * 7919)).capitalize()


def born(number: int) -> str:
    return f"{1960 + number % 50}-{1 + number % 12:02}-{13 + number % 15:02}"


def at_the_hub(number: int, **changes: object) -> str:
    line = {
        "provider": HUB,
        "record_type": "familyhub.early_help",
        "provider_ref": f"EHM-{number}",
        "dob": born(number),
        "names": [{"family": surname(number), "given": ["Millie"]}],
        "addresses": [{"uprn": f"10001{number:07}", "postcode": "FY1 3ZZ"}],
        "involvement": {
            "status": "open",
            "level_of_need": "targeted",
            "plan": "EHA",
            "opened": "2026-09-14",
            "worker": {"name": "W. Orker", "role": "Key Worker", "phone": "01253 555177"},
        },
    }
    return json.dumps(line | changes) + "\n"


def at_the_police(number: int, **changes: str) -> str:
    row = {
        "provider_ref": f"police:04/nominal/{number}",
        "family": surname(number),
        "given": "Lillie",
        "dob": born(number),
        "postcode": "FY1 3ZZ",
        "uprn": f"10001{number:07}",
        "safe_addr": "Y",
        "unit": "Blackpool NPT",
        "status": "open",
        "opened": "2026-10-09",
        "subject_role": "associate",
    } | changes
    return ",".join(HEADER) + "\n" + ",".join(row.get(column, "") for column in HEADER) + "\n"


@pytest.fixture
def pair(site, tmp_path):
    """Make a pair between the bands; its number, and the family name of both."""

    async def made(**hub: object) -> tuple[int, str]:
        number = next(NUMBERS)
        waiting = {one.id for one in await clerical.waiting_pairs(site.runtime.store.database)}
        for connector, text, provider in (
            ("family_hubs", at_the_hub(number, **hub), HUB),
            ("police", at_the_police(number), "police:04"),
        ):
            file = tmp_path / f"{number}-{connector}"
            file.write_text(text, encoding="utf-8")
            assert not (await load_file(site.runtime, connector, file, None, provider)).refused
        await gather(Desk.over(site.runtime))
        (new,) = {one.id for one in await clerical.waiting_pairs(site.runtime.store.database)} - waiting
        return new, surname(number).lower()

    return made


async def newest(site) -> dict[str, object]:
    """The newest entry of the log."""
    return json.loads((await site.runtime.log.entries(limit=1))[0].body)


async def test_a_supervisor_decides_that_two_records_are_one_persons(visitors, site, pair, width, scripts) -> None:
    number, family = await pair()
    async with visitors("team-manager", width=width, scripts=scripts) as pat:
        await pat.open("/pairs")
        await pat.sees_nothing_of(family)
        await pat.press(f"Look at pair {number}")
        await pat.sees(family, "millie", "lillie", "Blackpool", "Lancashire", "Agrees", "Two people picked at random")
        await pat.press("Give this verdict")
        await pat.sees("Select what you found, with its reason")
        await pat.choose("They are the same person: The details agree taken together")
        await pat.fill("Note (optional)", "Their key worker knows both names.")
        await pat.press("Give this verdict")
        await pat.sees("Decided: they are the same person.")
        await pat.open(f"/pairs/{number}")
        await pat.sees("This pair waits no longer")
    assert number not in {one.id for one in await clerical.waiting_pairs(site.runtime.store.database)}


async def test_a_second_person_decides_without_seeing_the_first_verdict(visitors, site, pair) -> None:
    number, _ = await pair(record_type="social_care.children")
    async with visitors("team-manager") as pat:
        await pat.open(f"/pairs/{number}")
        await pat.sees("You have not claimed this pair")
        await pat.press("Claim this pair and look at it")
        await pat.sees("A second person must agree.")
        await pat.choose("They are the same person: One of them changed their name")
        await pat.press("Give this verdict")
        await pat.sees("A second person decides next")
    async with visitors("ig-lead") as chris:
        await chris.open("/pairs")
        await chris.press(f"Look at pair {number}")
        await chris.sees("You are the second person")
        await chris.sees_nothing_of("What the first two people decided")
        await chris.choose("They are different people: The details differ taken together")
        await chris.press("Give this verdict")
        await chris.sees("a third person decides")
    async with visitors("police-ig-lead") as jo:
        await jo.open("/pairs")
        await jo.press(f"Look at pair {number}")
        await jo.sees("What the first two people decided", "One of them changed their name")
        await jo.press("Give the pair back without a verdict")
        await jo.sees("You gave the pair back. Nothing was decided.")
    assert number in {one.id for one in await clerical.waiting_pairs(site.runtime.store.database)}


async def test_a_pair_is_decided_by_keyboard_alone(visitors, pair, site) -> None:
    number, _ = await pair()
    async with visitors("team-manager") as pat:
        await pat.open("/pairs")
        await pat.tab_to(f"Look at pair {number}")
        await pat.key("Enter")
        await pat.take("They are different people: They are twins, brothers or sisters")
        await pat.tab_to("Give this verdict")
        await pat.key("Enter")
        await pat.sees("Decided: they are different people.")
    assert number not in {one.id for one in await clerical.waiting_pairs(site.runtime.store.database)}


async def test_each_look_is_an_entry_and_a_pair_of_others_is_not_there(visitors, pair, site) -> None:
    number, _ = await pair()
    async with visitors("team-manager") as pat:
        await pat.open("/pairs")
        assert (await newest(site))["type"] == "pair.listed"
        await pat.press(f"Look at pair {number}")
        assert (await newest(site))["type"] == "pair.shown"
    async with visitors("health-supervisor") as drew:
        await drew.open(f"/pairs/{number}")
        there = await drew.main.inner_text()
        await drew.open("/pairs/999999")
        assert await drew.main.inner_text() == there
        await drew.sees("There is no such pair, or none that you may see.")
