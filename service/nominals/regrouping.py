"""Who is one person under a model, from nothing: bulk linking with every record free, so that no order decides."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from service.matching.bulk.link import linked_persons
from service.matching.bulk.terms import Terms
from service.matching.model import Model
from service.matching.person import Person
from service.matching.tokens import IndexKey, tokens_of

Progress = Callable[[int, int], None]
Couples = Sequence[tuple[int, int]]


class Freed(NamedTuple):
    """A record without its golden nominal, as the matcher sees it."""

    record: int
    person: Person


class Why(NamedTuple):
    """Why a record is held to be one person with another: millionths of a bit, and the levels."""

    record: int
    other: int
    score: int
    levels: str


@dataclass
class Regrouped:
    """The outcome: records by person, those that must be held, and the edges between records of one person."""

    groups: list[list[int]] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    edges: list[Why] = field(default_factory=list)


def regrouped(
    freed: Sequence[Freed], never: Couples, always: Couples, model: Model, key: IndexKey, progress: Progress
) -> Regrouped:
    """Put free records together, by the levels, weights and bands of every other linking.

    Args:
        never, always: pairs of record numbers that people have decided.
        model: scaled to the people that there are (`Model.scaled`).
        progress: told how many pairs are compared, and of how many.
    """
    if not freed:
        return Regrouped()
    place = {one.record: at for at, one in enumerate(freed)}
    terms = Terms(np.zeros(len(freed), dtype=np.int64), never=_places(never, place), always=_places(always, place))
    tokens = (tokens_of(one.person, key) for one in freed)
    settled = linked_persons([one.person for one in freed], tokens, model, terms, progress)
    groups: dict[int, list[int]] = defaultdict(list)
    for at, (cluster, held) in enumerate(zip(settled.cluster.tolist(), settled.held.tolist(), strict=True)):
        if not held:
            groups[cluster].append(freed[at].record)
    edges = settled.edges
    rows = zip(edges.one.tolist(), edges.other.tolist(), edges.bits.tolist(), edges.levels.tolist(), strict=True)
    return Regrouped(
        [sorted(group) for group in groups.values()],
        [freed[at].record for at in np.flatnonzero(settled.held).tolist()],
        [
            Why(freed[one].record, freed[other].record, round(bits * 1_000_000), "".join(map(str, levels)))
            for one, other, bits, levels in rows
        ],
    )


def _places(couples: Couples, place: dict[int, int]) -> list[tuple[int, int]]:
    return [(place[one], place[other]) for one, other in couples if one in place and other in place]
