"""Break-glass in the pages: confirmed first, both questions asked, the second person, and what a supervisor answers."""

import pytest

from service.errors import NotAcceptable, ReasonCode
from service.store.oversight_rows import EmergencyRow
from service.web.ports import Choice
from service.web.practice_ports import Ground, Waits

SAFEGUARDING = Choice("safeguarding", "Safeguarding a child")

TYPED = {
    "ground": "s47_immediate",
    "harm": "The child was seen with fresh injuries.",
    "next": "Visit with the police within the hour.",
    "purpose": "safeguarding",
    "family-name": "Synth",
    "given-name": "Jordan",
}


@pytest.fixture
def allowed(practice):
    both = (SAFEGUARDING, Choice("visit_safety", "Planning a safe visit"))
    practice.allowed = [
        Ground("s47_immediate", "immediate section 47 enquiry", 60, 24, second_person=False, purposes=(SAFEGUARDING,)),
        Ground("life_at_risk", "life at risk", 60, 24, second_person=False, purposes=both),
    ]
    return practice


@pytest.fixture
def emergency(made) -> EmergencyRow:
    return EmergencyRow(
        7, b"", "staff-other", "gss:E06000009", "social_worker", "s47_immediate", "safeguarding", "ISA-1", 60, 24,
        "waiting", 1, made.now - 60, made.now + 600,
    )  # fmt: skip


async def test_whoever_has_not_just_confirmed_who_they_are_is_asked_to(walk, allowed) -> None:
    assert "Confirm who you are" in (await walk.http.get("/emergency")).text
    refused = await walk.http.post("/emergency", data=TYPED | {"csrf_token": walk.csrf})
    assert "Confirm who you are" in refused.text
    assert walk.enquiries.asked == []


async def test_the_form_says_that_it_alerts(walk, allowed) -> None:
    walk.be("confirmed")
    page = (await walk.http.get("/emergency")).text
    assert "This alerts." in page
    assert "for 60 minutes" in page
    assert "reviewed within 24 hours" in page


async def test_a_role_that_may_not_is_told_what_to_do(walk) -> None:
    walk.be("confirmed")
    page = (await walk.http.get("/emergency")).text
    assert "Your role cannot declare an emergency here" in page
    assert "ring 999" in page


async def test_both_answers_become_the_reason(walk, allowed, made) -> None:
    walk.be("confirmed")
    walk.enquiries.next_answer = made.disclosed(made.answer())
    reply = await walk.http.post("/emergency", data=TYPED | {"csrf_token": walk.csrf})
    assert (reply.status_code, reply.headers["location"]) == (303, "/answers/enq_0001")
    asked = walk.enquiries.asked[0]
    assert (asked.ground, asked.relationship, asked.family_name) == ("s47_immediate", "emergency", "Synth")
    assert asked.reason == f"What harm: {TYPED['harm']}\nWhat next: {TYPED['next']}"


async def test_the_purposes_are_those_that_an_emergency_opens_and_no_ordinary_ones(walk, allowed) -> None:
    walk.be("confirmed")
    page = (await walk.http.get("/emergency")).text
    assert 'value="safeguarding"' in page and 'value="visit_safety"' in page
    assert "Only on the ground of life at risk" in page
    assert 'value="early_help"' not in page  # asked for in ordinary times, and opened by no emergency


async def test_a_purpose_that_the_ground_does_not_open_declares_nothing(walk, allowed) -> None:
    walk.be("confirmed")
    sent = TYPED | {"purpose": "visit_safety", "csrf_token": walk.csrf}
    reply = await walk.http.post("/emergency", data=sent)
    assert reply.status_code == 422 and 'href="#purpose"' in reply.text
    assert walk.enquiries.asked == []


@pytest.mark.parametrize("missing", ["harm", "next"])
async def test_without_either_answer_nothing_is_declared(walk, allowed, missing: str) -> None:
    walk.be("confirmed")
    reply = await walk.http.post("/emergency", data=TYPED | {missing: "", "csrf_token": walk.csrf})
    assert reply.status_code == 422
    assert f'href="#{missing}"' in reply.text
    assert walk.enquiries.asked == []


async def test_while_another_person_must_agree_nothing_typed_is_lost(walk, allowed) -> None:
    walk.be("confirmed")
    walk.enquiries.fault = NotAcceptable(ReasonCode.SECOND_PERSON_NEEDED, "Another person must agree.")
    reply = await walk.http.post("/emergency", data=TYPED | {"csrf_token": walk.csrf})
    assert reply.status_code == 200
    assert "Nothing was opened yet" in reply.text
    assert TYPED["harm"] in reply.text
    assert 'value="Synth"' in reply.text


async def test_one_s_own_emergencies_have_their_clock(walk, allowed, emergency, made) -> None:
    walk.be("confirmed")
    allowed.declared = [emergency._replace(state="open", until=made.now + 1500)]
    assert "Open until 10:25am, 25 minutes left" in (await walk.http.get("/emergency")).text
    assert "Emergency 7 is open until 10:25am" in (await walk.http.get("/home")).text


async def test_a_supervisor_reads_the_reason_and_answers(walk, allowed, emergency) -> None:
    walk.be("supervisor")
    allowed.waits = [Waits(emergency, "immediate section 47 enquiry", "<b>Injuries</b>")]
    page = (await walk.http.get("/emergencies")).text
    assert "&lt;b&gt;Injuries" in page
    assert "It waits 10 minutes more" in page
    nothing = await walk.http.post("/emergencies/7", data={"csrf_token": walk.csrf})
    assert nothing.status_code == 422
    reply = await walk.http.post("/emergencies/7", data={"answer": "agree", "csrf_token": walk.csrf})
    assert reply.status_code == 303
    assert allowed.told == [(7, True)]


async def test_nobody_but_a_supervisor_comes_to_it(walk, allowed) -> None:
    for who in ("worker", "ig_lead"):
        walk.be(who)
        assert (await walk.http.get("/emergencies")).status_code == 404
