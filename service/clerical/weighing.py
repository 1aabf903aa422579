"""Pairs with what a reviewer may know of them before looking: their sides, who holds them, and what they are worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from service.clerical.desk import Desk
from service.clerical.reviewers import Holding
from service.clerical.worth import Cautions, Side, Worth, needs_second, side_of, worth
from service.matching.model import Model
from service.store import clerical
from service.store.clerical_rows import Fact, PairState
from service.store.database import Reader


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
    """Weigh pairs; one whose record is no longer live or held is left out. Each record and person is read once."""
    records = sorted({record for pair in pairs for record in (pair.record, pair.other)})
    known = await known_of(records, reader, desk)
    now, model = desk.runtime.clock.now(), desk.runtime.model
    return [
        _weighed(pair, known[pair.record], known[pair.other], model, now)
        for pair in pairs
        if pair.record in known and pair.other in known
    ]


class Known(NamedTuple):
    """One record: the side that it stands for, who holds it, and whose it is."""

    side: Side
    holding: Holding
    golden: int | None


async def known_of(records: Sequence[int], reader: Reader, desk: Desk) -> dict[int, Known]:
    """What is known in the clear of those of these records that are live or held."""
    own = _by_record(await clerical.facts_of_records(reader, records))
    goldens = sorted({facts[0].golden for facts in own.values() if facts[0].golden is not None})
    people = await people_of(goldens, reader, desk)
    return {record: _known(facts, people, desk.cautions) for record, facts in own.items()}


async def people_of(goldens: Sequence[int], reader: Reader, desk: Desk) -> dict[int, Side]:
    """Golden nominals, each with all its live records, as sides."""
    whole = _by_golden(await clerical.facts_of_goldens(reader, goldens))
    return {golden: side_of(facts, desk.cautions) for golden, facts in whole.items()}


def _known(facts: list[Fact], people: Mapping[int, Side], cautions: Cautions) -> Known:
    classes = {name for fact in facts for name in fact.classes.split(",")}
    holding = Holding(facts[0].provider, not cautions.barred.isdisjoint(classes))
    golden = facts[0].golden
    side = people.get(golden) if golden is not None else None
    return Known(side or side_of(facts, cautions), holding, golden)


def _weighed(pair: PairState, one: Known, other: Known, model: Model, now: int) -> Weighed:
    sides = (one.side, other.side)
    return Weighed(
        pair=pair,
        sides=sides,
        holdings=(one.holding, other.holding),
        goldens=(one.golden, other.golden),
        worth=worth(pair, sides, model, now),
        second=needs_second(pair, sides),
    )


def _by_record(facts: list[Fact]) -> dict[int, list[Fact]]:
    return {record: list(group) for record, group in groupby(facts, key=lambda fact: fact.record)}


def _by_golden(facts: list[Fact]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.golden or 0, []).append(fact)
    return found
