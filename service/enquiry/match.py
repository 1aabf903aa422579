"""Step 2: find the person. Blind tokens bring sealed candidates; they are opened in memory, scored and banded.

Only `confirmed` and `likely` go on. A `possible` match is for the review queue, never for the asker. Two people who
fit almost equally well are nobody until the asker adds a detail: a wrong link tells about the wrong family.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from service.matching.bands import Band
from service.matching.model import Score
from service.matching.normalise import person_from_sought
from service.matching.person import Person
from service.matching.ranking import Known, Ranked, rank
from service.matching.sought import Sought
from service.matching.tokens import tokens_of, tokens_sought
from service.runtime import Runtime
from service.sealing.keys import CannotOpen
from service.store.rows import SealedPerson


@dataclass(frozen=True, slots=True)
class Found:
    """A golden nominal that fits, by the best of its records."""

    golden: int
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
    opened: Mapping[int, Person] = field(default_factory=dict)
    """The candidates' records that were opened, so that none is opened twice."""
    sought: Person = field(default_factory=Person)
    """What was typed, normalised."""


async def match(sought: Sought, runtime: Runtime) -> Match:
    """Find the golden nominal of the person sought: as typed; if that is not sure, with the names swapped too."""
    person = person_from_sought(sought)
    tokens = tokens_of(person, runtime.index_key)
    found = await _look_up(person, tokens, runtime)
    if found.best is not None and found.best.band is Band.CONFIRMED:
        return found
    wider = tokens_sought(person, runtime.index_key)
    return found if set(wider) == set(tokens) else await _look_up(person, wider, runtime)


async def _look_up(person: Person, tokens: Sequence[int], runtime: Runtime) -> Match:
    sealed = await runtime.store.candidates(tokens)
    known = _scored(person, sealed, runtime)
    chosen = _choose(rank(person, known, runtime.model), len(sealed))
    return replace(chosen, opened={int(one.record): one.person for one in known}, sought=person)


def _scored(sought: Person, sealed: Sequence[SealedPerson], runtime: Runtime) -> list[Known]:
    """Open and score the candidates. An agency that has withdrawn its keys takes no part, as if it held nobody."""
    known: list[Known] = []
    for row in sealed:
        with suppress(CannotOpen):
            person = runtime.opener.person(row)
            score = runtime.model.score(sought, person)
            known.append(Known(str(row.record), str(row.golden), row.provider, person, score))
    return known


def _choose(ranked: Sequence[Ranked], candidates: int) -> Match:
    """The best golden nominal, if it is sure enough and no other one comes close."""
    shown = [one for one in ranked if one.band in (Band.CONFIRMED, Band.LIKELY)]
    if not shown:
        return Match("none", candidates)
    best = shown[0]
    if best.contested and len(shown) > 1:
        return Match("many", candidates, _found(best), _found(shown[1]))
    return Match("one", candidates, _found(best))


def _found(ranked: Ranked) -> Found:
    return Found(int(ranked.golden), ranked.best.score, ranked.band)
