"""Requests to answer: who asks, why, under which rule, by when; what is answered is what was chosen, and only that."""

import re

import pytest

from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.follow_up.answering import Answering
from service.follow_up.texts import Reply

TOKEN = {"csrf_token": "token-of-the-supervisor"}
AT = "/requests-to-answer/0123456789abcdef"


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def test_the_list_names_who_asks_and_the_clock_and_nobody_else(walk) -> None:
    walk.be("supervisor")
    page = text_of((await walk.http.get("/requests-to-answer")).text)
    assert "Police officer, Lancashire Constabulary" in page
    assert "Due in 7 hours" in page
    assert "Synth" not in page and "Strategy" not in page


async def test_what_is_late_says_so_and_that_the_ig_lead_knows(walk) -> None:
    walk.be("supervisor")
    requests = walk.owners.requests
    requests.row = requests.row._replace(due=requests.row.asked_at - 3 * 86_400)
    assert "Overdue by 3 days" in text_of((await walk.http.get("/requests-to-answer")).text)
    assert "Your information governance lead has been told that it is late." in text_of((await walk.http.get(AT)).text)


async def test_a_request_says_who_asks_why_and_by_which_rule_of_which_agreement(walk) -> None:
    walk.be("supervisor")
    page = (await walk.http.get(AT)).text
    words = text_of(page)
    assert "A. Officer, Police officer, Lancashire Constabulary" in words
    for part in ("Jordan Synth, born 2 April 2011", "P-77, meeting", "Strategy discussion tomorrow.", "rule R4"):
        assert part in words, part
    assert 'href="/agreements/LANCS-ISA-0042?version=1.3.0"' in page
    assert "Synth" not in re.search(r"<title>(.*?)</title>", page, re.S)[1]


async def test_what_no_agreement_in_force_lets_be_told_cannot_be_chosen(walk) -> None:
    walk.be("supervisor")
    page = (await walk.http.get(AT)).text
    assert "Plan: no agreement in force lets them be told this" in text_of(page).replace(" :", ":")
    assert 'value="all"' not in page
    assert 'name="field-level_of_need"' in page and 'name="field-plan"' not in page


async def test_where_everything_is_agreed_all_of_it_can_be_shared(walk) -> None:
    walk.be("supervisor")
    requests = walk.owners.requests
    requests.there = [requests.there[0]._replace(fields=frozenset({"level_of_need", "plan"}))]
    page = (await walk.http.get(AT)).text
    assert 'value="all"' in page and 'name="field-plan"' in page


async def test_where_nothing_is_agreed_any_more_only_no_is_left(walk) -> None:
    walk.be("supervisor")
    walk.owners.requests.there = []
    page = (await walk.http.get(AT)).text
    assert re.findall(r'name="outcome" type="radio" value="(\w+)"', page) == ["no"]


async def test_a_part_is_answered_with_its_fields_and_its_reason(walk) -> None:
    walk.be("supervisor")
    sent = TOKEN | {"outcome": "part", "field-level_of_need": "yes", "text": "Targeted, since June."}
    response = await walk.http.post(AT, data=sent)
    assert (response.status_code, response.headers["location"]) == (303, "/requests-to-answer")
    assert walk.owners.requests.given == [Answering("part", "Targeted, since June.", ("level_of_need",))]
    assert "Your answer was sent: a part of what they asked for." in (await walk.http.get("/requests-to-answer")).text


async def test_each_fault_is_said_beside_its_input_and_what_was_typed_stays(walk) -> None:
    walk.be("supervisor")
    faults = (
        FieldFault("fields", ReasonCode.FIELD_INVALID, "Choose which of what they asked for you share."),
        FieldFault("text", ReasonCode.FIELD_INVALID, "Write what you share, or why not."),
    )
    walk.owners.requests.fault = NotAcceptable(ReasonCode.FIELD_INVALID, faults[0].advice, faults)
    response = await walk.http.post(AT, data=TOKEN | {"outcome": "part", "text": "Short"})
    assert response.status_code == 422
    assert '<a href="#outcome">Choose which of what they asked for you share.</a>' in response.text
    assert '<a href="#text">Write what you share, or why not.</a>' in response.text
    assert re.search(r"<textarea[^>]*>Short</textarea>", response.text)
    assert "<title>Error: " in re.sub(r"<title>\s+", "<title>", response.text)


async def test_who_was_overtaken_sees_what_was_answered(walk) -> None:
    walk.be("supervisor")
    requests = walk.owners.requests
    requests.row = requests.row._replace(state="answered", outcome="no", answered_at=requests.row.asked_at)
    requests.reply = Reply((), "We closed it in May.")
    response = await walk.http.post(AT, data=TOKEN | {"outcome": "no", "text": "We know nothing."})
    assert (response.status_code, response.headers["location"]) == (303, AT)
    page = (await walk.http.get(AT)).text
    assert "This request waits no longer" in page and "We closed it in May." in page
    assert "Send your answer" not in page


async def test_a_request_whose_key_was_destroyed_can_still_be_answered(walk) -> None:
    walk.be("supervisor")
    walk.owners.requests.wanted = None
    page = (await walk.http.get(AT)).text
    assert "What was asked can no longer be read" in page
    assert re.findall(r'name="outcome" type="radio" value="(\w+)"', page) == ["no"]


@pytest.mark.parametrize("who", ["worker", "ig_lead"])
async def test_to_whoever_answers_no_requests_the_pages_do_not_exist(walk, who: str) -> None:
    walk.be(who)
    assert (await walk.http.get("/requests-to-answer")).status_code == 404
    assert (await walk.http.get(AT)).status_code == 404


@pytest.mark.parametrize("reference", ["0" * 16, "x", "0123456789ABCDEF", "0" * 17])
async def test_a_request_that_is_not_there_is_not_found(walk, reference: str) -> None:
    walk.be("supervisor")
    assert (await walk.http.get(f"/requests-to-answer/{reference}")).status_code == 404


async def test_nothing_that_an_asker_wrote_becomes_markup(walk) -> None:
    walk.be("supervisor")
    requests, attack = walk.owners.requests, "<script>alert(1)</script>"
    requests.wanted = type(requests.wanted)(*([attack] * 3), ("level_of_need",), *([attack] * 6))
    page = (await walk.http.get(AT)).text
    assert attack not in page
    assert page.count("&lt;script&gt;") >= 7
