"""Shared tokens in, judged pairs out: pruned, compared, scored and banded, in blocks so that memory stays bounded."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.matching.bulk.banded import Banded, Ranks, Truths, may_be
from service.matching.bulk.columns import Columns
from service.matching.bulk.compared import Compared, Ends, Levels
from service.matching.bulk.divided import divided
from service.matching.bulk.pairs import Shared
from service.matching.bulk.reach import Reach
from service.matching.bulk.scored import Reals, Weighed, patterns
from service.matching.comparison import ORDER
from service.matching.model import Model

_BLOCK: Final = 1 << 20
"""Pairs that are compared together. Fewer are judged sooner than another process begins."""
_FIRST: Final = ("given", "family", "birth")

Progress = Callable[[int, int], None]
"""Called with the pairs done and the pairs in all."""


class Judged(NamedTuple):
    """Pairs of records with all that is known of them, one row each, in the order of their numbers."""

    one: Ends
    other: Ends
    bits: Reals
    levels: Levels
    rank: Ranks
    """The band: 0 none, 1 possible, 2 likely, 3 confirmed (`bands.RANK`)."""
    sure: Truths
    """A verified identifier agrees."""
    may_be_one: Truths
    """A name and a date of birth agree, or an identifier."""


class Judge:
    """Judges pairs of some columns by one model, `block` of them together.

    `least` are the bits down to which pairs are wanted, where an evaluation looks below the lowest band.
    """

    def __init__(self, columns: Columns, model: Model, block: int = _BLOCK, least: float | None = None) -> None:
        self._block = block
        self.columns = columns
        self.model = model
        self.compared = Compared(columns)
        self.banded = Banded(columns, self.compared)
        self.weighed = Weighed(model, columns)
        self.reach = Reach(model, columns, self.weighed, least)

    def judged(self, shared: Shared, progress: Progress | None = None, processes: int = 1) -> Judged:
        """Every pair that may come near, judged; the others are left out. The same for any number of processes."""
        parts = max(1, min(processes, -(-shared.one.size // self._block)))

        def work(part: int) -> Judged:
            return self._judged(*self._share(shared, part, parts), None if part else progress)

        found = joined(divided(work, parts))
        order = np.argsort((found.one.astype(np.int64) << 32) | found.other, kind="stable")
        return chosen(found, order)

    def _share(self, shared: Shared, part: int, parts: int) -> tuple[Ends, Ends]:
        """The pairs of one part: a block of every few, because the pairs of one source cost more than another's."""
        if parts == 1:
            return shared.one, shared.other
        starts = range(part * self._block, shared.one.size, parts * self._block)
        one, other = (
            np.concatenate([end[at : at + self._block] for at in starts]) for end in (shared.one, shared.other)
        )
        return one, other

    def _judged(self, one: Ends, other: Ends, progress: Progress | None) -> Judged:
        near = np.flatnonzero(self.reach.near(one, other))
        blocks = []
        for start in range(0, near.size, self._block):
            block = near[start : start + self._block]
            blocks.append(self._nearest(one[block], other[block]))
            if progress is not None:
                progress(min(start + self._block, near.size), near.size)
        return joined(blocks) if blocks else self.pairs(one[:0], other[:0])

    def _nearest(self, one: Ends, other: Ends) -> Judged:
        """Names and births are compared first: they rule most pairs out before their addresses are compared."""
        known = {field: self.compared.level(field, one, other) for field in _FIRST}
        swapped = self.compared.swapped(one, other)
        places = {ORDER.index(field): levels for field, levels in known.items()}
        left = np.flatnonzero(swapped | self.reach.still_near(one, other, places))
        return self.pairs(one[left], other[left], {field: levels[left] for field, levels in known.items()})

    def pairs(self, one: Ends, other: Ends, known: dict[str, Levels] | None = None) -> Judged:
        """These very pairs, judged. `known` are levels that were worked out before."""
        levels = self.compared.levels(one, other, known)
        found = patterns(levels)
        bits = self.weighed.bits(one, found)
        rank = self.banded.ranks(one, other, bits, found, self.model)
        sure = self.banded.verified_agrees(one, other)
        return Judged(one, other, bits, levels, rank, sure, may_be(found))


def joined(blocks: list[Judged]) -> Judged:
    """Several blocks as one."""
    return _each(lambda *parts: np.concatenate(parts), *blocks)


def chosen(judged: Judged, which: NDArray[np.bool_] | NDArray[np.intp]) -> Judged:
    """Some of the pairs."""
    return _each(lambda part: part[which], judged)


def _each(change: Callable[..., Any], *judged: Judged) -> Judged:
    """The same done to every column."""
    return Judged._make(change(*parts) for parts in zip(*judged, strict=True))
