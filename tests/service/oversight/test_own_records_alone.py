"""An agency's view of what was told of its records holds every answer that told something of them, and no other entry.

What is so is worked out here from the sealed payloads themselves, over drawn enquiries, answers that were held back,
and payloads that were destroyed; on both engines.
"""

import random
import secrets
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from audit.events import Actor, Entry, EventType, Operation
from service.leaf import read_leaf
from service.projection.reading import Kept
from service.sealing.keys import CannotOpen

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEADS = {"ig-lead": "gss:E06000009", "police-ig-lead": "police:04"}
ASKERS = ("social-worker", "family-hub-worker", "school-nurse", "social-worker-without-case", "police-officer")
PURPOSES = ("safeguard_child", "early_help_coordination", "prevent_crime_disorder", "child_in_need")
RELATIONSHIPS = ("open_case", "referral_received")
OPERATOR = Actor("operator", "partnership")


async def asked(house: Any, draw: random.Random, people: dict, known_of: Any) -> None:
    """One enquiry of anybody about anybody, for any reason; whether they may is the service's to say."""
    reply = await house.post(
        draw.choice(ASKERS), person=known_of(draw.choice(list(people.values()))), purpose=draw.choice(PURPOSES),
        relationship=draw.choice(RELATIONSHIPS), scope=draw.choice(["person", "family"]), level=draw.choice([1, 2, 3]),
    )  # fmt: skip
    assert reply.status_code in (200, 403, 404, 422), reply.text


async def told_of(house: Any) -> dict[str, dict[int, int]]:
    """Of each agency, the entries that told something of its records, and how many cards: by their payloads."""
    log, found = house.runtime.log, {agency: dict[int, int]() for agency in LEADS.values()}
    leaves = [read_leaf(one) for one in await log.entries(limit=10_000)]
    held_back = {leaf.relates_to for leaf in leaves if leaf.type == "enquiry.refused" and leaf.relates_to is not None}
    for leaf in leaves:
        sealed = await log.payload(leaf.index)
        if leaf.type != "enquiry.answered" or sealed is None or leaf.index in held_back:
            continue
        try:
            plain = house.runtime.sealer.open_payload(leaf.request.encode(), sealed.ciphertext, sealed.wrapped_key)
        except CannotOpen:
            continue
        for card in msgspec.json.decode(plain, type=Kept).disclosed:
            if card.provider in found:
                found[card.provider][leaf.index] = found[card.provider].get(leaf.index, 0) + 1
    return found


async def seen_by(house: Any, who: str) -> list[dict]:
    """Every page of a lead's own records."""
    found, before = [], ""
    while True:
        reply = await house.get(who, f"/v1/disclosures/own-records?limit=7{before}")
        assert reply.status_code == 200, reply.text
        if not reply.json():
            return found
        found += reply.json()
        before = f"&before={found[-1]['entry']}"


@pytest_asyncio.fixture(loop_scope="module")
async def drawn(either, people, known_of) -> AsyncIterator[Any]:
    draw = random.Random(11)
    for _ in range(40):
        await asked(either, draw, people, known_of)
    log = either.runtime.log
    shown = [read_leaf(one) for one in await log.entries(limit=10_000, type_=EventType.ENQUIRY_ANSWERED)]
    for leaf in draw.sample(shown, 4)[:2]:
        held = Entry(EventType.ENQUIRY_REFUSED, f"{leaf.request}-withheld", OPERATOR, relates_to=leaf.index)
        await log.append(held)
    for leaf in draw.sample(shown, 2):
        erased = Entry(EventType.PAYLOAD_SHREDDED, secrets.token_hex(16), OPERATOR, Operation.ERASURE)
        await log.shred(leaf.index, erased)
    yield either


async def test_each_agency_sees_what_was_told_of_its_own_records_and_not_one_entry_more(drawn) -> None:
    expected = await told_of(drawn)
    entries = drawn.runtime.log.size
    for who, agency in LEADS.items():
        rows = await seen_by(drawn, who)
        assert 0 < len(expected[agency]) < entries
        assert [row["entry"] for row in rows] == sorted(expected[agency], reverse=True)
        assert {row["entry"]: len(row["cards"]) for row in rows} == expected[agency]


async def test_no_line_of_it_tells_of_another_agency_s_record(drawn) -> None:
    for who, agency in LEADS.items():
        for row in await seen_by(drawn, who):
            assert {card["provider"] for card in row["cards"]} == {agency}
            assert not {"providers", "agreements", "fields", "subject"} & row.keys()
