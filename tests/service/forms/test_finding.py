"""Finding by the index agrees with reading the whole log, whatever is wanted, on both engines, however it is cut."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from audit.events import Actor, Entry, EventType, Operation
from service.errors import Unavailable
from service.forms.finding import find
from service.forms.recorded import Recorded, read_recorded
from service.forms.wanted import FOREVER, Wanted
from service.projection.bringing_up_to_date import bring_up_to_date

pytestmark = pytest.mark.asyncio(loop_scope="module")

SUBJECTS = ["a" * 32, "b" * 32, "c" * 32]
STAFF = ["staff-a", "staff-b", "staff-c"]
AGENCIES = ["police:04", "ods:RXL"]
KINDS = [
    EventType.ENQUIRY_ANSWERED, EventType.ENQUIRY_EMPTY, EventType.ENQUIRY_REFUSED, EventType.ENQUIRY_FAILED,
    EventType.NOTICE_TOLD, EventType.LOG_QUERIED, EventType.ACCESS_RELEASED,
]  # fmt: skip


def drawn_entries(draw: random.Random, count: int) -> Iterator[Entry]:
    """Entries of every kind of outcome, of few people, so that each filter has many and few."""
    for _ in range(count):
        kind, request = draw.choice(KINDS), secrets.token_hex(16)
        actor = Actor(draw.choice(STAFF), draw.choice(AGENCIES))
        yield Entry(kind, request, actor, draw.choice([None, *Operation]), subject=draw.choice(["", *SUBJECTS]))


async def fill(house: Any, seed: int) -> None:
    """A drawn log, and what only a service writes: families, an answer held back, one that was destroyed."""
    draw, log = random.Random(seed), house.runtime.log
    for _ in range(3):
        await asyncio.gather(*(log.append(one) for one in drawn_entries(draw, 25)))
        answered = (await house.ask("social-worker", scope="family"))["receipt"]["index"]
        await bring_up_to_date(house.runtime)
        lines = (await log.entry(answered)).body
        request = read_recorded(await log.entry(answered), log.verifier.name).entry.request_id
        assert b"enquiry.answered" in lines
        held = Entry(
            EventType.ENQUIRY_REFUSED, f"{request}-withheld", Actor(STAFF[0], AGENCIES[0]), relates_to=answered
        )
        if draw.random() < 0.5:
            await log.append(held)
        else:
            await log.shred(answered, Entry(EventType.PAYLOAD_SHREDDED, secrets.token_hex(16), held.actor))


@pytest_asyncio.fixture(loop_scope="module", params=range(2))
async def drawn(either, request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    await fill(either, request.param)
    yield either


async def all_of(house: Any) -> list[Recorded]:
    log = house.runtime.log
    return [read_recorded(one, log.verifier.name) for one in await log.entries(limit=10_000)]


async def every_page(house: Any, wanted: Wanted, count: int, looked_at: int) -> list[int]:
    found: list[int] = []
    before: int | None = house.runtime.log.size
    while before is not None:
        page = await find(wanted, before, count, house.runtime, looked_at)
        assert len(page.entries) <= count
        assert page.next is None or page.next < before
        found += [one.index for one in page.entries]
        before = page.next
    return found


def fits(recorded: Recorded, wanted: Wanted) -> bool:
    entry = recorded.entry
    return (
        (not wanted.subject or entry.subject == wanted.subject)
        and (not wanted.staff or entry.actor.staff == wanted.staff)
        and (not wanted.agency or entry.actor.agency == wanted.agency)
        and wanted.since <= recorded.time < wanted.until
    )


def wishes(everything: list[Recorded], draw: random.Random) -> Iterator[Wanted]:
    """By whom, of which agency and about whom, each with any of some stretches of time."""
    known = sorted({one.entry.subject for one in everything} - {""})
    people = sorted({one.entry.actor.staff for one in everything})
    bounds = [-FOREVER, FOREVER, *(draw.choice(everything).time + after for after in (0, 1, 0, 1))]
    agencies = ["", *sorted({one.entry.actor.agency for one in everything}), "nobody"]
    subjects = ["", *known, "f" * 32]
    choices = (subjects, ["", *people, "staff-"], agencies, [-FOREVER, *bounds], [FOREVER, *bounds])
    return (Wanted(*[draw.choice([one[0], draw.choice(one)]) for one in choices]) for _ in range(150))


async def test_finding_agrees_with_reading_everything(drawn) -> None:
    draw = random.Random(7)
    everything = await all_of(drawn)
    some = 0
    for wanted in wishes(everything, draw):
        expected = [one.index for one in everything if fits(one, wanted)]
        some += bool(expected)
        found = await every_page(drawn, wanted, draw.choice([1, 3, 500]), draw.choice([1, 5, 5000]))
        assert found == expected, wanted
    assert some > 20


async def test_relatives_that_only_a_sealed_payload_names_are_not_found(drawn) -> None:
    """The index knows them; the entry, which is what is shown, does not."""
    everything = await all_of(drawn)
    for subject in {one.entry.subject for one in everything} - {""}:
        page = await find(Wanted(subject=subject), drawn.runtime.log.size, 500, drawn.runtime)
        assert {one.entry.subject for one in page.entries} == {subject}


async def test_a_page_looks_at_no_more_than_its_share_and_says_where_the_next_begins(either) -> None:
    actor = Actor(STAFF[0], AGENCIES[0])
    for _ in range(9):
        await either.runtime.log.append(Entry(EventType.SIGN_IN, secrets.token_hex(16), actor))
    await either.runtime.log.append(Entry(EventType.SIGN_IN, secrets.token_hex(16), Actor(STAFF[1], AGENCIES[1])))
    size = either.runtime.log.size
    page = await find(Wanted(staff=STAFF[0], agency=AGENCIES[1]), size, 5, either.runtime, looked_at=4)
    assert (page.entries, page.next) == ([], size - 1 - 4)


async def test_a_log_that_cannot_be_read_is_unavailable(houses) -> None:
    async with houses() as house:
        await bring_up_to_date(house.runtime)
        await house.runtime.log.close()
        with pytest.raises(Unavailable):
            await find(Wanted(), 5, 5, house.runtime)
