"""An IG lead's journeys: the log, one person, an access pack, a review; on any screen, without scripts too."""

import os
import re
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from audit.events import EventType
from service.emergency.declaring import stand
from service.emergency.words import Declared
from service.identity.principal import Principal, PrincipalKind
from service.matching.sought import Sought

pytestmark = pytest.mark.asyncio(loop_scope="module")
PICTURES = os.environ.get("GOLDEN_THREAD_PICTURES", "")
"""A folder for pictures of every page, for looking at."""


@pytest.fixture
def asked(site, tokens, question):
    """Somebody asks by the interface, so that there is something in the log; the entry of the answer."""

    async def ask(who: str = "social-worker", **changes: object) -> int:
        header = {"Authorization": f"Bearer {tokens(who)}"}
        async with httpx.AsyncClient(base_url=site.url) as api:
            reply = await api.post("/v1/enquiries", json=question(**changes), headers=header)
        assert reply.status_code == 200, reply.text
        return int(reply.json()["receipt"]["index"])

    return ask


async def picture(visitor, name: str) -> None:
    if PICTURES:
        await visitor.picture(Path(PICTURES) / f"{name}-{visitor.width}.png")


async def emergency(site) -> None:
    """Somebody of the council breaks the glass."""
    staff = f"staff-{uuid4().hex[:26]}"
    asker = Principal(PrincipalKind.PRACTITIONER, staff, "", "gss:E06000009", "social_worker", (), "mfa", 0)
    declared = Declared("s47_immediate", "Child seen with fresh injuries; nobody answers.")
    await stand(declared, Sought(family_name=staff, given_name="Odile"), "child_protection_s47", asker, site.runtime)


async def test_the_log_is_filtered_and_an_entry_read(visitors, asked, width: int, scripts: bool) -> None:
    index = await asked()
    async with visitors("ig-lead", width=width, scripts=scripts) as chris:
        await chris.follow("Disclosure log")
        await picture(chris, "log")
        await chris.page.get_by_text("Filter the entries").click()
        await picture(chris, "log-filters")
        await chris.main.get_by_label("Agency that asked").select_option(label="Blackpool Council")
        await chris.main.get_by_label("What happened").select_option(label="Something was shown")
        await chris.press("Apply filters")
        await chris.sees("Who asked: Blackpool Council", f"{index:,}")
        await picture(chris, "log-filtered")
        await chris.follow(f"{index:,}")
        await chris.sees("Operation (DPA 2018 s.62)", "Receipt")
        assert chris.page.url == f"{chris.site.url}/log/{index}"
        await picture(chris, "log-entry")


async def test_a_name_in_a_filter_stands_in_no_address(visitors) -> None:
    async with visitors("ig-lead") as chris:
        await chris.open("/log")
        await chris.page.get_by_text("Filter the entries").click()
        await chris.fill("One person", "Jordan Synth")
        await chris.press("Apply filters")
        await chris.sees("A name finds nobody here", "Choose why you are looking at this person")
        assert "ynth" not in chris.page.url
        await picture(chris, "log-fault")


async def test_every_side_of_the_log_opens(visitors, asked, width: int) -> None:
    await asked()
    async with visitors("ig-lead", width=width) as chris:
        for name, text in (
            ("Figures", "Enquiries by agency"),
            ("Your agency’s records", "also where your agency was not named"),
            ("Section 62", "date and time, who, and to whom"),
            ("Your own access", "What you did yourself"),
        ):
            await chris.open("/log")
            await chris.follow(name)
            await chris.sees(text)
            assert chris.page.url.startswith(f"{chris.site.url}/log/"), name
            await picture(chris, f"log-{chris.page.url.rpartition('/')[2]}")


async def test_a_file_is_taken_after_confirming(visitors, width: int, scripts: bool) -> None:
    async with visitors("ig-lead", width=width, scripts=scripts) as chris:
        await chris.open("/log/export")
        await chris.confirm_who_i_am()
        await picture(chris, "log-export")
        await chris.main.get_by_label("Evidence: entries with their proofs").check()
        async with chris.page.expect_download() as loading:
            await chris.page.get_by_role("button", name="Take the file").click()
        assert (await loading.value).suggested_filename.startswith("golden-thread-log")


