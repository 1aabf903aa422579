"""Requests to the agency that holds a record, over both engines: asked, followed, answered, bounded, and in the log."""

import json

import pytest

from service.follow_up.answering import to_answer
from service.identity.principal import Principal, PrincipalKind

pytestmark = pytest.mark.asyncio(loop_scope="module")
WHY = "Strategy discussion tomorrow; we need to know what you know."


def supervisor_of(agency: str) -> Principal:
    return Principal(PrincipalKind.SUPERVISOR, f"staff-of-{agency}", "", agency, "health_supervisor", (), "mfa", 0)


def place_of(reply: dict, *, named: bool, kind: str = "") -> str:
    """Where the first card stands that is (or is not) named, of an agency of this kind."""
    return next(
        f"{at}-{number}"
        for at, person in enumerate(reply["answer"]["people"])
        for number, card in enumerate(person.get("services", ()))
        if bool(card.get("agency")) is named
        and card.get("agency", "").startswith(kind)
        and (named or card.get("brokered"))
    )


async def ask(house, who: str, **body: object):
    reply = await house.ask(who)
    named = body.pop("named", True)
    card = place_of(reply, named=named, kind="police" if named else "")
    given = {"card": card, "kind": "call_back", "text": WHY, "ring": "01632 960 199"} | body
    address = f"/v1/enquiries/{reply['answer']['enquiry']}/requests"
    return await house.api.post(address, json=given, headers=house.token(who))


async def test_the_asker_asks_and_the_agency_answers(either) -> None:
    asked = await ask(either, "social-worker")
    assert asked.status_code == 201, asked.text
    reference = asked.json()["reference"]
    whole = (await either.get("police-supervisor", f"/v1/requests-to-answer/{reference}")).json()
    assert (whole["text"], whole["ring"], whole["about"]) == (WHY, "01632 960 199", "Jordan Synth")
    done = {"outcome": "done", "text": "Rang back at noon, spoke to Robin."}
    address = f"/v1/requests-to-answer/{reference}/answer"
    answered = await either.api.post(address, json=done, headers=either.token("police-supervisor"))
    assert answered.json()["state"] == "answered"
    again = await either.api.post(address, json=done, headers=either.token("police-supervisor"))
    assert again.status_code == 409
    assert (await either.get("social-worker", f"/v1/requests/{reference}")).json()["answer"] == done["text"]


async def test_nobody_else_learns_of_it(either) -> None:
    reference = (await ask(either, "social-worker")).json()["reference"]
    for who, address in (
        ("family-hub-worker", f"/v1/requests/{reference}"),
        ("team-manager", f"/v1/requests-to-answer/{reference}"),
        ("police-officer", f"/v1/requests-to-answer/{reference}"),
        ("police-ig-lead", f"/v1/requests-to-answer/{reference}"),
    ):
        seen = await either.get(who, address)
        nowhere = await either.get(who, address.replace(reference, "0" * 16))
        assert (seen.status_code, seen.json()["detail"]) == (404, nowhere.json()["detail"])


async def test_of_a_service_that_is_not_named_neither_side_s_page_says_which(either) -> None:
    asked = await ask(either, "social-worker", named=False)
    assert asked.json()["provider"] == ""
    entry = await either.newest("follow_up.asked")
    assert "ods:" not in json.dumps(entry)
    refused = await ask(either, "social-worker", named=False, kind="correction")
    assert refused.status_code == 422
    for trust, theirs in (("ods:RW5", True), ("ods:RXL", False)):
        waiting = await to_answer(supervisor_of(trust), either.runtime)
        assert (asked.json()["reference"] in [one.reference for one in waiting]) is theirs


async def test_the_same_again_is_the_same_request(either) -> None:
    reply = await either.ask("social-worker")
    card, address = place_of(reply, named=True), f"/v1/enquiries/{reply['answer']['enquiry']}/requests"
    given = {"card": card, "kind": "correction", "text": "The number belongs to somebody else."}
    both = [await either.api.post(address, json=given, headers=either.token("social-worker")) for _ in range(2)]
    assert len({one.json()["reference"] for one in both}) == 1


async def test_more_than_the_agreements_tell_cannot_be_asked_for(either) -> None:
    refused = await ask(either, "social-worker", kind="more_detail", fields=["diagnosis"])
    assert refused.status_code == 422
    assert "no more than you need" in refused.text


async def test_what_is_late_is_told_to_the_ig_lead_of_the_agency_once(either) -> None:
    reference = (await ask(either, "social-worker", urgency="today")).json()["reference"]
    either.clock.at += 9 * 3600
    for _ in range(2):
        await either.get("police-supervisor", "/v1/requests-to-answer")
    either.clock.at -= 9 * 3600
    notices = (await either.get("police-ig-lead", "/v1/notices")).json()
    assert sum(one["kind"] == "request_late" for one in notices) >= 1
    mine = (await either.get("social-worker", "/v1/requests")).json()
    assert next(one for one in mine if one["reference"] == reference)["late"] is False


async def test_a_reply_expires(either) -> None:
    reference = (await ask(either, "social-worker")).json()["reference"]
    body = {"outcome": "no", "text": "Not involved any longer, sorry."}
    address = f"/v1/requests-to-answer/{reference}/answer"
    assert (await either.api.post(address, json=body, headers=either.token("police-supervisor"))).status_code == 200
    either.clock.at += 6 * 86_400
    late = (await either.get("social-worker", f"/v1/requests/{reference}")).json()
    either.clock.at -= 6 * 86_400
    assert (late["answer"], late["request"]["outcome"]) == ("", "no")


async def test_a_request_is_withdrawn_once(either) -> None:
    reference = (await ask(either, "social-worker")).json()["reference"]
    address, token = f"/v1/requests/{reference}/withdrawal", either.token("social-worker")
    assert [(await either.api.post(address, headers=token, json={})).status_code for _ in range(2)] == [200, 409]


async def test_nothing_that_anybody_wrote_stands_in_the_clear(either) -> None:
    await ask(either, "social-worker", text="Zephyrwhistle is what nobody else wrote.")
    for file in either.runtime.settings.directory.rglob("*.db*"):
        assert b"Zephyrwhistle" not in file.read_bytes()
