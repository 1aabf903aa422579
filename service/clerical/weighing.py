"""Pairs with what a reviewer may know of them before looking: their sides, who holds them, and what they are worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from service.clerical.desk import Desk
from service.clerical.reviewers import Holding
from service.clerical.worth import Cautions, Side, Worth, needs_second, side_of, worth
from service.store import clerical
from service.store.clerical_rows import Fact, PairState
from service.store.database import Reader

_AT_ONCE: Final = 128


@dataclass(frozen=True, slots=True)
class Weighed:
    """One pair, weighed."""

    pair: PairState
    sides: tuple[Side, Side]
    holdings: tuple[Holding, Holding]
    goldens: tuple[int | None, int | None]
    worth: Worth
    second: bool
    """One person alone may not decide it."""

    @property
    def hidden(self) -> bool:
        """Addresses and telephones are told of neither record: one of them may be a shielded person's."""
        return any(side.shielded or side.held for side in self.sides)


async def weigh(pairs: Sequence[PairState], reader: Reader, desk: Desk) -> list[Weighed]:
    """Weigh pairs; one whose record is no longer live or held is left out."""
    found: list[Weighed] = []
    for start in range(0, len(pairs), _AT_ONCE):
        found += await _weigh(pairs[start : start + _AT_ONCE], reader, desk)
    return found


async def _weigh(pairs: Sequence[PairState], reader: Reader, desk: Desk) -> list[Weighed]:
    records = sorted({record for pair in pairs for record in (pair.record, pair.other)})
    own = _by_record(await clerical.facts_of_records(reader, records))
    goldens = sorted({facts[0].golden for facts in own.values() if facts[0].golden is not None})
    whole = _by_golden(await clerical.facts_of_goldens(reader, goldens))
    now = desk.runtime.clock.now()
    return [
        _one(pair, own[pair.record], own[pair.other], whole, desk, now)
        for pair in pairs
        if pair.record in own and pair.other in own
    ]


def _one(
    pair: PairState, one: list[Fact], other: list[Fact], whole: dict[int, list[Fact]], desk: Desk, now: int
) -> Weighed:
    each = (one, other)
    sides = tuple(side_of(whole.get(facts[0].golden or 0, facts), desk.cautions) for facts in each)
    first, second = sides
    return Weighed(
        pair=pair,
        sides=(first, second),
        holdings=(_holding(one, desk.cautions), _holding(other, desk.cautions)),
        goldens=(one[0].golden, other[0].golden),
        worth=worth(pair, sides, desk.runtime.model, now),
        second=needs_second(pair, sides),
    )


def _holding(facts: list[Fact], cautions: Cautions) -> Holding:
    classes = {name for fact in facts for name in fact.classes.split(",")}
    return Holding(facts[0].provider, not cautions.barred.isdisjoint(classes))


def _by_record(facts: list[Fact]) -> dict[int, list[Fact]]:
    return {record: list(group) for record, group in groupby(facts, key=lambda fact: fact.record)}


def _by_golden(facts: list[Fact]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.golden or 0, []).append(fact)
    return found
