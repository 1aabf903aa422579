"""Pairs of records: claimed before they are seen, both sides in words, decided with a reason, and nobody else's."""

import re

import pytest

from service.clerical.deciding import Decision
from service.clerical.verdicts import Earlier
from service.errors import NotAcceptable, Overtaken, ReasonCode
from service.web.clerical_view import born, odds

TOKEN = {"csrf_token": "token-of-the-supervisor"}
GOOD = TOKEN | {"finding": "same/details_agree", "note": "Her key worker knows.", "version": "1"}


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def test_the_list_says_why_a_pair_is_here_and_nothing_of_who_they_are(walk) -> None:
    walk.be("supervisor")
    page = (await walk.http.get("/pairs")).text
    assert "Lancashire Constabulary and Blackpool Family Hubs" in page
    assert "Alike, but not enough to be sure" in page
    assert "synth" not in page
    assert walk.owners.pairs.done == ["listed"]


@pytest.mark.parametrize("who", ["worker", "other"])
async def test_to_a_practitioner_the_pages_do_not_exist(walk, who: str) -> None:
    walk.be(who)
    nowhere = await walk.http.get("/nowhere")
    for path in ("/pairs", "/pairs/17"):
        response = await walk.http.get(path)
        assert response.status_code == 404
        assert re.search("<h1.*</h1>", response.text)[0] == re.search("<h1.*</h1>", nowhere.text)[0]
    assert walk.owners.pairs.done == []


async def test_a_pair_that_somebody_else_has_cannot_be_claimed_from_the_list(walk) -> None:
    walk.be("supervisor")
    queue = walk.owners.pairs
    queue.pair = queue.pair._replace(claimed_by="staff-somebodyelse", claimed_until=1_792_832_400 + 900)
    page = (await walk.http.get("/pairs")).text
    assert "Somebody else has it until 24 October 2026 at 10:15am" in page
    assert "/pairs/17/claim" not in page


async def test_to_claim_leads_on_to_the_pair(walk) -> None:
    walk.be("supervisor")
    response = await walk.http.post("/pairs/17/claim", data=TOKEN)
    assert (response.status_code, response.headers["location"]) == (303, "/pairs/17")
    assert walk.owners.pairs.done == ["claimed 17"]


async def test_each_difference_stands_in_words(walk) -> None:
    walk.be("supervisor")
    page = text_of((await walk.http.get("/pairs/17")).text)
    assert "First name Lancashire Constabulary lillie Blackpool Family Hubs millie Close" in page
    assert "Family name Lancashire Constabulary synth Blackpool Family Hubs synth Agrees" in page
    assert "March 1984, day not known" in page
    assert "Two people picked at random" in page
    assert "Neither record has: middle names, telephone" in page


async def test_of_a_shielded_person_no_address_is_on_the_page(walk) -> None:
    walk.be("supervisor")
    assert "22 windsor" in (await walk.http.get("/pairs/17")).text
    walk.owners.pairs.sheltered = True
    page = (await walk.http.get("/pairs/17")).text
    assert "windsor" not in page and "FY1" not in page
    assert "Addresses and telephone numbers are left out" in page


async def test_a_second_person_is_told_to_judge_alone_and_a_third_sees_both(walk) -> None:
    walk.be("supervisor")
    queue = walk.owners.pairs
    queue.second, queue.pair = True, queue.pair._replace(state="second")
    page = text_of((await walk.http.get("/pairs/17")).text)
    assert "you are not shown theirs" in page
    assert "What the first two people decided" not in page
    queue.pair = queue.pair._replace(state="third")
    queue.earlier = (
        Earlier(1, "same", "name_changed", 1_792_832_000, "<b>Married</b>"),
        Earlier(2, "different", "details_differ", 1_792_832_100, ""),
    )
    page = (await walk.http.get("/pairs/17")).text
    assert "One of them changed their name" in page and "The details differ taken together" in page
    assert "&lt;b&gt;Married&lt;/b&gt;" in page


async def test_a_verdict_is_given_with_its_reason_and_the_version_that_was_seen(walk) -> None:
    walk.be("supervisor")
    response = await walk.http.post("/pairs/17", data=GOOD)
    assert (response.status_code, response.headers["location"]) == (303, "/pairs")
    assert walk.owners.pairs.done == [Decision("same", "details_agree", "Her key worker knows.", 1)]
    assert "Decided: they are the same person." in (await walk.http.get("/pairs")).text


