"""Acceptance scenarios 5, 6 and 18 in the browser: what a new feed, a parting and an overdue review change."""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from audit.events import Actor, EventType
from deploy.demo.ceremony import hold_signing_ceremony
from deploy.demo.partnership import SOURCES
from service.nominals.linking import link

pytestmark = pytest.mark.asyncio(loop_scope="module")
IRIS = ("Penhaligon", "Iris", "2014-06-21", "FY6 7TW")
IVY = ("Penhaligon", "Ivy", "2014-06-21", "FY6 7TW")
NOTHING = "Nothing that you may see was found."
FEED = (
    "provider_ref,pnc,cro,family,given,alt_names,dob,sex,uprn,postcode,address_from,safe_addr,unit,contact_name,"
    "contact_phone,status,opened,closed,last_contact,categories,subject_role,marking\n"
    "nominal/990001,,,AKHTAR,Sami,,2019-06-21,M,,FY3 9RZ,2026-10-01,Y,Domestic abuse team,PC Dana Lund,01632 960113,"
    "open,2026-10-03,,2026-11,domestic_abuse,child_in_household,OFFICIAL-SENSITIVE\n"
)
DUE, LAST = date(2026, 12, 1), date(2026, 12, 15)


async def test_5_a_new_feed_with_a_shielded_childs_birth_name_shows_nobody_and_tells_the_ig_lead(
    sites, visitors_at
) -> None:
    async with sites() as site:
        summary = await site.house.load("police", FEED, "police:04")
        assert (summary.tally.new, summary.tally.held) == (1, 1)
        async with visitors_at(site)("social-worker") as robin:
            await robin.say_why()
            for postcode in ("", "FY3 9RZ"):
                await robin.ask_about("Akhtar", "Sami", "2019-06-21", postcode)
                await robin.sees(NOTHING)
                await robin.follow("ask again with another detail")
            await robin.ask_about("Rahman", "Sami", "2019-06-21")
            await robin.sees("Another service is involved")
            await robin.sees_nothing_of("Akhtar", "Dana Lund", "Domestic abuse team")
        async with visitors_at(site)("police-ig-lead") as jo:
            await jo.open("/log")
            await jo.sees("Records were loaded")
            await jo.sees_nothing_of("AKHTAR", "Akhtar", "Sami")


async def test_6_who_was_told_of_the_wrong_twin_is_on_the_list_until_they_have_heard(
    sites, visitors_at, hub_case, width: int
) -> None:
    async with sites() as site:
        cases = hub_case("TW-1", *IRIS) + hub_case("TW-2", *IVY, sex="female")
        await site.house.load("family_hubs", cases, "gss:E06000009")
        iris, ivy = await site.house.numbers_of("gss:E06000009", "TW-1", "TW-2")
        await link(iris, ivy, "clerical_same", Actor("operator", ""), site.runtime)
        async with visitors_at(site)("social-worker", width=width) as robin:
            await robin.say_why()
            await robin.ask_about(*IRIS)
            wrong = (await site.runtime.log.entries(limit=1, type_=EventType.ENQUIRY_ANSWERED))[0].index
        async with visitors_at(site)("ig-lead", width=width) as chris:
            await chris.open("/corrections")
            await chris.sees("Nobody waits to be told of a correction.")
            parting = {"records": [ivy], "reason": "wrong_person"}
            token = site.house.token("ig-lead")
            assert (await site.house.api.post("/v1/nominals/partings", json=parting, headers=token)).status_code == 200
            await chris.open("/corrections")
            await chris.sees("Blackpool Council", "social worker", f"{wrong:,}")
            await chris.follow("They have been told")
            await chris.sees("It is noted that they have been told.", "Nobody waits to be told of a correction.")
        async with visitors_at(site)("social-worker", width=width) as robin:
            await robin.say_why()
            await robin.ask_about(*IRIS)
            await robin.sees("Iris")
            assert await robin.page.locator(".gt-card").count() == 1


@pytest.fixture
def reviewed(copied: Path, tmp_path: Path) -> Path:
    """A partnership whose agreement between police and council is to be reviewed by the first of December."""
    sources = tmp_path / "sources"
    shutil.copytree(SOURCES, sources)
    (path,) = sources.glob("lancs-isa-0042*.json")
    changed = {"review_due": DUE.isoformat(), "review_grace_days": (LAST - DUE).days, "review_degrades": True}
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))
    hold_signing_ceremony(copied, sources, date(2026, 11, 20))
    return copied


async def test_18_a_review_that_is_overdue_is_said_on_the_pages_and_then_the_agreement_tells_nothing(
    sites, visitors_at, reviewed: Path
) -> None:
    async with sites(directory=reviewed) as site:
        seen = []
        for day in (date(2026, 11, 20), date(2026, 12, 2), date(2026, 12, 16)):
            site.clock.at = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
            async with visitors_at(site)("ig-lead") as chris:
                await chris.open("/agreements")
                row = chris.main.locator("tr, .govuk-summary-card", has_text="LANCS-ISA-0042").first
                seen.append(" ".join((await row.inner_text()).split()))
            async with visitors_at(site)("social-worker") as robin:
                await robin.say_why()
                await robin.ask_about("Synth", "Jordan", "2011-04-02", "FY1 3XX")
                awaken = await robin.main.get_by_text("Exploitation team (Awaken)").count()
                assert bool(awaken) == (day < DUE), day
                await robin.sees("0-19 school nursing")
        assert len(set(seen)) == 3, seen
        assert "overdue" in seen[1].lower(), seen
