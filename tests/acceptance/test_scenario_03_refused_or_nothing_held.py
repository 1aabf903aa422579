"""Scenario 3: refused and nothing held are identical from outside: in body, in headers and in time.

The receipts differ in ids and hashes only, which have one length. Two copies of one partnership are asked, so that
both entries stand at one place in logs of one size.
"""

import asyncio
import json
import random
import re
import time
from statistics import NormalDist, median

import pytest

KNOWN_TO_HEALTH_AND_HUB = "zofia"
NOBODY = {"family_name": "Unheardof", "given_name": "Quentin", "date_of_birth": "2013-05-17", "postcode": "FY1 5DL"}
NOT_AGREED = {"purpose": "prevent_crime_disorder", "relationship": "open_case"}
"""A purpose for which a school nurse may learn nothing of anybody."""
HEX = re.compile(r"[0-9a-f]{32,64}")
BASE64 = re.compile(r"[A-Za-z0-9+/]{32,}={0,2}")
TIME = re.compile(r"time\W{1,5}\d{16}")


def without_ids(body: str) -> str:
    """The body with its random ids, hashes and the log's time blotted out, each by its length."""
    for pattern in (TIME, HEX, BASE64):
        body = pattern.sub(lambda found: "#" * len(found[0]), body)
    return body


@pytest.fixture
async def two(houses):
    """Two copies of one partnership, so that the same number of entries stands before each question."""
    async with houses() as one, houses() as other:
        yield one, other


@pytest.mark.parametrize("key", ["jordan", "zofia", "sami", "michael-junior", "isla"])
async def test_refused_and_nothing_held_differ_in_ids_only(two, people, known_of, key: str) -> None:
    refused = await two[0].post("school-nurse", **NOT_AGREED, person=known_of(people[key]))
    nothing = await two[1].post("school-nurse", **NOT_AGREED, person=NOBODY)
    assert refused.json()["answer"]["outcome"] == nothing.json()["answer"]["outcome"] == "nothing_to_show"
    assert without_ids(refused.text) == without_ids(nothing.text)
    assert refused.status_code == nothing.status_code == 200
    assert [*refused.headers] == [*nothing.headers]
    assert refused.headers["content-length"] == nothing.headers["content-length"]


async def test_the_blotting_out_hides_ids_and_nothing_else() -> None:
    sample = json.dumps({"entry": '{"request_id":"%s","time":1795176000123456,"type":"enquiry.empty"}' % ("ab" * 16)})
    blotted = without_ids(sample)
    assert "abab" not in blotted
    assert "1795176000123456" not in blotted
    assert "enquiry.empty" in blotted
    assert len(blotted) == len(sample)


async def test_why_nothing_was_shown_stands_in_the_sealed_payload_for_the_ig_lead(two, people, known_of) -> None:
    kept = []
    for house, person in ((two[0], known_of(people["zofia"])), (two[1], NOBODY)):
        reply = await house.ask("school-nurse", **NOT_AGREED, person=person)
        payload = await house.runtime.log.payload(reply["receipt"]["index"])
        enquiry = reply["answer"]["enquiry"].encode()
        opened = house.runtime.sealer.open_payload(enquiry, payload.ciphertext, payload.wrapped_key)
        kept.append(json.loads(opened))
    assert (kept[0]["match"], kept[1]["match"]) == ("one", "none")
    assert kept[0]["rulings"]
    assert not kept[1]["rulings"]


async def test_no_clock_tells_them_apart(houses, people, known_of) -> None:
    """300 of each, in random order, at the product's own setting: no difference by the Mann-Whitney test.

    Neither in how long the answer takes, nor in how long after the question the receipt says that it was logged.
    """
    refused, nothing = known_of(people["jordan"]), NOBODY
    taken: dict[str, list[float]] = {"refused": [], "nothing": []}
    logged: dict[str, list[float]] = {"refused": [], "nothing": []}
    async with houses(empty_answer_ms=40) as house:

        async def lane() -> None:
            order = ["refused", "nothing"] * 50
            random.shuffle(order)
            for which in order:
                person = refused if which == "refused" else nothing
                sent, began = time.time(), time.perf_counter()
                reply = await house.ask("school-nurse", **NOT_AGREED, person=person)
                taken[which].append(time.perf_counter() - began)
                logged[which].append(json.loads(reply["receipt"]["entry"])["time"] / 1e6 - sent)

        await house.ask("school-nurse", **NOT_AGREED, person=refused)
        await asyncio.gather(*(lane() for _ in range(6)))
    middle = median(taken["nothing"])  # held to a twentieth of itself: a busy machine is slower at both
    assert abs(median(taken["refused"]) - middle) < middle / 20
    assert same(taken["refused"], taken["nothing"])
    assert same(logged["refused"], logged["nothing"])


