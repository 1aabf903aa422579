"""An IG lead stops an agreement at once and lets it run again, having confirmed who they are; nobody else can."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
STOP, RESUME = "/agreements/stopping/agreement/LANCS-ISA-0042", "/agreements/resuming/agreement/LANCS-ISA-0042"
LIST = "/agreements/stopped"


@pytest.fixture(autouse=True)
def lead(desk) -> None:
    desk.be("ig_lead")


async def test_what_is_stopped_takes_effect_is_listed_and_runs_again(desk) -> None:
    in_force = {one.agreement.isa_id for one in desk.house.runtime.agreements.register.in_force}
    assert "LANCS-ISA-0042" in in_force
    reply = await desk.send(STOP, reason="The consultation found a gap.")
    assert (reply.status_code, reply.headers["location"]) == (303, LIST)
    assert "LANCS-ISA-0042" not in {one.agreement.isa_id for one in desk.house.runtime.agreements.register.in_force}
    page = await desk.page(LIST)
    assert "Stopped: LANCS-ISA-0042" in page
    assert "The consultation found a gap." in page and "Blackpool Council" in page
    entry = await desk.house.newest("agreement.changed")
    assert entry["details"]["action"] == "suspend"
    assert "The consultation" in await desk.page(RESUME)
    reply = await desk.send(RESUME, reason="The gap is closed.")
    assert reply.status_code == 303
    assert "Nothing is stopped" in await desk.page(LIST)
    assert "LANCS-ISA-0042" in {one.agreement.isa_id for one in desk.house.runtime.agreements.register.in_force}


async def test_without_a_reason_nothing_is_stopped_and_the_form_says_so(desk) -> None:
    reply = await desk.send(STOP, reason="  ")
    assert reply.status_code == 422
    assert 'href="#reason"' in reply.text and "Say why" in reply.text
    assert "Nothing is stopped" in await desk.page(LIST)


@pytest.mark.parametrize("path", [STOP, "/agreements/stopping/agency", RESUME])
async def test_whoever_has_not_just_confirmed_who_they_are_is_asked_to(desk, path: str) -> None:
    desk.be("ig_lead", confirmed=False)
    assert "Confirm who you are" in await desk.page(path, 403)
    reply = await desk.send(path, reason="At once.")
    assert reply.status_code == 403
    desk.be("ig_lead")
    assert "Nothing is stopped" in await desk.page(LIST)


@pytest.mark.parametrize("path", [LIST, STOP, RESUME, "/agreements/stopping/user"])
async def test_for_others_these_pages_are_not_there(desk, path: str) -> None:
    desk.be("worker")
    await desk.page(path, 404)
    if path != LIST:
        assert (await desk.send(path, reason="At once.")).status_code == 404


async def test_only_who_stopped_it_is_offered_to_let_it_run_again(desk) -> None:
    await desk.send(STOP, reason="The consultation found a gap.")
    desk.be("ig_lead", "police:04")
    page = await desk.page(LIST)
    assert RESUME not in page and "Only the agency that stopped it" in page
    assert (await desk.send(RESUME, reason="We want it.")).status_code == 403
    desk.be("ig_lead")
    assert RESUME in await desk.page(LIST)
    await desk.send(RESUME, reason="The gap is closed.")


@pytest.mark.parametrize("subject", ["agreement", "flow", "agency", "connector"])
async def test_everything_that_there_is_can_be_chosen(desk, subject: str) -> None:
    page = await desk.page(f"/agreements/stopping/{subject}")
    for name in desk.house.runtime.agreements.register.names(subject):
        assert f"/agreements/stopping/{subject}/{name}" in page


async def test_a_rule_has_a_slash_in_its_name_and_can_be_stopped(desk) -> None:
    reply = await desk.send("/agreements/stopping/flow/LANCS-ISA-0042/R1", reason="To be drafted anew.")
    assert reply.status_code == 303
    assert "LANCS-ISA-0042/R1" in await desk.page(LIST)
    await desk.send("/agreements/resuming/flow/LANCS-ISA-0042/R1", reason="Done.")


async def test_an_account_is_typed_in_and_never_put_into_the_address(desk) -> None:
    reply = await desk.send("/agreements/stopping/user", name="Robin Ashdown", reason="Left on Friday.")
    assert reply.status_code == 422 and 'href="#name"' in reply.text
    assert "Robin" not in reply.text, "what was typed may be a name"
    reply = await desk.send("/agreements/stopping/user", name="staff-7q4mzk2pd5w6x3v8n9b1c0f2ga", reason="Left.")
    assert reply.headers["location"] == LIST
    await desk.send("/agreements/resuming/user/staff-7q4mzk2pd5w6x3v8n9b1c0f2ga", reason="Came back.")


@pytest.mark.parametrize("path", ["/agreements/stopping/everything", "/agreements/stopping/agreement/LANCS-ISA-9999"])
async def test_what_is_not_there_is_not_stopped(desk, path: str) -> None:
    assert (await desk.send(path, reason="At once.")).status_code == 404
