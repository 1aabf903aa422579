"""What rivals leave of a pair's odds, where a person has at most one record in a source.

Every pair of records of two sources is an edge, its odds the weight, and only sets of edges of which no two share a
place (a record, and the source that it is sought in) are possible: a monomer-dimer model. The probability of each edge
under it is worked out by belief propagation, which is exact where a household is no cycle and converges on every graph
(Bayati, Gamarnik, Katz, Nair and Tetali 2007, "Simple deterministic approximation algorithms for counting matchings").

So a twin takes away what the other twin claims too, and gives it back once somebody else fits that one better. The
probabilities of one place never sum to more than 1: whatever is above one half is one-to-one by itself.
"""

from collections.abc import Collection
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Truth = NDArray[np.bool_]

_MOST_BITS: Final = 200.0
"""Odds are cut off here, so that their products stay within a float."""
_ROUNDS: Final = 200
_SETTLED: Final = 1e-6
_WORTH: Final = 0.8
"""The share of the pairs that is left over when it pays to sort them anew."""


class Pairs(NamedTuple):
    """Pairs of records that were scored, none twice: two record numbers (0, 1, …) and log2 odds each, as arrays."""

    one: Whole
    other: Whole
    bits: Real


def contended(pairs: Pairs, provider: Whole, repeats: Collection[int] = ()) -> Real:
    """log2 odds of each pair when its rivals are considered: never more than its own.

    `provider` numbers the source of each record; `repeats` are the sources that hold several records of one person.
    """
    places = _places(pairs, provider, repeats)
    found = pairs.bits.copy()
    rivalled = np.flatnonzero(_shared(places[0]) | _shared(places[1]))
    if rivalled.size:
        bits = np.clip(pairs.bits[rivalled], -_MOST_BITS, _MOST_BITS)
        found[rivalled] = _propagated(bits, (places[0][rivalled], places[1][rivalled]))
    return np.minimum(found, pairs.bits)


def _places(pairs: Pairs, provider: Whole, repeats: Collection[int]) -> tuple[Whole, Whole]:
    """The place that each pair takes at either end; a number of its own where the source may repeat a person."""
    wide = int(provider.max(initial=0)) + 1
    free = np.zeros(wide, dtype=bool)
    free[[code for code in repeats if 0 <= code < wide]] = True
    alone = provider.size * wide + np.arange(pairs.one.size)
    ends = []
    for end, far in ((pairs.one, pairs.other), (pairs.other, pairs.one)):
        code = provider[far]
        ends.append(np.where(free[code], alone, end * wide + code))
    return ends[0], ends[1]


def _shared(place: Whole) -> Truth:
    _, back, counts = np.unique(place, return_inverse=True, return_counts=True)
    return np.asarray(counts[back] > 1)


class _Side:
    """The edges in the order of the places that they take at one end."""

    def __init__(self, place: Whole) -> None:
        self.order = np.argsort(place, kind="stable")
        ordered = place[self.order]
        fresh = np.ones(ordered.size, dtype=bool)
        np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
        self.starts = np.flatnonzero(fresh)
        self.group = np.cumsum(fresh) - 1

    def free_but_for(self, claims: Real) -> Real:
        """The chance that a place is free, but for the edge itself: 1 / (1 + what all others there claim).

        The largest claims are kept apart, so that nothing is lost where one is far above the rest.
        """
        sorted_claims = claims[self.order]
        most = np.maximum.reduceat(sorted_claims, self.starts)[self.group]
        leading = sorted_claims == most
        leaders = np.add.reduceat(leading.astype(np.float64), self.starts)[self.group]
        rest = np.where(leading, 0.0, sorted_claims)
        others = 1.0 + np.add.reduceat(rest, self.starts)[self.group]
        found = np.empty_like(claims)
        found[self.order] = 1.0 / np.where(leading, others + (leaders - 1.0) * most, others + leaders * most - rest)
        return found

    def least(self, labels: Whole) -> Whole:
        """For each edge the least label at its place."""
        found = np.empty_like(labels)
        found[self.order] = np.minimum.reduceat(labels[self.order], self.starts)[self.group]
        return found


def _propagated(bits: Real, places: tuple[Whole, Whole]) -> Real:
    """Messages between the two ends of every edge until none changes.

    Households have nothing to do with one another: each is left alone once it has settled, and most do at once.
    """
    found = bits.copy()
    left = np.arange(bits.size)
    odds, before = np.exp2(bits), bits
    near, far = np.ones_like(odds), np.ones_like(odds)
    sides = _Side(places[0]), _Side(places[1])
    household = _households(sides)
    for _ in range(_ROUNDS):
        near = np.sqrt(near * sides[0].free_but_for(odds * far))
        far = np.sqrt(far * sides[1].free_but_for(odds * near))
        after = found[left] = bits[left] + np.log2(near) + np.log2(far)
        moving = np.zeros(bits.size, dtype=bool)
        moving[household[np.abs(after - before) >= _SETTLED]] = True
        before, still = after, np.flatnonzero(moving[household])
        if not still.size:
            break
        if still.size < _WORTH * left.size:
            left, household = left[still], household[still]
            odds, before, near, far = odds[still], before[still], near[still], far[still]
            sides = _Side(places[0][left]), _Side(places[1][left])
    return found


def _households(sides: tuple[_Side, _Side]) -> Whole:
    """For each edge the least edge that it is joined to by places, through however many others."""
    labels = np.arange(sides[0].order.size)
    while True:
        met = sides[1].least(sides[0].least(labels))
        met = met[met]
        if np.array_equal(met, labels):
            return labels
        labels = met
