"""A decision that lacks something or does not hold is refused in words that say what to do; nothing is echoed."""

import asyncio

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD, SUPERVISOR = "ig-lead", "team-manager"

WRONG = [
    ({"verdict": "perhaps"}, "verdict", "Choose one of: same, different, cannot_tell."),
    ({"verdict": ""}, "verdict", "Choose one of"),
    ({"reason": "because"}, "reason", "Choose one of: identifier_agrees"),
    ({"verdict": "different", "reason": "details_agree"}, "reason", "Choose one of: twins_or_siblings"),
    ({"verdict": "cannot_tell", "reason": "twins_or_siblings"}, "reason", "too_little_recorded"),
    ({"note": "x" * 501}, "note", "Shorten the note to 500 characters."),
    ({"note": "x" * 2001}, "note", "See /openapi.json"),
    ({"version": "Featherstone"}, "version", "See /openapi.json"),
    ({"version": None}, "version", "See /openapi.json"),
    ({"verdict": ["Featherstone"]}, "verdict", "See /openapi.json"),
    ({"Featherstone": 1}, "body", "See /openapi.json"),
]


@pytest.mark.parametrize(("change", "field", "sentence"), WRONG)
async def test_a_wrong_field_is_named_with_what_to_do(queue, change, field, sentence) -> None:
    number = await queue.ordinary()
    version = (await queue.claim(LEAD, number))["version"]
    body = {"verdict": "same", "reason": "details_agree", "version": version} | change
    reply = await queue.post(LEAD, f"pairs/{number}/decision", **body)
    assert reply.status_code == 422, reply.text
    fault = next(one for one in reply.json()["faults"] if one["field"] == field)
    assert sentence in fault["advice"]
    assert "Featherstone" not in reply.text
    one, other = await queue.goldens(number)
    assert one != other


async def test_a_version_that_somebody_changed_is_refused(queue) -> None:
    number = await queue.ordinary()
    version = (await queue.claim(LEAD, number))["version"]
    for wrong in (version - 1, version + 1, 0, -1):
        body = {"verdict": "same", "reason": "details_agree", "version": wrong}
        reply = await queue.post(LEAD, f"pairs/{number}/decision", **body)
        assert (reply.status_code, reply.json()["code"]) == (409, "pair_moved_on")


async def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(queue) -> None:
    number = await queue.ordinary()
    version = (await queue.claim(LEAD, number))["version"]
    size = queue.house.runtime.log.size
    verdicts = [("same", "details_agree"), ("different", "twins_or_siblings")]
    replies = await asyncio.gather(*(
        queue.post(LEAD, f"pairs/{number}/decision", verdict=verdict, reason=reason, version=version)
        for verdict, reason in verdicts
    ))  # fmt: skip
    assert sorted(reply.status_code for reply in replies) == [200, 409]
    (lost,) = [reply for reply in replies if reply.status_code == 409]
    assert lost.json()["code"] in ("pair_moved_on", "pair_not_claimed")
    entries = [one for one in await queue.house.runtime.log.entries(limit=50) if one.index >= size]
    assert sum(b'"pair.decided"' in one.body for one in entries) == 1


async def test_of_two_who_claim_at_once_one_has_it(queue) -> None:
    number = await queue.ordinary()
    replies = await asyncio.gather(*(queue.post(who, f"pairs/{number}/claim") for who in (LEAD, SUPERVISOR)))
    assert sorted(reply.status_code for reply in replies) == [200, 409]


async def test_nobody_decides_what_another_claimed_or_nobody_did(queue) -> None:
    number = await queue.ordinary()
    body = {"verdict": "same", "reason": "details_agree", "version": 1}
    assert (await queue.post(LEAD, f"pairs/{number}/decision", **body)).json()["code"] == "pair_not_claimed"
    version = (await queue.claim(SUPERVISOR, number))["version"]
    reply = await queue.post(LEAD, f"pairs/{number}/decision", **body | {"version": version})
    assert (reply.status_code, reply.json()["code"]) == (409, "pair_claimed")


@pytest.mark.parametrize("number", ["999999", "0", "-1", "9007199254740993", "Featherstone", "1.5"])
async def test_a_number_that_is_none_is_told_plainly(queue, number) -> None:
    for reply in (await queue.get(LEAD, f"pairs/{number}"), await queue.post(LEAD, f"pairs/{number}/claim")):
        assert reply.status_code in (404, 422)
        assert reply.headers["content-type"] == "application/problem+json"
        assert "Featherstone" not in reply.text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"band": "none"}, "band"),
        ({"band": "Featherstone"}, "band"),
        ({"band": "confirmed", "count": 0}, "count"),
        ({"band": "confirmed", "count": 501}, "count"),
        ({"band": "confirmed", "count": "many"}, "count"),
        ({"band": "confirmed", "seed": "ours"}, "body"),
        ({}, "band"),
    ],
)
async def test_a_sample_that_cannot_be_drawn_is_refused(queue, body, field) -> None:
    reply = await queue.post(LEAD, "samples", **body)
    assert reply.status_code == 422
    assert field in {one["field"] for one in reply.json()["faults"]}
    assert "Featherstone" not in reply.text