async def test_where_two_must_agree_the_first_verdict_only_waits(walk) -> None:
    walk.be("supervisor")
    walk.owners.pairs.second = True
    await walk.http.post("/pairs/17", data=GOOD)
    page = (await walk.http.get("/pairs")).text
    assert "A second person decides next" in page
    assert "Decided:" not in page


@pytest.mark.parametrize("finding", ["", "same", "same/twins_or_siblings", "perhaps/details_agree"])
async def test_without_a_verdict_and_a_reason_that_goes_with_it_nothing_is_decided(walk, finding: str) -> None:
    walk.be("supervisor")
    response = await walk.http.post("/pairs/17", data=GOOD | {"finding": finding})
    assert response.status_code == 422
    assert '<a href="#finding">Select what you found, with its reason</a>' in response.text
    assert "Her key worker knows." in response.text
    assert walk.owners.pairs.done == ["looked 17"]


async def test_a_rule_that_stands_against_it_is_said_where_it_was_chosen(walk) -> None:
    walk.be("supervisor")
    queue, looking = walk.owners.pairs, walk.owners.pairs.look

    async def refuse(*_: object) -> None:
        raise NotAcceptable(ReasonCode.VERDICT_REFUSED, "Each record has a verified NHS number of its own.")

    queue.decide = refuse
    response = await walk.http.post("/pairs/17", data=GOOD)
    assert response.status_code == 422
    assert '<a href="#finding">Each record has a verified NHS number of its own.</a>' in response.text
    assert re.search(r'value="same/details_agree" checked', response.text)
    assert looking == queue.look


@pytest.mark.parametrize(
    ("code", "claims"),
    [
        (ReasonCode.PAIR_NOT_CLAIMED, True),
        (ReasonCode.PAIR_CLAIMED, False),
        (ReasonCode.PAIR_MOVED_ON, False),
    ],
)
async def test_who_was_overtaken_hears_what_to_do_next(walk, code: ReasonCode, claims: bool) -> None:
    walk.be("supervisor")
    walk.owners.pairs.fault = Overtaken(code, "Nothing was changed. Choose another pair.")
    for response in (
        await walk.http.get("/pairs/17"),
        await walk.http.post("/pairs/17", data=GOOD),
        await walk.http.post("/pairs/17/give-back", data=TOKEN),
    ):
        assert response.status_code == 409
        assert "Choose another pair." in response.text
        assert ("Claim this pair and look at it" in response.text) is claims
        assert 'href="/pairs"' in response.text


async def test_whoever_gave_the_first_verdict_is_refused_the_second(walk) -> None:
    walk.be("supervisor")
    walk.owners.pairs.fault = NotAcceptable(ReasonCode.SECOND_PERSON_NEEDED, "Ask a colleague to claim it.")
    for path, sent in (("/pairs/17/claim", TOKEN), ("/pairs/17", GOOD)):
        response = await walk.http.post(path, data=sent)
        assert (response.status_code, "Ask a colleague to claim it." in response.text) == (409, True)


@pytest.mark.parametrize("number", ["x", "-1", "1e3", "%C2%B2", "9" * 19])
async def test_what_is_no_number_is_not_there(walk, number: str) -> None:
    walk.be("supervisor")
    assert (await walk.http.get(f"/pairs/{number}")).status_code == 404
    assert (await walk.http.post(f"/pairs/{number}/claim", data=TOKEN)).status_code == 404
    assert walk.owners.pairs.done == []


async def test_a_form_of_another_session_decides_nothing(walk) -> None:
    walk.be("supervisor")
    for path in ("/pairs/17", "/pairs/17/claim", "/pairs/17/give-back"):
        response = await walk.http.post(path, data=GOOD | {"csrf_token": "token-of-the-other"})
        assert response.status_code == 403
    assert walk.owners.pairs.done == []


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2011-04-02", "2 April 2011"),
        ("2011-??-??", "2011, day and month not known"),
        ("????-04-02", "2 April, year not known"),
        ("1980-01-01 (may stand for unknown)", "1 January 1980, may stand for unknown"),
    ],
)
def test_a_date_of_birth_says_what_is_not_known(date: str, words: str) -> None:
    assert born(date) == words


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.95, "About 95 in 100"), (0.9999, "More than 999 in 1,000"), (0.0001, "Fewer than 1"), (0.995, "About 995 in")],
)
def test_a_probability_is_said_as_so_many_in_a_hundred(probability: float, words: str) -> None:
    assert odds(probability).startswith(words)
