"""Step 2: find the person. Blind tokens bring sealed candidates; they are opened in memory, scored and banded.

Only `confirmed` and `likely` go on. A `possible` match is for the review queue, never for the asker. Two people who
fit almost equally well are nobody until the asker adds a detail: a wrong link tells about the wrong family.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from service.matching.bands import Band, band
from service.matching.explain import Why, explain
from service.matching.model import Score
from service.matching.normalise import person_from_sought
from service.matching.person import Person
from service.matching.sought import Sought
from service.matching.tokens import tokens_sought
from service.runtime import Runtime
from service.store.rows import SealedPerson

CLEAR_LEAD_BITS = 6.0
"""By how many bits of evidence the best person must lead the next one (2**6 = 64 to 1)."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best record of one golden nominal, opened and scored."""

    golden: int
    provider: str
    person: Person
    score: Score
    band: Band


@dataclass(frozen=True, slots=True)
class Match:
    """What the index knows of the person sought: one golden nominal, none, or too many to say."""

    outcome: Literal["one", "none", "many"]
    candidates: int
    best: Found | None = None
    rival: Found | None = None
    """With `many`: the next person, who fits almost as well."""
    why: tuple[Why, ...] = ()


async def match(sought: Sought, runtime: Runtime) -> Match:
    """Find the golden nominal of the person sought."""
    person = person_from_sought(sought)
    sealed = await runtime.store.candidates(tokens_sought(person, runtime.index_key))
    found = [one for row in sealed if (one := _score(person, row, runtime)) is not None]
    return _choose(sought, found, len(sealed))


def _score(sought: Person, row: SealedPerson, runtime: Runtime) -> Found | None:
    """Score one candidate; a record that is held for review has no golden nominal, and finds nothing."""
    if row.golden is None:
        return None
    person = runtime.opener.person(row)
    score = runtime.model.score(sought, person)
    return Found(row.golden, row.provider, person, score, band(score, sought, person, runtime.model))


def _choose(sought: Sought, found: Sequence[Found], candidates: int) -> Match:
    """The best record of each golden nominal competes with those of the others."""
    best_of: dict[int, Found] = {}
    for one in sorted(found, key=lambda one: one.score.bits):
        if one.band in (Band.CONFIRMED, Band.LIKELY):
            best_of[one.golden] = one
    ranked = sorted(best_of.values(), key=lambda one: one.score.bits, reverse=True)
    if not ranked:
        return Match("none", candidates)
    best = ranked[0]
    if len(ranked) > 1 and best.score.bits - ranked[1].score.bits < CLEAR_LEAD_BITS:
        return Match("many", candidates, best, ranked[1])
    return Match("one", candidates, best, why=explain(sought, best.score, best.person))
