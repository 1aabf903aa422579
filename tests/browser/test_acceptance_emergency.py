"""Acceptance scenario 10 in the browser: a section 47 emergency, its minutes, its second person, its review."""

import pytest

from connectors.police import HEADER

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECTION_47 = "Child protection enquiry"
SEEN = "Child seen with fresh injuries; nobody answers the door."
HOUR = 3600
FARWELL = ("Farwell", "Odile", "1984-03-19", "FY2 9ZZ")
NOTHING = "Nothing that you may see was found. That does not mean that no service is involved."


async def declare(asker, family: str, given: str, born: str, postcode: str = "") -> None:
    """From any page: confirm who one is if that is asked, and declare the emergency about this person."""
    await asker.open("/emergency")
    await asker.confirm_who_i_am()
    await asker.choose("A child is at immediate risk")
    await asker.main.get_by_label("What harm do you expect, and to whom?").fill(SEEN)
    await asker.main.get_by_label("What will you do next").fill("Visit with the police within the hour.")
    await asker.choose(SECTION_47)
    await asker.fill("Family name", family)
    await asker.fill("Given name", given)
    for label, part in zip(("Year", "Month", "Day"), born.split("-"), strict=True):
        await asker.fill(label, part)
    await asker.fill("Postcode", postcode)
    await asker.press("Declare the emergency and alert")


async def test_10_it_opens_for_an_hour_then_waits_for_a_second_person_and_is_reviewed_by_the_next_day(
    sites, visitors_at, width: int
) -> None:
    async with sites() as site:
        visitors = visitors_at(site)
        async with visitors("social-worker", width=width) as robin:
            await declare(robin, "Synth", "Jordan", "2011-04-02")
            await robin.sees("Exploitation team (Awaken)", "emergency, open until 1pm")
            await robin.open("/emergency")
            await robin.sees("Yours of the last day", "Open until 1pm, 1 hour left")
            site.clock.at += HOUR
            await declare(robin, "Synth", "Jordan", "2011-04-02")
            await robin.sees("Nothing was opened yet")
            async with visitors("team-manager", width=width) as pat:
                await pat.follow("Emergencies that wait for you")
                await pat.sees(SEEN)
                await pat.choose("Agree.")
                await pat.press("Save your answer")
                await pat.confirm_who_i_am()
                await pat.choose("Agree.")
                await pat.press("Save your answer")
                await pat.sees("Nothing waits for you.")
            await declare(robin, "Synth", "Jordan", "2011-04-02")
            await robin.sees("Exploitation team (Awaken)")
        async with visitors("police-ig-lead", width=width) as jo:
            await jo.open("/notices")
            await jo.sees("emergency")
            await jo.sees_nothing_of(SEEN)
        async with visitors("ig-lead", width=width) as chris:
            await chris.follow("Reviews")
            await chris.follow("Review ")
            await chris.press("Read this review")
            await chris.sees(SEEN, "section 47", "in 23 hours")
        reviews = (await site.house.get("ig-lead", "/v1/reviews?state=open")).json()
        assert sorted({one["due"] for one in reviews if one["kind"] == "emergency"})[0] == site.clock.at + 23 * HOUR


@pytest.mark.parametrize("kind", ["GRC", "ADOPTION", "INTELLIGENCE"])
async def test_10_some_classes_never_open_and_the_page_is_that_of_nobody(sites, visitors_at, kind: str) -> None:
    plain = {"provider_ref": "police:04/nominal/77001", "family": "Farwell", "given": "Odile", "dob": "1984-03-19",
             "postcode": "FY2 9ZZ", "safe_addr": "Y", "unit": "Blackpool NPT", "status": "open",
             "opened": "2026-10-09", "subject_role": "associate"}  # fmt: skip
    feed = ",".join(HEADER) + "\n" + ",".join(plain.get(column, "") for column in HEADER) + "\n"
    async with sites() as site:
        assert not (await site.house.load("police", feed, "police:04")).refused
        async with visitors_at(site)("social-worker") as robin:
            await declare(robin, *FARWELL)
            await robin.sees("Blackpool NPT")
            await site.house.newest_record_is(kind)
            await declare(robin, *FARWELL)
            await robin.sees(NOTHING)
            await robin.sees_nothing_of("Blackpool NPT", "Lancashire Constabulary", kind)
        assert (await site.house.newest("enquiry.empty"))["break_glass"] is True