def same(one: list[float], other: list[float]) -> bool:
    """Whether the Mann-Whitney U test (normal approximation) finds no difference at one in a thousand."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, group) in enumerate(ranked, 1) if group == 0)
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / (n * m * (n + m + 1) / 12) ** 0.5
    return 2 * (1 - NormalDist().cdf(abs(z))) > 0.001


def test_the_test_of_the_clock_can_fail() -> None:
    noise = random.Random(7)
    one = [0.040 + abs(noise.gauss(0, 0.0005)) for _ in range(300)]
    assert same(one, [0.040 + abs(noise.gauss(0, 0.0005)) for _ in range(300)])
    assert not same(one, [0.0402 + abs(noise.gauss(0, 0.0005)) for _ in range(300)])


OPEN_CASE = {"purpose": "safeguard_child", "case_reference": "SC-20418", "relationship": "open_case"}
"""What a social worker says who has the case; of whom their council holds nothing, nobody there has one."""


@pytest.mark.parametrize("scope", ["person", "family"])
async def test_a_worker_without_the_case_sees_what_they_would_see_of_nobody(two, people, known_of, scope) -> None:
    """Michael Rigby is known to the police and to a health trust, and to no service of the council."""
    known = known_of(people["michael-junior"])
    without = await two[0].post("social-worker-without-case", **OPEN_CASE, scope=scope, person=known)
    nothing = await two[1].post("social-worker-without-case", **OPEN_CASE, scope=scope, person=NOBODY)
    assert without.json()["answer"]["outcome"] == "nothing_to_show"
    assert without_ids(without.text) == without_ids(nothing.text)
    assert [*without.headers] == [*nothing.headers]
    assert without.headers["content-length"] == nothing.headers["content-length"]


async def test_the_ig_lead_is_alerted_of_them_once_and_sees_no_name(two, people, known_of) -> None:
    for house, person in ((two[0], known_of(people["michael-junior"])), (two[1], NOBODY)):
        await house.post("social-worker-without-case", **OPEN_CASE, person=person)
    for _ in range(2):
        found = (await two[0].get("ig-lead", "/v1/alerts")).json()
        assert [(one["kind"], one["role"], one["alerts"]) for one in found["counts"]] == [
            ("caseload", "social_worker", 1)
        ]
        assert "Rigby" not in json.dumps(found)
    assert (await two[1].get("ig-lead", "/v1/alerts")).json() == {"counts": [], "alerts": []}
    assert (await two[0].get("police-ig-lead", "/v1/alerts")).json() == {"counts": [], "alerts": []}
    seen = {"up_to": found["alerts"][0]["entry"]}
    told = await two[0].api.post("/v1/alerts/seen", json=seen, headers=two[0].token("ig-lead"))
    assert told.json() == {"seen": 1}
    assert (await two[0].get("ig-lead", "/v1/alerts")).json() == {"counts": [], "alerts": []}


async def test_whoever_has_a_referral_or_the_case_of_a_relative_is_answered_and_nobody_alerted(two, people, known_of):
    """Darren is his son's family; the council's open case is the son's."""
    house = two[0]
    referred = {**OPEN_CASE, "relationship": "referral_received", "person": known_of(people["michael-junior"])}
    assert (await house.ask("social-worker", **referred))["answer"]["outcome"] == "found"
    relative = {**OPEN_CASE, "person": known_of(people["darren"])}
    for scope in ("person", "family"):
        assert (await house.ask("social-worker", **relative, scope=scope))["answer"]["outcome"] == "found"
    assert (await house.get("ig-lead", "/v1/alerts")).json()["counts"] == []


async def test_the_check_of_the_caseload_can_be_switched_off(houses, people, known_of) -> None:
    async with houses(caseload_check="off") as house:
        asked = await house.ask("social-worker", **OPEN_CASE, person=known_of(people["michael-junior"]))
    assert asked["answer"]["outcome"] == "found"


async def test_no_clock_tells_a_refused_emergency_from_nobody(houses, people, known_of) -> None:
    """As above, of 60 each: a role that no agreement lets declare one, about somebody known and about nobody."""
    glass = {"ground": "s47_immediate", "reason": "A child was seen hurt, and nobody answers the door."}
    taken: dict[str, list[float]] = {"refused": [], "nothing": []}
    async with houses(empty_answer_ms=40) as house:
        order = ["refused", "nothing"] * 60
        random.shuffle(order)
        for which in order:
            person = known_of(people["jordan"]) if which == "refused" else NOBODY
            began = time.perf_counter()
            reply = await house.ask("school-nurse", purpose="reoffending", break_glass=glass, person=person)
            taken[which].append(time.perf_counter() - began)
            assert reply["answer"]["outcome"] == "nothing_to_show"
    assert same(taken["refused"], taken["nothing"])
