"""Why are you asking? Asked before anything about a person, and once for a case."""

import re

import pytest


async def test_the_purposes_are_those_that_the_role_may_ask_for(walk) -> None:
    page = (await walk.http.get("/why")).text
    assert re.findall(r'name="purpose" type="radio" value="([^"]+)"', page) == [
        "early_help",
        "safeguarding",
        "visit_safety",
    ]
    assert all(label in page for label in ("Early help coordination", "Safeguarding a child", "Planning a safe visit"))


async def test_nothing_is_chosen_for_the_asker(walk) -> None:
    assert " checked" not in (await walk.http.get("/why")).text


async def test_the_person_is_not_asked_about_before_the_reason(walk) -> None:
    assert (await walk.http.get("/whom")).headers["location"] == "/why"
    refused = await walk.http.post("/whom", data={"csrf_token": walk.csrf, "family-name": "Synth"})
    assert refused.headers["location"] == "/why"
    assert not walk.enquiries.asked


async def test_a_whole_reason_goes_on_to_the_person_and_is_shown_there(walk) -> None:
    assert (await walk.say_why()).headers["location"] == "/whom"
    page = (await walk.http.get("/whom")).text
    assert "Early help coordination, case FH-20418, open case" in page


async def test_the_reason_is_asked_once_and_can_be_changed(walk) -> None:
    await walk.say_why()
    assert "Ask for this case" in (await walk.http.get("/home")).text
    page = (await walk.http.get("/why")).text
    assert 'value="FH-20418"' in page
    assert re.search(r'value="early_help" checked', page)


async def test_one_persons_reason_is_not_anothers(walk) -> None:
    await walk.say_why()
    walk.be("other")
    assert (await walk.http.get("/whom")).headers["location"] == "/why"


@pytest.mark.parametrize(
    ("changed", "message", "input_id"),
    [
        ({"purpose": ""}, "Select why you are asking", "purpose"),
        ({"purpose": "curiosity"}, "Select why you are asking", "purpose"),
        ({"case-reference": " "}, "Enter the reference of the case or referral", "case-reference"),
        ({"case-reference": "x" * 41}, "Case reference must be 40 characters or fewer", "case-reference"),
        ({"relationship": ""}, "Select your involvement with this family", "relationship"),
        ({"relationship": "neighbour"}, "Select your involvement with this family", "relationship"),
    ],
)
async def test_what_is_missing_is_said_at_the_top_and_at_the_input(walk, changed, message, input_id) -> None:
    response = await walk.say_why(**changed)
    assert response.status_code == 422
    assert "<title>Error: Why are you asking?" in response.text
    assert re.search(rf'<a href="#{input_id}">{message}</a>', response.text)
    assert f'id="{input_id}-error"' in response.text
    assert f'id="{input_id}"' in response.text
    assert (await walk.http.get("/whom")).headers["location"] == "/why"


async def test_the_faults_stand_in_the_order_of_the_page(walk) -> None:
    page = (await walk.say_why(purpose="", relationship="")).text
    assert re.findall(r'<a href="#(\w[^"]+)">', page)[-2:] == ["purpose", "relationship"]


@pytest.mark.parametrize("purpose", ["early_help", "safeguarding", "visit_safety"])
async def test_every_purpose_needs_a_reference(walk, purpose: str) -> None:
    page = await walk.say_why(purpose=purpose, **{"case-reference": ""})
    assert "location" not in page.headers
    assert "Enter the reference of the case or referral" in page.text


async def test_a_role_that_may_ask_nothing_is_told_so(walk) -> None:
    walk.be("ig_lead")
    response = await walk.http.get("/why")
    assert response.status_code == 403
    assert "Your role may not ask about families" in response.text


async def test_a_reason_that_the_role_may_no_longer_give_is_asked_again(walk) -> None:
    await walk.say_why()
    walk.enquiries.offered = walk.enquiries.offered[1:]
    assert (await walk.http.get("/whom")).headers["location"] == "/why"
