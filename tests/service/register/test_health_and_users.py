"""What answers rest on, who may do what and who was here: for IG leads, and their reading is an entry."""

import json

import pytest

from service.oversight.accounts import DAY_SECONDS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(autouse=True)
def lead(desk) -> None:
    desk.be("ig_lead")


def line(**changes: object) -> str:
    """A row of a Family Hub's file."""
    plain = {
        "provider": "gss:E06000009",
        "record_type": "familyhub.early_help",
        "provider_ref": "EHM-990017",
        "dob": "2011-04-02",
        "names": [{"family": "Quillfeather", "given": ["Millie"]}],
        "involvement": {"status": "open", "level_of_need": "targeted", "opened": "2026-09-14"},
    }
    return json.dumps(plain | changes) + "\n"


async def test_every_source_is_there_with_its_freshness(desk) -> None:
    page = await desk.page("/sources")
    for agency in ("Blackpool Council", "Lancashire Constabulary", "Blackpool Teaching Hospitals"):
        assert agency in page
    assert "Updated" in page and "Stale" not in page
    desk.house.clock.at += 8 * DAY_SECONDS
    assert "Stale" in await desk.page("/sources")
    desk.house.clock.at -= 8 * DAY_SECONDS


async def test_the_rows_in_quarantine_are_shown_to_their_own_agency_alone(desk) -> None:
    await desk.house.load("family_hubs", line(dob="2011-02-30"), "gss:E06000009")
    page = await desk.page("/sources")
    assert "The date does not exist or cannot be right" in page
    assert 'href="/sources/quarantine/impossible_date"' in page
    rows = await desk.page("/sources/quarantine/impossible_date")
    assert "Row of the file" in rows and "2011-02-30" not in rows and "Quillfeather" not in rows
    desk.be("ig_lead", "police:04")
    page = await desk.page("/sources")
    assert "The date does not exist" in page and "/sources/quarantine/impossible_date" not in page
    await desk.page("/sources/quarantine/impossible_date", 404)


async def test_the_errors_of_every_group_stand_with_the_model_that_made_them(desk) -> None:
    page = await desk.page("/sources")
    errors = desk.house.runtime.model.source.errors
    for group in errors["by_sex_and_age"]:
        assert group[:1].upper() + group[1:] in page
    assert f"{errors['all']['shown_right'] * 100:.1f}%" in page
    assert "not measured: the data does not say where a name is from" in page


async def test_an_account_is_there_once_it_did_something_and_dormant_after_long_silence(desk) -> None:
    await desk.house.ask("social-worker")
    staff = (await desk.house.newest("enquiry"))["actor"]["staff"]
    page = await desk.page("/users")
    assert staff in page and "Dormant" not in page
    assert (await desk.house.newest())["details"] == {"what": "accounts"}
    desk.house.clock.at += 91 * DAY_SECONDS
    assert "Dormant" in await desk.page("/users")
    desk.house.clock.at -= 91 * DAY_SECONDS


async def test_accounts_of_another_agency_are_not_shown(desk) -> None:
    await desk.house.ask("social-worker")
    staff = (await desk.house.newest("enquiry"))["actor"]["staff"]
    desk.be("ig_lead", "police:04")
    assert staff not in await desk.page("/users")


async def test_an_account_that_is_stopped_says_so(desk) -> None:
    await desk.house.ask("social-worker")
    staff = (await desk.house.newest("enquiry"))["actor"]["staff"]
    await desk.send(f"/agreements/stopping/user/{staff}", reason="Left on Friday.")
    page = await desk.page("/users")
    row = page[page.index(f">{staff}<") :]
    assert "Stopped" in row[: row.index("</tr>")]
    await desk.send(f"/agreements/resuming/user/{staff}", reason="Came back.")


async def test_who_may_do_what_is_what_the_agreements_say(desk) -> None:
    page = await desk.page("/users")
    agreements = desk.house.runtime.agreements
    for one in agreements.purposes_for("gss:E06000009", "social_worker"):
        assert one.label in page
    assert "Social worker" in page


@pytest.mark.parametrize("path", ["/sources", "/users", "/sources/quarantine/impossible_date"])
async def test_these_pages_are_for_ig_leads(desk, path: str) -> None:
    desk.be("worker")
    assert (await desk.http.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["nothing", "impossible_date?after=-1", "impossible_date?after=9999999", "%2e%2e"])
async def test_a_reason_that_is_not_there_is_not_found(desk, path: str) -> None:
    assert (await desk.http.get(f"/sources/quarantine/{path}")).status_code == 404