async def test_a_pack_goes_from_the_entry_to_decisions(visitors, asked, width: int, scripts: bool) -> None:
    index = await asked(scope="person")
    async with visitors("ig-lead", width=width, scripts=scripts) as chris:
        await chris.open(f"/log/{index}")
        await chris.main.get_by_label("Why are you looking at this person?").select_option("access_request")
        await chris.press("See everything told of them")
        assert re.fullmatch(r".*/subject-history/[A-Za-z0-9_-]{16}", chris.page.url)
        await chris.sees("Agencies that were told", "They were asked about")
        await picture(chris, "subject-history")
        await chris.press("Gather an access pack")
        await chris.sees("Nothing has left yet", "Due")
        await picture(chris, "access-request-gatherer")
        address = chris.page.url.removeprefix(chris.site.url)
        await chris.follow("Access requests")
        await picture(chris, "access-requests")
        await chris.open(address)


async def test_a_pack_with_a_sensitive_service_is_not_decided_by_who_gathered_it(visitors, asked, width: int) -> None:
    """The demo has one lead for each agency: what the second one does is in tests/service/oversight_pages."""
    index = await asked(scope="person")
    async with visitors("ig-lead", width=width) as chris:
        await chris.open(f"/log/{index}")
        await chris.main.get_by_label("Why are you looking at this person?").select_option("access_request")
        await chris.press("See everything told of them")
        await chris.press("Gather an access pack")
        await chris.sees("it must be looked through by somebody else")
        assert not await chris.main.get_by_role("button", name="Save the decisions of this page").count()
        assert not await chris.main.get_by_role("link", name="Release the pack").count()


async def test_corrections_are_listed(visitors, width: int) -> None:
    async with visitors("ig-lead", width=width) as chris:
        await chris.open("/access-requests")
        await chris.follow("Corrections to tell")
        await chris.sees("must hear of it", "Nobody waits to be told of a correction.")
        assert chris.page.url == f"{chris.site.url}/corrections"
        await picture(chris, "corrections")


async def test_a_review_is_read_and_decided(visitors, site, width: int, scripts: bool) -> None:
    await emergency(site)
    async with visitors("ig-lead", width=width, scripts=scripts) as chris:
        await chris.follow("Reviews")
        await picture(chris, "anomalies")
        await chris.follow("Review ")
        await picture(chris, "anomaly")
        await chris.press("Read this review")
        await chris.sees("fresh injuries", "Entries it rests on")
        await picture(chris, "anomaly-review")
        await chris.press("Decide")
        await chris.sees("Choose what you found")
        await chris.choose("Something is to be put right")
        await chris.main.get_by_label("Note").fill("Rota to be changed")
        await chris.press("Decide")
        await chris.sees("was decided")
        await chris.follow("Decided")
        await chris.sees("Something is to be put right")
    assert (await site.house.newest("review.decided"))["actor"]["role"] == "ig_lead"


async def test_every_side_of_the_reviews_opens(visitors, asked, people, known_of, width: int) -> None:
    await asked("social-worker-without-case", person=known_of(people["michael-junior"]))
    async with visitors("ig-lead", width=width) as chris:
        for name, text in (
            ("Alerts", "has none with this family"),
            ("Drawn by lot", "How anybody can check it"),
            ("How many", "higher threshold"),
        ):
            await chris.open("/anomalies")
            await chris.follow(name)
            await chris.sees(text)
            assert chris.page.url.startswith(f"{chris.site.url}/anomalies/"), name
            await picture(chris, f"anomalies-{chris.page.url.rpartition('/')[2]}")


async def test_a_review_is_decided_by_keyboard_alone(visitors, site) -> None:
    await emergency(site)
    async with visitors("ig-lead") as chris:
        await chris.open("/anomalies")
        await chris.tab_to("Review ")
        await chris.key("Enter")
        await chris.tab_to("Read this review")
        await chris.key("Enter")
        await chris.take("It was right to do")
        decided = await site.runtime.log.entries(limit=9_999, type_=EventType.REVIEW_DECIDED)
        await chris.tab_to("Decide")
        await chris.key("Enter")
        await chris.sees("was decided")
    assert len(await site.runtime.log.entries(limit=9_999, type_=EventType.REVIEW_DECIDED)) == len(decided) + 1
