"""The list of pairs that wait, and one pair in full: each look is an entry of the log before anything is shown."""

from collections.abc import Sequence
from typing import NamedTuple

from service.clerical.desk import Desk
from service.clerical.entries import note_listing, note_look
from service.clerical.finding import check_claimed, waiting_pair
from service.clerical.gathering import gather
from service.clerical.opened import open_people
from service.clerical.reviewers import check_reviewer, may_review
from service.clerical.sheet import Sheet, sheet
from service.clerical.verdicts import Earlier, earlier_verdicts
from service.clerical.weighing import Weighed, weigh
from service.clerical.worth import order
from service.identity.principal import Principal
from service.sealing.keys import CannotOpen
from service.store import clerical

MOST_ROWS = 200


class Listing(NamedTuple):
    """The pairs that are worth most, and how many wait for this person altogether."""

    pairs: Sequence[Weighed]
    waiting: int


class Look(NamedTuple):
    """A pair in full."""

    weighed: Weighed
    sheet: Sheet
    earlier: Sequence[Earlier]
    """Both verdicts, where the first two people disagreed and a third decides; none before: the second judges alone."""


async def waiting(limit: int, principal: Principal, desk: Desk, *, drawn: bool = False) -> Listing:
    """At most `limit` pairs that wait for this person, those whose decision is worth most first.

    Args:
        drawn: only those that a sample for a quality check holds.

    Raises:
        NotFound: this person reviews nothing.
        Unavailable: the store or the log does not answer.
    """
    check_reviewer(principal)
    await gather(desk)
    database = desk.runtime.store.database
    pairs = await clerical.waiting_pairs(database)
    left_out = await clerical.decided_by(database, principal.staff)
    kept = (await clerical.drawn_pairs(database) if drawn else {pair.id for pair in pairs}) - left_out
    weighed = await weigh([pair for pair in pairs if pair.id in kept], database, desk)
    theirs = [each for each in weighed if may_review(principal, *each.holdings)]
    theirs.sort(key=lambda each: order(each.pair, each.worth, each.sides))
    listing = Listing(theirs[: min(limit, MOST_ROWS)], len(theirs))
    await note_listing(len(listing.pairs), principal, desk)
    return listing


async def look(number: int, principal: Principal, desk: Desk) -> Look:
    """Both records of a pair that this person has claimed.

    Raises:
        NotFound, Overtaken: see `waiting_pair` and `check_claimed`.
        Unavailable: the store or the log does not answer, or a record does not open. Nothing is shown.
    """
    reader = desk.runtime.store.database
    weighed = await waiting_pair(number, reader, principal, desk)
    check_claimed(weighed, principal, desk)
    found = await compared(weighed, desk)
    earlier = await earlier_verdicts(weighed.pair, desk)
    await note_look(weighed, found.told, principal, desk)
    return Look(weighed, found, earlier)


async def compared(weighed: Weighed, desk: Desk) -> Sheet:
    """The sheet of a pair by today's model, scaled to how many people there are today.

    Raises:
        CannotOpen: a record stays shut.
    """
    reader, model, pair = desk.runtime.store.database, desk.runtime.model, weighed.pair
    people = await open_people(reader, [pair.record, pair.other], desk.runtime)
    if len(people) < 2:
        raise CannotOpen
    population = max(model.population, await clerical.goldens_held(reader))
    return sheet(people[pair.record], people[pair.other], model.scaled(population), hidden=weighed.hidden)
