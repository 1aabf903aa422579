"""How often the matcher is right, as people found it: the share of `same` among the decided pairs of each band.

Never mixed across models, nor samples with the rest: pairs that were worked through by their worth are no fair sample
of their band, and stand beside for what they are. Decisions are counted by band alone, never by who the people are:
ethnicity is not known here, and no group is kept.

The interval is Wilson's score interval (E. B. Wilson 1927, JASA 22:209-212), which holds for few decisions and for
shares near 1, where the usual one does not.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from service.clerical.desk import Desk
from service.clerical.gathering import gather
from service.clerical.reviewers import check_reviewer
from service.clerical.words import Verdict
from service.identity.principal import Principal
from service.matching.bands import Band
from service.store import clerical
from service.store.clerical_rows import LEFT, Counted

CONFIDENCE: Final = 0.95
_Z: Final = 1.959963984540054
"""The normal quantile of 0.975, for 95 % on both sides together."""
_BANDS: Final = [*Band, ""]


@dataclass(frozen=True, slots=True)
class Measured:
    """One band under one model."""

    model: str
    """The digest of the model file."""
    in_use: bool
    band: str
    """Empty where it could not be said which band it was."""
    sampled: bool
    """Of random samples; otherwise of pairs that were worked through by their worth."""
    right: int
    wrong: int
    cannot_tell: int
    undecided: int
    left: int
    """Left the queue before anyone decided: a record changed, or they were linked or parted otherwise."""

    @property
    def decided(self) -> int:
        """Of how many pairs a person could tell."""
        return self.right + self.wrong

    @property
    def precision(self) -> float | None:
        """The share that is right; none where nothing was decided."""
        return self.right / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, at 95 %."""
        return wilson(self.right, self.decided)


async def precision(principal: Principal, desk: Desk) -> list[Measured]:
    """What was measured: the model in use first, then the surest band, then samples before the rest.

    Raises:
        NotFound: this person reviews nothing.
        Unavailable: the store does not answer.
    """
    check_reviewer(principal)
    await gather(desk)
    return measured(await clerical.counted(desk.runtime.store.database), desk.runtime.model.digest)


def measured(counts: list[Counted], in_use: str) -> list[Measured]:
    """Add up what was decided, by model, band and whether a sample holds it."""
    groups: dict[tuple[str, str, bool], list[Counted]] = {}
    for one in counts:
        groups.setdefault((one.model, one.band, one.drawn), []).append(one)
    found = [_measured(key, members, in_use) for key, members in groups.items()]
    return sorted(found, key=lambda one: (not one.in_use, one.model, _BANDS.index(one.band), not one.sampled))


def _measured(key: tuple[str, str, bool], members: list[Counted], in_use: str) -> Measured:
    model, band, drawn = key

    def counted(outcome: str) -> int:
        return sum(one.pairs for one in members if one.outcome == outcome)

    left = sum(one.pairs for one in members if one.state == LEFT and not one.outcome)
    return Measured(
        model=model,
        in_use=model == in_use,
        band=band,
        sampled=drawn,
        right=counted(Verdict.SAME),
        wrong=counted(Verdict.DIFFERENT),
        cannot_tell=counted(Verdict.CANNOT_TELL),
        undecided=counted("") - left,
        left=left,
    )


def wilson(right: int, decided: int) -> tuple[float, float]:
    """Wilson's score interval at 95 %, without continuity correction; (0, 1) where nothing was decided.

    >>> [round(bound, 4) for bound in wilson(10, 10)], [round(bound, 4) for bound in wilson(49, 50)]
    ([0.7225, 1.0], [0.895, 0.9965])
    """
    if not decided:
        return 0.0, 1.0
    share, square = right / decided, _Z * _Z / decided
    middle = share + square / 2
    spread = _Z * sqrt(share * (1 - share) / decided + square / (4 * decided))
    return max(0.0, (middle - spread) / (1 + square)), min(1.0, (middle + spread) / (1 + square))
