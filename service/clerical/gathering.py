"""Brings the queue up to date before anybody looks: what left by itself leaves, new asks get a number.

The matcher asks by writing into `ask`, and takes the ask back when a record changes. Two records of which nobody could
tell are not asked about again as long as the matcher sees the same of both. What was decided either way stands on
golden nominals, and is asked about again only once somebody has taken it back there.
"""

from collections.abc import Sequence
from typing import Final

from service.clerical.carrying_out import finish
from service.clerical.desk import Desk
from service.clerical.opened import band_then, open_people, seen_digest
from service.matching.person import Person
from service.store import changes, clerical
from service.store.clerical_rows import NewAsk, PairState
from service.store.database import Transaction

_AT_ONCE: Final = 5_000


async def gather(desk: Desk) -> None:
    """Bring the whole queue up to date.

    Raises:
        Unavailable: the store does not answer.
    """
    await finish(desk)
    database = desk.runtime.store.database
    async with database.transaction() as transaction:
        await clerical.let_go(transaction)
    after = (-1, -1)
    while True:
        async with database.transaction() as transaction:
            asks = await clerical.new_asks(transaction, after, _AT_ONCE)
            await _number(transaction, asks, desk)
        if len(asks) < _AT_ONCE:
            return
        after = asks[-1].record, asks[-1].other


async def _number(transaction: Transaction, asks: Sequence[NewAsk], desk: Desk) -> None:
    records = sorted({record for ask in asks for record in (ask.record, ask.other)})
    people = await open_people(transaction, records, desk.runtime)
    untold = await clerical.seen_before(transaction, records)
    about = {pair[:2] for pair in untold}
    fresh = []
    for ask in asks:
        one, other = people.get(ask.record), people.get(ask.other)
        both = min(ask.record, ask.other), max(ask.record, ask.other)
        if both in about and one and other and (*both, seen_digest(one, other, desk.runtime)) in untold:
            await transaction.run(changes.DROP_ASK, (ask.record, ask.other))
        else:
            fresh.append(_pair_of(ask, one, other, desk))
    await clerical.add_pairs(transaction, fresh)


def _pair_of(ask: NewAsk, one: Person | None, other: Person | None, desk: Desk) -> PairState:
    weighed = ask.score / 1_000_000, tuple(map(int, ask.levels)), ask.model
    return PairState(
        id=0,
        record=ask.record,
        other=ask.other,
        because=ask.reason,
        score=ask.score,
        levels=ask.levels,
        model=ask.model,
        band=band_then(weighed, one, other, desk),
        since=ask.at,
    )
