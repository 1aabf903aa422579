"""How good scored pairs are against the truth: precision and recall, curves, false links by household, and by group.

Pure, on arrays: for each pair its log2 odds and whether it is one person. `total` is how many true pairs there are in
all, those included that no candidate search brought together, so that recall counts what was never compared.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Truth = NDArray[np.bool_]

PROBABLE: Final = 0.99
PRECISE: Final = 0.999
CHILD, OLD = 18, 65


class Curve(NamedTuple):
    """Precision and recall where every pair of at least so many bits is a link, from the surest on; one length."""

    bits: Real
    precision: Real
    recall: Real

    def thinned(self, most: int = 500) -> "Curve":
        """At most so many points, the first and the last among them, for a figure."""
        if self.bits.size <= most:
            return self
        kept = np.unique(np.linspace(0, self.bits.size - 1, most).round().astype(np.int64))
        return Curve(self.bits[kept], self.precision[kept], self.recall[kept])


class AtThreshold(NamedTuple):
    """Links made at one threshold."""

    bits: float
    links: int
    right: int
    false_within: int
    """False links of two people of one household; all of them where the data names no households."""
    false_beyond: int
    precision: float
    """1 where nothing was linked."""
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class PairQuality(NamedTuple):
    """The figures of one contender on one data set."""

    total: int
    found: float
    """The share of true pairs that were compared at all: the bound of recall."""
    probable: AtThreshold
    """At probability 0.99."""
    best: AtThreshold
    """Where F1 is best: chosen by the labels, for every contender alike."""
    precise: AtThreshold
    """The most recall at precision 0.999; no links where that is nowhere reached."""


def curve(bits: Real, truth: Truth, total: int) -> Curve:
    """The curve over all distinct bits; empty where there are no pairs or nothing to find."""
    if not bits.size or not total:
        nothing = np.empty(0)
        return Curve(nothing, nothing, nothing)
    order = np.argsort(-bits, kind="stable")
    ordered = bits[order]
    right = np.cumsum(truth[order])
    last = np.flatnonzero(np.r_[ordered[1:] != ordered[:-1], True])
    return Curve(ordered[last], right[last] / (last + 1), right[last] / total)


def at_threshold(bits: Real, truth: Truth, total: int, least: float, one_household: Truth | None = None) -> AtThreshold:
    """Links of at least so many bits. `one_household` says which pairs are of one household."""
    linked = bits >= least
    links, right = int(linked.sum()), int((linked & truth).sum())
    within = links - right if one_household is None else int((linked & ~truth & one_household).sum())
    return AtThreshold(
        bits=float(least),
        links=links,
        right=right,
        false_within=within,
        false_beyond=links - right - within,
        precision=right / links if links else 1.0,
        recall=right / total if total else 0.0,
    )


def pair_quality(bits: Real, truth: Truth, total: int, one_household: Truth | None = None) -> PairQuality:
    """All figures. Raises ValueError when the arrays differ in length or more pairs are true than `total`."""
    if bits.shape != truth.shape or (one_household is not None and one_household.shape != bits.shape):
        raise ValueError("bits, truth and households must say something of the same pairs")
    if int(truth.sum()) > total:
        raise ValueError("more pairs are true than there are in all: count the true pairs before candidates are sought")
    known = curve(bits, truth, total)

    def at(least: float) -> AtThreshold:
        return at_threshold(bits, truth, total, least, one_household)

    return PairQuality(
        total=total,
        found=int(truth.sum()) / total if total else 0.0,
        probable=at(bits_of(PROBABLE)),
        best=at(_best(known)),
        precise=at(_precise(known)),
    )


def by_group(
    bits: Real, truth: Truth, groups: Sequence[str], totals: Mapping[str, int], least: float
) -> dict[str, AtThreshold]:
    """The links of each group at one threshold, the same for all: error rates by age band, sex or name origin.

    `groups` names each pair's group, `totals` the true pairs of each group.
    """
    named = np.asarray(groups)
    found = {}
    for group in sorted(totals):
        own = named == group
        found[group] = at_threshold(bits[own], truth[own], totals[group], least)
    return found


def bits_of(probability: float) -> float:
    """log2 odds of a probability."""
    return float(np.log2(probability / (1 - probability)))


def age_band(born: int | None, year: int) -> str:
    """`child`, `adult`, `65 and over`, or `age unknown`, in a year."""
    if born is None:
        return "age unknown"
    age = year - born
    return "child" if age < CHILD else "65 and over" if age >= OLD else "adult"


def sex_group(sex: str) -> str:
    """`male`, `female` or `sex unknown`, from the matcher's letter."""
    return {"m": "male", "f": "female"}.get(sex, "sex unknown")


def _best(known: Curve) -> float:
    both = known.precision + known.recall
    f1 = np.divide(2 * known.precision * known.recall, both, out=np.zeros_like(both), where=both > 0)
    return float(known.bits[f1.argmax()]) if f1.size else float("inf")


def _precise(known: Curve) -> float:
    enough = np.flatnonzero(known.precision >= PRECISE)
    return float(known.bits[enough[-1]]) if enough.size else float("inf")
