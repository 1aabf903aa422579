"""The figures: judged pairs against the truth. The same code for every contender.

A pair is true when both rows are one person. Precision and recall are of pairs; recall is of all true pairs, whether
blocking let them through or not. Probability 0.99 is the contender's own. Best F1 looks at the labels by definition;
nothing else here does before the contender has finished.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import combinations
from math import log2
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from deploy.bench.match.material import DataSet, Material, Truth
from deploy.bench.match.scored import Scored

SURE = log2(0.99 / 0.01)
"""Bits at probability 0.99."""
PRECISE = 0.999
POINTS = 400
"""Of a curve, at most."""
Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Measured(msgspec.Struct, frozen=True):
    """The figures of one judgement of one data set."""

    true_pairs: int
    sure: int
    """Pairs at probability 0.99 or above."""
    precision: float
    """Of those."""
    recall: float
    false_within: int
    """False pairs at probability 0.99 within one household."""
    false_beyond: int
    twins_joined: int
    """Of the pairs that `twins` counts, those at probability 0.99 or above."""
    twins: int
    best_f1: float
    best_f1_bits: float
    """From how many bits: where that is far from 6.6, the contender's probabilities are not calibrated."""
    recall_at_999: float
    """The best recall of any threshold at which precision is at least 0.999; 0 where there is none."""
    curve: tuple[tuple[float, float], ...]
    """(recall, precision) from the surest pair on, thinned."""
    groups: dict[str, dict[str, tuple[int, int, int, int]]]
    """By heading and group: true pairs, those found, links and false links at 0.99; each pair by its first row."""


def measure(judged: Scored, of: DataSet, twins: set[tuple[int, int]]) -> Measured:
    """Every figure of one judgement."""
    person, home = codes(of.truth.person), codes(of.truth.household or [""] * len(of.truth.person))
    total = true_pairs(of.material, of.truth)
    right = person[judged.a] == person[judged.b]
    sure = judged.bits >= SURE
    false = sure & ~right
    within = false & (home[judged.a] == home[judged.b]) if of.truth.household else np.zeros_like(false)
    joined = {(int(min(a, b)), int(max(a, b))) for a, b in zip(judged.a[false], judged.b[false], strict=True)}
    recall, precision, bits = curve(judged.bits, right, total)
    f1 = _f1(recall, precision)
    best = int(f1.argmax()) if len(f1) else -1
    precise = recall[precision >= PRECISE]
    return Measured(
        true_pairs=total,
        sure=int(sure.sum()),
        precision=_share(int((sure & right).sum()), int(sure.sum())),
        recall=_share(int((sure & right).sum()), total),
        false_within=int(within.sum()),
        false_beyond=int(false.sum() - within.sum()),
        twins_joined=len(joined & twins),
        twins=len(twins),
        best_f1=float(f1[best]) if best >= 0 else 0.0,
        best_f1_bits=float(bits[best]) if best >= 0 else 0.0,
        recall_at_999=float(precise.max()) if len(precise) else 0.0,
        curve=tuple(zip(*(_thinned(side) for side in (recall, precision)), strict=True)),
        groups={heading: _by_group(judged, right, sure, of, who) for heading, who in of.truth.groups.items()},
    )


def blocking_recall(candidates: Scored, of: DataSet) -> float:
    """The share of true pairs that were compared at all."""
    person = codes(of.truth.person)
    right = int((person[candidates.a] == person[candidates.b]).sum())
    return _share(right, true_pairs(of.material, of.truth))


def codes(values: Sequence[Hashable]) -> Codes:
    """Values as whole numbers: equal where they are equal."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], np.int64)


def true_pairs(material: Material, truth: Truth) -> int:
    """How many pairs of rows are one person; of different sources only, unless there is one."""
    rows: dict[str, list[str]] = defaultdict(list)
    for who, record in zip(truth.person, material.records, strict=True):
        rows[who].append(record.provider)
    return sum(material.dedupe or one != other for sources in rows.values() for one, other in combinations(sources, 2))


def curve(bits: NDArray[Any], right: NDArray[Any], total: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """(recall, precision, bits) at each threshold, surest first; equal bits are one threshold.

    >>> curve(np.array([3.0, 5.0, 3.0]), np.array([False, True, True]), 4)[:2]
    (array([0.25, 0.5 ]), array([1.        , 0.66666667]))
    """
    order = np.argsort(-bits, kind="stable")
    ordered, hits = bits[order], np.cumsum(right[order])
    last = np.append(ordered[1:] != ordered[:-1], True)[: len(ordered)]
    found, counted = hits[last], np.arange(1, len(ordered) + 1)[last]
    return found / max(total, 1), found / counted, ordered[last]


def _f1(recall: NDArray[Any], precision: NDArray[Any]) -> NDArray[Any]:
    both = recall + precision
    return np.asarray(np.divide(2 * recall * precision, both, out=np.zeros_like(both), where=both > 0))


def _thinned(side: NDArray[Any]) -> list[float]:
    """A curve's points, dense at its end, where precision falls."""
    if len(side) <= POINTS:
        return [round(float(value), 6) for value in side]
    at = np.unique((1 - np.linspace(1, 0, POINTS) ** 2) * (len(side) - 1)).astype(int)
    return [round(float(value), 6) for value in side[np.unique(at)]]


def _by_group(
    judged: Scored, right: Mask, sure: Mask, of: DataSet, who: Sequence[str]
) -> dict[str, tuple[int, int, int, int]]:
    group, names = codes(who), list(dict.fromkeys(who))
    first = group[np.minimum(judged.a, judged.b)]
    size = len(names)
    linked, hits = (np.bincount(first[which], minlength=size) for which in (sure, sure & right))
    total = _true_by_group(of, group, size)
    return {
        name: (int(total[at]), int(hits[at]), int(linked[at]), int(linked[at] - hits[at]))
        for at, name in sorted(enumerate(names), key=lambda pair: pair[1])
    }


def _true_by_group(of: DataSet, group: Codes, size: int) -> list[int]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, who in enumerate(of.truth.person):
        rows[who].append(row)
    found = [0] * size
    records = of.material.records
    for members in rows.values():
        for one, other in combinations(members, 2):
            if of.material.dedupe or records[one].provider != records[other].provider:
                found[int(group[one])] += 1
    return found


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
