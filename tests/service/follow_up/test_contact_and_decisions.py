"""That contact was made, and that somebody decided not to share: each an entry, and read by nobody else."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_that_contact_was_made_is_an_entry_beside_the_answer(house) -> None:
    reply = await house.ask("social-worker")
    answered = await house.newest("enquiry.answered")
    address = f"/v1/enquiries/{reply['answer']['enquiry']}/contacts"
    body = {"card": "0-0", "how": "called"}
    assert (await house.api.post(address, json=body, headers=house.token("social-worker"))).status_code == 201
    entry = await house.newest("contact.made")
    assert entry["details"] == {"how": "called", "card": "0-0"}
    receipt = await house.newest()
    assert receipt["relates_to"] is not None
    assert answered["type"] == "enquiry.answered"


@pytest.mark.parametrize("card", ["9-0", "0-99"])
async def test_a_card_that_is_not_there_cannot_be_followed_up(house, card: str) -> None:
    reply = await house.ask("social-worker")
    address = f"/v1/enquiries/{reply['answer']['enquiry']}/contacts"
    body = {"card": card, "how": "called"}
    assert (await house.api.post(address, json=body, headers=house.token("social-worker"))).status_code == 404


async def test_nobody_acts_on_somebody_else_s_answer(house) -> None:
    reply = await house.ask("social-worker")
    address = f"/v1/enquiries/{reply['answer']['enquiry']}/contacts"
    body = {"card": "0-0", "how": "called"}
    assert (await house.api.post(address, json=body, headers=house.token("family-hub-worker"))).status_code == 404


async def test_a_decision_not_to_share_is_kept_sealed(house) -> None:
    body = {"why": "not_proportionate", "case_reference": "SC-20418", "text": "Quibblethorn would not help her."}
    made = await house.api.post("/v1/decisions-not-to-share", json=body, headers=house.token("social-worker"))
    assert made.status_code == 201
    entry = await house.newest("sharing.declined")
    assert entry["details"] == {"why": "not_proportionate"}
    for file in house.runtime.settings.directory.rglob("*.db*"):
        assert b"Quibblethorn" not in file.read_bytes()


async def test_another_reason_wants_words(house) -> None:
    reply = await house.api.post(
        "/v1/decisions-not-to-share", json={"why": "other"}, headers=house.token("social-worker")
    )
    assert reply.status_code == 422


async def test_an_ig_lead_records_no_such_decision(house) -> None:
    reply = await house.api.post(
        "/v1/decisions-not-to-share", json={"why": "not_needed"}, headers=house.token("ig-lead")
    )
    assert reply.status_code == 403
