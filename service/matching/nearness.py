"""Who is too far off to be scored: an upper bound of the bits of a pair, from the fields that are cheapest to compare.

The bound is safe: nobody whom it leaves out could be joined, asked about or held, and a test holds `choose` to the same
answer with and without it. Bulk linking needs it, because most who share a token are the family of the one they seek.
"""

from collections.abc import Sequence
from itertools import product
from typing import Final

from service.matching.comparison import (
    ADDRESS,
    BIRTH,
    EXACT,
    FAMILY,
    FIELDS,
    GIVEN,
    MIDDLE,
    NHS,
    ORDER,
    PHONE,
    SEX,
    birth_level,
    name_levels,
)
from service.matching.model import Model, Score
from service.matching.person import Person

_FAR_BITS: Final = -1000.0
FAR: Final = Score(_FAR_BITS, (0,) * len(FIELDS), (0.0,) * len(FIELDS), _FAR_BITS)
"""The score of someone who was left out: far below every threshold, and nothing of it is compared."""

_ROUNDING: Final = 1e-9
_LEVELS: Final = 8
_GIVEN_STEP, _FAMILY_STEP, _BIRTH_STEP, _SEX_STEP = 1, _LEVELS, _LEVELS**2, _LEVELS**3
_MIDDLE_STEP, _ADDRESS_STEP, _PHONE_STEP, _IDENTIFIERS_STEP = (3 * _LEVELS**3 * 2**at for at in range(4))


class Nearness:
    """Tells for one model who may be near. Made once for a load (some 10 ms): it works out every bound beforehand."""

    def __init__(self, model: Model) -> None:
        thresholds = model.thresholds
        self.model = model
        self.bits = min(thresholds[band].bits for band in ("possible", "likely", "confirmed"))
        """The least that gives anyone a band."""
        self._near_shielded = min(self.bits, thresholds["hold"].bits)
        given = max((model.given_default, *model.given.values()))
        family = max((model.family_default, *model.family.values()))
        strangers = _bounds(model.against_strangers, model.prior_stranger, given, family)
        household = _bounds(model.against_household, model.prior_household, given, 0.0)
        self._reach = [min(pair) + _ROUNDING for pair in zip(strangers, household, strict=True)]

    def far(self, person: Person, candidate: Person) -> bool:
        """Whether the candidate cannot reach the lowest band, nor, where shielded, the bits at which one is held."""
        given, family = name_levels(person, candidate)
        at = given + family * _FAMILY_STEP + birth_level(person, candidate) * _BIRTH_STEP
        if person.sex and candidate.sex:
            at += _SEX_STEP if person.sex == candidate.sex else 2 * _SEX_STEP
        if person.middles and candidate.middles:
            at += _MIDDLE_STEP
        if person.places and candidate.places:
            at += _ADDRESS_STEP
        if person.phones and candidate.phones:
            at += _PHONE_STEP
        if person.identifiers and candidate.identifiers:
            if _share_identifier(person, candidate):
                return False
            at += _IDENTIFIERS_STEP
        return self._reach[at] < (self._near_shielded if candidate.shielded else self.bits)


def _share_identifier(one: Person, other: Person) -> bool:
    return any(
        mine[1] == theirs[1] and mine[0] == theirs[0] for mine in one.identifiers for theirs in other.identifiers
    )


def _bounds(weights: Sequence[Sequence[float]], prior: float, rare_given: float, rare_family: float) -> list[float]:
    """The most bits for each combination of what is looked at, in the order of the steps."""
    given = _seen(weights[GIVEN], rare_given)
    family = _seen(weights[FAMILY], rare_family)
    unseen = [(0.0, _best(weights[field])) for field in (MIDDLE, ADDRESS, PHONE)]
    identifiers = (0.0, sum(_best(weights[at], but=EXACT) for at in range(NHS, len(ORDER))))
    parts = (identifiers, *reversed(unseen), weights[SEX][:3], _seen(weights[BIRTH]), family, given)
    return [prior + sum(each) for each in product(*parts)]


def _seen(weights: Sequence[float], rare: float = 0.0) -> list[float]:
    padded = [*weights, *[0.0] * (_LEVELS - len(weights))]
    padded[EXACT] += max(0.0, rare)
    return padded[:_LEVELS]


def _best(weights: Sequence[float], but: int = 0) -> float:
    """The most that a field can add, or nothing where it takes away whatever its level."""
    return max(weight for level, weight in enumerate(weights) if level != but or level == 0)
