"""Which pairs go to the clerical queue, and who must be looked at together with a pair: both by who else is near."""

from collections.abc import Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.matching.assignment import Apart
from service.matching.bulk.banded import Truths
from service.matching.bulk.judged import Judged, chosen
from service.matching.bulk.terms import Terms

Whole = NDArray[np.int64]

MOST_ASKED: Final = 5
"""Of each record, at most: as `linking.choose` asks."""
_WORD: Final = 63


def with_rivals(judged: Judged, wanted: Truths) -> Truths:
    """The wanted pairs and every pair that competes with them, through however many others."""
    reached = np.zeros(int(max(judged.one.max(initial=0), judged.other.max(initial=0))) + 1, dtype=np.bool_)
    reached[judged.one[wanted]] = reached[judged.other[wanted]] = True
    bonds = np.flatnonzero(judged.rank > 0)
    one, other = judged.one[bonds], judged.other[bonds]
    before = 0
    while (now := int(reached.sum())) != before:
        before = now
        met = reached[one] | reached[other]
        reached[one[met]] = reached[other[met]] = True
    return np.asarray(reached[judged.one] & reached[judged.other])


def asked(
    between: Judged, cluster: Whole, provider: NDArray[np.int16], terms: Terms, apart: Apart, repeats: Collection[int]
) -> Judged:
    """The pairs that a person decides: the best one of each two people who might be one, the surest first.

    Not asked: two golden nominals that were there before; people of whom each has a record in one source, or whom a
    hard rule or a person keeps apart.
    """
    fixed = np.zeros(cluster.size, dtype=np.bool_)
    fixed[cluster[terms.fixed > 0]] = True
    x, y = cluster[between.one], cluster[between.other]
    taken = _share_source(cluster, provider, repeats, x, y) & ~between.sure
    open_ = chosen(between, ~(fixed[x] & fixed[y]) & ~taken)
    best = _best_of_each(open_, cluster)
    members = _members(cluster, np.concatenate((cluster[best.one], cluster[best.other])))
    parted = {frozenset(pair) for pair in terms.never}
    kept = [
        not any(apart(a, b) or frozenset((a, b)) in parted for a in members[p] for b in members[q])
        for p, q in zip(cluster[best.one].tolist(), cluster[best.other].tolist(), strict=True)
    ]
    best = chosen(best, np.asarray(kept, dtype=np.bool_))
    return chosen(best, _first_few(best.one))


def _share_source(cluster: Whole, provider: NDArray[np.int16], repeats: Collection[int], x: Whole, y: Whole) -> Truths:
    """Which of the people at either end have records in one source that holds a person once."""
    found = np.zeros(x.size, dtype=np.bool_)
    once = [code for code in np.unique(provider).tolist() if code not in repeats]
    for start in range(0, len(once), _WORD):
        sources = np.zeros(cluster.size, dtype=np.int64)
        for bit, code in enumerate(once[start : start + _WORD]):
            np.bitwise_or.at(sources, cluster[provider == code], 1 << bit)
        found |= (sources[x] & sources[y]) != 0
    return found


def _best_of_each(open_: Judged, cluster: Whole) -> Judged:
    """Of all pairs between the same two people the one with most bits; the surest first."""
    order = np.lexsort((open_.other, open_.one, -open_.bits, -open_.rank))
    x, y = cluster[open_.one][order], cluster[open_.other][order]
    codes = np.minimum(x, y) * cluster.size + np.maximum(x, y)
    _, first = np.unique(codes, return_index=True)
    return chosen(open_, order[np.sort(first)])


def _members(cluster: Whole, wanted: Whole) -> dict[int, list[int]]:
    mask = np.zeros(cluster.size, dtype=np.bool_)
    mask[wanted] = True
    members: dict[int, list[int]] = {}
    for record in np.flatnonzero(mask[cluster]).tolist():
        members.setdefault(int(cluster[record]), []).append(record)
    return members


def _first_few(record: NDArray[np.int32]) -> Truths:
    """The first five rows of each record."""
    order = np.argsort(record, kind="stable")
    ordered = record[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))) if ordered.size else order
    place = np.arange(ordered.size) - np.repeat(starts, np.diff(np.concatenate((starts, [ordered.size]))))
    kept = np.zeros(record.size, dtype=np.bool_)
    kept[order[place < MOST_ASKED]] = True
    return kept
