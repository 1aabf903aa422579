"""Acceptance scenario 14 in the browser: what a person may know of who was told of them, and who looks it through."""

import json
import re

import pytest

from audit.events import EventType
from audit.receipt import read_receipt

pytestmark = pytest.mark.asyncio(loop_scope="module")
ROSA = ("Pelham", "Rosa", "2013-02-11", "FY2 9TT")


async def history_of_the_newest(lead, site) -> None:
    """From the newest answer of the log to everything that was told of that person."""
    (newest,) = await site.runtime.log.entries(limit=1, type_=EventType.ENQUIRY_ANSWERED)
    await lead.open(f"/log/{newest.index}")
    await lead.main.get_by_label("Why are you looking at this person?").select_option("access_request")
    await lead.press("See everything told of them")


async def decide(lead, choice: str, exemption: str = "") -> None:
    """The same decision on every item of every page."""
    while True:
        for item in await lead.main.get_by_role("radio", name=choice).all():
            await item.check()
        for listed in await lead.main.get_by_label("If it is left out, the exemption").all():
            await listed.select_option(exemption)
        following = lead.main.get_by_role("link", name="Next items")
        address = await following.get_attribute("href") if await following.count() else ""
        await lead.press("Save the decisions of this page")
        if not address:
            return
        await lead.open(address)


async def released_as(lead, form: str) -> str:
    """The pack as the browser saves it, silent on what is left out."""
    await lead.follow("Release the pack")
    await lead.confirm_who_i_am()
    await lead.choose("No")
    await lead.choose(form)
    async with lead.page.expect_download() as loading:
        await lead.page.get_by_role("button", name="Release the pack").click()
    return (await (await loading.value).path()).read_text(encoding="utf-8")


async def test_14_the_pack_lists_who_saw_the_record_at_what_level_and_when(
    visitors, site, hub_case, width: int, scripts: bool
) -> None:
    reference = f"PK-{width}{scripts:d}"
    await site.house.load("family_hubs", hub_case(reference, *ROSA), "gss:E06000009")
    async with visitors("social-worker", width=width, scripts=scripts) as robin:
        await robin.say_why()
        await robin.ask_about(*ROSA)
    async with visitors("ig-lead", width=width, scripts=scripts) as chris:
        await history_of_the_newest(chris, site)
        await chris.sees("Blackpool Council", "whom to contact")
        await chris.press("Gather an access pack")
        await chris.sees(
            "Nothing has left yet", "20 December 2026", "Blackpool Council, social worker", "Whom to contact"
        )
        await decide(chris, "Tell them")
        pack = json.loads(await released_as(chris, "A file for a program"))
    assert pack["recipients"][0]["agency"] == "Blackpool Council"
    told = {(one["content"]["agency"], one["content"]["role"], one["content"]["level"]) for one in pack["disclosures"]}
    assert told == {("Blackpool Council", "social worker", 2)}
    for one in pack["disclosures"]:
        read_receipt(json.dumps(one["receipt"])).verify(site.runtime.log.verifier)
    released = await site.house.newest("access.released")
    assert (released["operation"], released["recipients"]) == ("disclosure", ["data_subject"])


async def test_14_a_perpetrator_s_request_is_reviewed_by_somebody_else_and_the_log_has_who(visitors, site) -> None:
    async with visitors("social-worker") as robin:
        await robin.say_why()
        await robin.ask_about("Synth", "Darren", "1986-02-14")
    async with visitors("ig-lead") as chris:
        await history_of_the_newest(chris, site)
        await chris.press("Gather an access pack")
        await chris.sees("it must be looked through by somebody else")
        assert not await chris.main.get_by_role("button", name="Save the decisions of this page").count()
        gatherer = (await site.house.newest("access.assembled"))["actor"]["staff"]
        address = chris.page.url.removeprefix(site.url)
    async with visitors("deputy-ig-lead") as lindsay:
        await lindsay.follow("Access requests")
        await lindsay.open(address)
        await decide(lindsay, "Leave it out", "sch2.para16")
        page = await released_as(lindsay, "A page to read or print")
    assert not re.search("social worker|Blackpool Council", page)
    reviewed = await site.house.newest("access.reviewed")
    assert reviewed["actor"]["staff"] != gatherer
    assert set(reviewed["details"]["withheld"].values()) == {"sch2.para16"}
