"""Which records are one person, when all pairs are known at once: links by competition, and clusters that hold no
contradiction.

A pair is judged by what its rivals leave of its odds (`competition`). The links are then joined surest first, and one
that would put two records of one source, or two that must not come together, into one cluster is refused. No store, no
names: records are numbers. A million links take a few seconds.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from service.matching.competition import Pairs, Real, Truth, Whole, contended

__all__ = ["Assigned", "Pairs", "assigned", "contended"]

Apart = Callable[[int, int], bool]


class Assigned(NamedTuple):
    """What came of the pairs. The first three hold positions in the pairs that were given, surest first."""

    links: Whole
    """Pairs that joined two clusters, or that lie within one: its edges."""
    contested: Whole
    """Pairs that might link by themselves, but whose rivals leave too little: a person decides."""
    refused: Whole
    """Pairs that won, but whose clusters must not come together: a person decides."""
    cluster: Whole
    """For each record the lowest record number of its cluster."""
    bits: Real
    """For each pair its log2 odds after competition."""


def assigned(
    pairs: Pairs,
    provider: Whole,
    *,
    may: Truth,
    margin: float,
    repeats: Collection[int] = (),
    sure: Truth | None = None,
    never: Iterable[tuple[int, int]] = (),
    always: Iterable[tuple[int, int]] = (),
    apart: Apart | None = None,
) -> Assigned:
    """The links of scored pairs and the clusters that they make.

    Args:
        pairs: every scored pair that may be a rival, that is also those which may not link by themselves.
        provider: the source of each record, numbered from 0; as long as there are records.
        may: which pairs would link if they had no rivals (their band is confirmed).
        margin: the least log2 odds after competition.
        repeats: sources that hold several records of one person.
        sure: pairs on which a verified identifier agrees: they may join two records of one source.
        never: pairs of records that never come into one cluster, through whomever.
        always: pairs of records that a person has joined; they come first and need no score.
        apart: told two records of clusters about to be joined that were not scored, whether a hard rule forbids it
            (two verified NHS numbers, two deaths).
    """
    surely = np.zeros(pairs.bits.size, dtype=bool) if sure is None else sure
    same_source = provider[pairs.one] == provider[pairs.other]
    rivals = ~same_source | surely | np.isin(provider, list(repeats))[pairs.one]
    bits = np.where(rivals, pairs.bits, -np.inf)
    bits[rivals] = contended(Pairs(pairs.one[rivals], pairs.other[rivals], pairs.bits[rivals]), provider, repeats)
    won = may & (bits >= margin)
    order = np.flatnonzero(won)
    order = order[np.argsort(-bits[order], kind="stable")]
    never, always = list(never), list(always)
    joined = _two_alone(pairs, order, provider.size, [*never, *always])
    two, more = order[joined], order[~joined]
    clusters = _Clusters(provider.tolist(), frozenset(repeats), never, apart)
    for one, other in always:
        clusters.join(one, other, sure=True)
    ends = zip(pairs.one[more].tolist(), pairs.other[more].tolist(), surely[more].tolist(), strict=True)
    joined[~joined] = np.fromiter(
        (clusters.join(one, other, sure=is_sure) for one, other, is_sure in ends), bool, more.size
    )
    cluster = clusters.lowest()
    cluster[np.maximum(pairs.one[two], pairs.other[two])] = np.minimum(pairs.one[two], pairs.other[two])
    lost = np.flatnonzero(may & rivals & ~won)
    return Assigned(order[joined], lost[np.argsort(-bits[lost])], order[~joined], cluster, bits)


def _two_alone(pairs: Pairs, order: Whole, records: int, decided: Sequence[tuple[int, int]]) -> Truth:
    """Which of the links are of two records that nothing else links and nobody has decided on: most are.

    They come together whatever their turn is: a pair of one source that is not sure has not won, and a hard rule
    between two records that were scored is in their band already.
    """
    one, other = pairs.one[order], pairs.other[order]
    links = np.bincount(np.concatenate((one, other)), minlength=records)
    links[[record for pair in decided for record in pair]] = 2
    return np.asarray((links[one] == 1) & (links[other] == 1))


class _Clusters:
    """Records that have come together, by the number of one of them."""

    def __init__(
        self, provider: Sequence[int], repeats: frozenset[int], never: Iterable[tuple[int, int]], apart: Apart | None
    ) -> None:
        self._head = list(range(len(provider)))
        self._sources = [0 if code in repeats else 1 << code for code in provider]
        self._members: dict[int, list[int]] = {}
        self._apart = apart
        self._never: dict[int, set[int]] = defaultdict(set)
        for one, other in never:
            self._never[one].add(other)
            self._never[other].add(one)

    def join(self, one: int, other: int, *, sure: bool) -> bool:
        """Bring two records into one cluster. False, and nothing is changed, where they must not come together."""
        head, tail = self._head[one], self._head[other]
        if head == tail:
            return True
        if self._sources[head] & self._sources[tail] and not sure:
            return False
        mine, theirs = self._members.get(head, [head]), self._members.get(tail, [tail])
        if self._forbidden(mine, theirs, (one, other)):
            return False
        if len(mine) < len(theirs):
            head, tail, mine, theirs = tail, head, theirs, mine
        for record in theirs:
            self._head[record] = head
        self._members[head] = mine + theirs
        self._members.pop(tail, None)
        self._sources[head] |= self._sources[tail]
        return True

    def _forbidden(self, mine: Sequence[int], theirs: Sequence[int], scored: tuple[int, int]) -> bool:
        if self._never and any(not self._never[x].isdisjoint(theirs) for x in mine if x in self._never):
            return True
        apart = self._apart
        if apart is None or len(mine) == len(theirs) == 1:
            return False
        return any(apart(x, y) for x in mine for y in theirs if {x, y} != set(scored))

    def lowest(self) -> Whole:
        """For each record the lowest number in its cluster."""
        heads = np.asarray(self._head, dtype=np.int64)
        lowest = np.full(heads.size, heads.size, dtype=np.int64)
        np.minimum.at(lowest, heads, np.arange(heads.size))
        return np.asarray(lowest[heads])
