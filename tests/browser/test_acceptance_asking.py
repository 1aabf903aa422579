"""Acceptance scenarios 1 to 4 and 6 in the browser: what an asker is shown, and what the page never holds."""

import pytest

from connectors.sandbox.cast_services import CAMHS_DUTY, SCHOOL_NURSE

pytestmark = pytest.mark.asyncio(loop_scope="module")
NOTHING = "Nothing that you may see was found. That does not mean that no service is involved."
OLD, REFUGE = "FY2 0AH", "FY3 9RZ"
TWINS = ("Penhaligon", "2014-06-21", "FY6 7TW")


async def test_1_an_officer_on_a_visit_learns_that_a_service_is_involved_and_never_the_workers_notes(
    visitors, site, hub_case, width: int
) -> None:
    case = hub_case("EHM-7000" + str(width), "Tarleton", "Mia", "2014-05-21", "FY1 4DQ")
    if width == 1280:
        await site.house.load("family_hubs", case, "gss:E06000009")
    async with visitors("police-officer", width=width) as alex:
        await alex.say_why("Visit a household", "I am about to visit them", "LOG-20261120-0311")
        await alex.ask_about("Tarleton", "Mia", "2014-05-21", "FY1 4DQ")
        await alex.sees("Another service is involved", "ask them to contact you")
        await alex.sees_nothing_of("Imogen Castell", "960271", "960220", "child_in_need", "Hartwell", "ocial care")
    entry = await site.house.newest("enquiry.answered")
    assert (entry["actor"]["role"], entry["purpose"]) == ("police_officer", "welfare_visit")
    assert entry["decision"]["bundle"] == site.runtime.agreements.bundle_digest


async def test_2_a_social_worker_sees_whom_to_ring_and_camhs_only_as_another_service(
    visitors, site, scripts: bool
) -> None:
    async with visitors("social-worker", scripts=scripts) as robin:
        await robin.say_why()
        await robin.ask_about("Synth", "Jordan", "2011-04-02", "FY1 3XX")
        await robin.sees("Exploitation team (Awaken)", SCHOOL_NURSE, "Another service is involved")
        await robin.sees_nothing_of("CAMHS", "camhs", "Gwen Okoro", CAMHS_DUTY, "ental health")
    assert (await site.house.newest("enquiry.answered"))["actor"]["role"] == "social_worker"


async def test_3_without_the_case_the_page_is_the_one_of_nobody_and_the_ig_lead_is_alerted(visitors, site) -> None:
    """The bytes and the clock have a file of their own: test_denied_or_nothing_held.py."""
    async with visitors("social-worker-without-case") as jules:
        await jules.say_why()
        await jules.ask_about("Rigby", "Michael", "1989-11-02", "FY3 7NT")
        await jules.sees(NOTHING)
    found = (await site.house.get("ig-lead", "/v1/alerts")).json()
    assert [(one["kind"], one["role"]) for one in found["counts"]] == [("caseload", "social_worker")]


@pytest.mark.parametrize(
    "known", [("Rahman", "", "", OLD), ("Rahman", "Nadia", "", OLD), ("Rahman", "Nadia", "", REFUGE)], ids=" ".join
)
@pytest.mark.parametrize("who", ["social-worker", "police-officer"])
async def test_4_neither_her_old_address_nor_the_refuge_finds_a_shielded_mother(
    visitors, site, who: str, known
) -> None:
    async with visitors(who) as asker:
        await asker.say_why()
        before = site.runtime.log.size
        await asker.ask_about(*known)
        await asker.sees(NOTHING)
    empty = await site.house.newest("enquiry.empty")
    assert site.runtime.log.size > before
    assert empty["recipients"] == [empty["actor"]["agency"]]
    assert not empty.get("fields")


async def test_4_who_knows_her_birthday_sees_services_that_can_be_asked_to_ring_and_nothing_of_where_she_is(
    visitors, width: int
) -> None:
    async with visitors("social-worker", width=width) as robin:
        await robin.say_why()
        await robin.ask_about("Rahman", "Nadia", "1994-03-08")
        await robin.sees("Another service is involved")
        await robin.sees_nothing_of(REFUGE, "FY3", "Harbour", OLD, "Norbreck", "900122", "refuge", "Domestic", "Sami")
        assert not await robin.main.locator("a[href^='mailto:']").count()


async def test_6_two_who_fit_alike_are_nobody_until_a_detail_is_added(visitors, width: int, scripts: bool) -> None:
    async with visitors("social-worker", width=width, scripts=scripts) as robin:
        await robin.say_why()
        await robin.ask_about("Kowalska", "", "2013-05-14", "FY1 5DL")
        await robin.sees("could be more than one person", "Add another detail")
        await robin.sees_nothing_of("Zofia", "Oliwia")
        assert "/answers/" not in robin.page.url
        await robin.ask_about("Kowalska", "Zofia", "2013-05-14", "FY1 5DL")
        await robin.sees("Zofia", "Oliwia Kowalska")
        assert "/answers/" in robin.page.url
