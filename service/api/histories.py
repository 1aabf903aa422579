"""Histories for those who hold the records, and of other agencies' records only what cannot be left out.

A record's history is its own agency's. That of a golden nominal is read by whoever holds one of its records; of others'
records it shows their numbers and when they came or went. It shows nothing of others' records that are held or of a
class that is barred, nor that an address is hidden, which would say that somebody is shielded.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from service.clerical.desk import Desk
from service.clerical.weighing import known_of
from service.errors import NotFound, ReasonCode
from service.identity.principal import Principal
from service.nominals.history import history_of_golden, history_of_record
from service.nominals.shapes import Change, History, Movement, Step
from service.store.nominals_reading import Membership
from service.store.nominals_rows import OverrideRow
from service.store.rows import State

_OF_NOBODY_ELSE = frozenset({"held", "hidden", "shown"})


class Sight(NamedTuple):
    """Which of some records somebody holds, and which others they may know of."""

    own: frozenset[int]
    others: frozenset[int]

    def sees(self, record: int) -> bool:
        """Whether the number of this record may be told."""
        return record in self.own or record in self.others


async def sight_of(records: Iterable[int], principal: Principal, desk: Desk) -> Sight:
    """Sort records; another's is known of where it is live and of no barred class."""
    database = desk.runtime.store.database
    numbers = sorted(set(records))
    rows = await Membership(database).records(numbers)
    known = await known_of(numbers, database, desk)
    own = frozenset(number for number, row in rows.items() if row.provider == principal.agency)
    barred = {number for number, each in known.items() if each.holding.barred}
    live = {number for number, row in rows.items() if row.state == State.LIVE}
    return Sight(own, frozenset(live - barred - own))


async def record_history(record: int, principal: Principal, desk: Desk) -> History:
    """The history of a record that this person's agency holds.

    Raises:
        NotFound: there is none, or another agency holds it.
    """
    if record not in (await sight_of([record], principal, desk)).own:
        raise NotFound(ReasonCode.NOT_FOUND, "There is no record of this number.")
    return await history_of_record(record, desk.runtime)


async def golden_history(golden: int, principal: Principal, desk: Desk) -> History:
    """The history of a golden nominal of which this person's agency holds a record, cut to what it may know.

    Raises:
        NotFound: there is none, or it holds none of its records (or, where none is left, none of those that were).
    """
    history = await history_of_golden(golden, desk.runtime)
    concerned = {*history.records, *(step.record for step in history.steps)}
    sight = await sight_of(concerned, principal, desk)
    if sight.own.isdisjoint(history.records or concerned):
        raise NotFound(ReasonCode.NOT_FOUND, "There is no golden nominal of this number.")
    records = tuple(record for record in history.records if sight.sees(record))
    steps = tuple(_cut(step, golden, sight) for step in history.steps if _may_show(step, sight))
    return replace(history, records=records, steps=steps)


def _may_show(step: Step, sight: Sight) -> bool:
    return step.record in sight.own or (step.record in sight.others and step.what not in _OF_NOBODY_ELSE)


def _cut(step: Step, golden: int, sight: Sight) -> Step:
    """Of another's record, neither where it came from or went, nor who decided so and why."""
    if step.record in sight.own:
        return step
    return replace(
        step,
        from_golden=step.from_golden if step.from_golden == golden else None,
        to_golden=step.to_golden if step.to_golden == golden else None,
        load=None,
        by="",
        reason="",
    )


async def overrides_seen(principal: Principal, desk: Desk) -> list[OverrideRow]:
    """The overrides that stand about a record of this person's agency, where they may know of the other."""
    rows = await Membership(desk.runtime.store.database).overrides()
    sight = await sight_of((end for row in rows for end in (row.one, row.other)), principal, desk)
    return [
        row
        for row in rows
        if (row.one in sight.own or row.other in sight.own) and sight.sees(row.one) and sight.sees(row.other)
    ]


async def moves_seen(change: Change, principal: Principal, desk: Desk) -> tuple[Movement, ...]:
    """What a change moved, of others' records only that they went."""
    sight = await sight_of((move.record for move in change.moves), principal, desk)
    return tuple(
        move if move.record in sight.own else _plain(move)
        for move in change.moves
        if move.record in sight.own or (move.record in sight.others and _went(move))
    )


def _went(move: Movement) -> bool:
    return move.before.state == State.LIVE and move.before.golden != move.after.golden


def _plain(move: Movement) -> Movement:
    return move._replace(before=move.before._replace(hidden=False), after=move.after._replace(hidden=False))
