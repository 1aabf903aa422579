"""Where the bits of a score come from, step by step, so that a person can follow them: the waterfall of a pair.

prior odds -> each compared field (log2 m/u of its level) -> how rare an agreeing name is (term frequency, after
Winkler) -> what is taken off because the two may be two people of one household -> bits.

The parts are worked out from the model, not from the bits, so their sum is a check of the score and not a restatement.
"""

from dataclasses import dataclass
from math import exp2, log1p, log2
from typing import Final, Literal

from service.matching.comparison import FIELDS, ORDER
from service.matching.model import Model, Score

Kind = Literal["prior", "field", "rarity", "household"]

_SURE: Final = 60.0
"""Beyond so many bits of difference the smaller of two odds no longer shows in the sum."""
_UNSEEN: Final = 1e-12
"""A rarity smaller than this is rounding: the name weighs what names weigh on average."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how many bits it adds (below 0: takes away), and how many there are after it."""

    kind: Kind
    field: str
    """A field of `comparison.FIELDS`; empty for prior and household."""
    level: str
    """The name of the field's level; empty for prior and household."""
    bits: float
    total: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The steps in order. The last step's `total` is `bits` to within 1e-9."""

    steps: tuple[Step, ...]
    bits: float
    probability: float


def waterfall(score: Score, model: Model) -> Waterfall:
    """The waterfall of a score that this very model gave (scaled to the same population).

    Raises:
        ValueError: the steps do not sum to the score, so another model gave it.
    """
    total = model.prior_stranger
    steps = [Step("prior", "", "", total, total)]
    for kind, field, level, bits in _fields(score, model):
        total += bits
        steps.append(Step(kind, field, level, bits, total))
    taken_off = _household(total, score.beyond_household)
    total += taken_off
    steps.append(Step("household", "", "", taken_off, total))
    if abs(total - score.bits) > 1e-9 * max(1.0, abs(score.bits)):
        raise ValueError("these steps are not this score's: it was given by another model or for another population")
    return Waterfall(tuple(steps), score.bits, score.probability)


def _fields(score: Score, model: Model) -> list[tuple[Kind, str, str, float]]:
    """What each compared field weighs, and beside an agreeing name how rare that name is."""
    found: list[tuple[Kind, str, str, float]] = []
    for at, name in enumerate(ORDER):
        level = score.levels[at]
        if not level:
            continue
        weight = model.against_strangers[at][level]
        found.append(("field", name, FIELDS[name][level], weight))
        extra = score.weights[at] - weight
        if abs(extra) > _UNSEEN:
            found.append(("rarity", name, FIELDS[name][level], extra))
    return found


def _household(against_strangers: float, against_household: float) -> float:
    """log2 of how much P(match) / P(random) falls when P(same household) joins what it is held against.

    With s and h the two log2 odds, log2 1 / (2^-s + 2^-h) - s = -log2(1 + 2^(s - h)).
    """
    apart = against_strangers - against_household
    if apart > _SURE:
        return -apart
    return -log1p(exp2(apart)) / log1p(1.0) if apart > -_SURE else 0.0


def entropy(probability: float) -> float:
    """How much is not known, in bits: 1 where both answers are as likely, 0 where one is sure (Shannon).

    >>> entropy(0.5), entropy(1.0), round(entropy(0.9), 3)
    (1.0, 0.0, 0.469)
    """
    rest = 1.0 - probability
    if probability <= 0.0 or rest <= 0.0:
        return 0.0
    return -(probability * log2(probability) + rest * log2(rest))
