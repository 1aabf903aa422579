"""Random samples of pairs for quality checks: what share of a band is right can be said only of pairs nobody chose.

The service makes the seed, writes it into the log and keeps it, so that a sample can be drawn again by anyone who has
the store, and nobody can choose what it holds. Every pair in line gets the rank HMAC-SHA-256(seed, its records); the
lowest ranks of the wanted band are drawn. In line stand the links that today's model made and the asks that nobody has
begun to decide; no pair is drawn twice. Pairs stay drawn: a sample that displeases cannot be thrown away, because all
samples of a model and band count together.
"""

import asyncio
import hmac
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final, NamedTuple

from service.clerical.desk import Desk
from service.clerical.entries import note_draw
from service.clerical.gathering import gather
from service.clerical.opened import band_then, open_people
from service.clerical.reviewers import check_ig_lead
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.identity.principal import Principal
from service.matching.bands import Band
from service.matching.person import Person
from service.store import clerical
from service.store.clerical_rows import JOINED, DrawRow, EdgeRow, PairState

BANDS: Final = (Band.CONFIRMED, Band.LIKELY, Band.POSSIBLE)
MOST_DRAWN: Final = 500
_SEED_BYTES: Final = 16
_AT_ONCE: Final = 128
_MOST_OPENED: Final = 20_000
"""So many links are opened at most to find those of the wanted band: about a second."""


class _InLine(NamedTuple):
    """A pair with its rank: an ask that has a number already, or a link."""

    rank: bytes
    found: PairState | EdgeRow


async def draw(band: str, count: int, principal: Principal, desk: Desk) -> DrawRow:
    """Draw a sample of up to `count` pairs of one band under today's model; fewer where there are no more.

    Raises:
        NotFound: this person is no information governance lead.
        NotAcceptable: no such band, or the count is not from 1 to 500.
        Unavailable: the store or the log does not answer.
    """
    check_ig_lead(principal)
    _check(band, count)
    await gather(desk)
    seed = secrets.token_bytes(_SEED_BYTES)
    among, line = await _line(seed, band, desk)
    drawn = await _choose(line, Band(band), count, desk)
    model = desk.runtime.model.digest
    details = {"band": band, "model": model, "seed": seed.hex(), "wanted": count, "drawn": len(drawn), "among": among}
    async with desk.runtime.store.database.transaction() as transaction:
        receipt = await note_draw(details, principal, desk)
        new = await clerical.add_pairs(transaction, [pair for pair in drawn if not pair.id])
        numbers = [pair.id for pair in (*(pair for pair in drawn if pair.id), *new)]
        now = desk.runtime.clock.now()
        row = DrawRow(0, band, model, seed, count, len(drawn), among, principal.staff, now,
                      desk.runtime.log.number_of(receipt))  # fmt: skip
        return await clerical.add_draw(transaction, row, numbers)


def rank(seed: bytes, record: int, other: int) -> bytes:
    """Where a pair stands in line: the same for the same seed, and unforeseeable without it."""
    return hmac.digest(seed, b"%d-%d" % (record, other), "sha256")


def _check(band: str, count: int) -> None:
    faults = []
    if band not in BANDS:
        faults.append(FieldFault("band", ReasonCode.FIELD_INVALID, f"Choose one of: {', '.join(BANDS)}."))
    if not 1 <= count <= MOST_DRAWN:
        faults.append(FieldFault("count", ReasonCode.FIELD_INVALID, f"Draw from 1 to {MOST_DRAWN} pairs at once."))
    if faults:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, faults[0].advice, tuple(faults))


async def _line(seed: bytes, band: str, desk: Desk) -> tuple[int, list[_InLine]]:
    """How many stand in line, and those with the lowest ranks, in their order."""
    asked = await clerical.asked_pairs(desk.runtime.store.database, band, desk.runtime.model.digest)
    line = [_InLine(rank(seed, one.record, one.other), one) for one in asked]
    links, lowest = await _lowest_links(seed, desk)
    if links > len(lowest):  # what stands behind the last link that is looked at cannot come before it
        line = [one for one in line if one.rank <= lowest[-1].rank]
    return len(asked) + links, sorted([*line, *lowest])


async def _lowest_links(seed: bytes, desk: Desk) -> tuple[int, list[_InLine]]:
    """How many links stand in line, and so many of the lowest rank as are opened at most, in their order."""
    found, links, ceiling = list[_InLine](), 0, b"\xff" * 33
    async for page in _links(desk):
        links += len(page)
        found += [one for edge in page if (one := _InLine(rank(seed, edge.record, edge.other), edge)).rank < ceiling]
        if len(found) > 2 * _MOST_OPENED:
            found = sorted(found)[:_MOST_OPENED]
            ceiling = found[-1].rank
        await asyncio.sleep(0)  # a million links take seconds: let others be answered meanwhile
    return links, sorted(found)[:_MOST_OPENED]


async def _links(desk: Desk) -> AsyncIterator[Sequence[EdgeRow]]:
    """The links of today's model that were not drawn yet, in pages."""
    reader, model = desk.runtime.store.database, desk.runtime.model.digest
    known = await clerical.joined_pairs(reader)
    record, other = -1, -1
    while page := await clerical.edges_after(reader, model, record, other):
        record, other = page[-1].record, page[-1].other
        yield [edge for edge in page if (edge.record, edge.other, edge.at) not in known]


async def _choose(line: Sequence[_InLine], band: Band, count: int, desk: Desk) -> list[PairState]:
    """The first of the line that are of the band. A pair without a number is a link."""
    chosen: list[PairState] = []
    for start in range(0, len(line), _AT_ONCE):
        part = line[start : start + _AT_ONCE]
        records = [record for one in part if isinstance(one.found, EdgeRow) for record in one.found[:2]]
        people = await open_people(desk.runtime.store.database, records, desk.runtime)
        pairs = [_pair(one.found, people, desk) for one in part]
        chosen += [pair for pair in pairs if pair.band == band]
        if len(chosen) >= count:
            break
    return chosen[:count]


def _pair(found: PairState | EdgeRow, people: Mapping[int, Person], desk: Desk) -> PairState:
    if isinstance(found, PairState):
        return found
    edge = found
    weighed = edge.score / 1_000_000, tuple(map(int, edge.levels)), edge.model
    band = band_then(weighed, people.get(edge.record), people.get(edge.other), desk)
    return PairState(0, edge.record, edge.other, JOINED, edge.score, edge.levels, edge.model, band, edge.at)
