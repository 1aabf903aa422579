"""Which golden nominals an asker may be told of: the best record of each, banded, with competition among them.

Two answers that are nearly as good as each other (twins, cousins of one name, Jr and Sr) are a choice for a person, so
neither stays confirmed ("ManyMatch" in the domain).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from service.matching.bands import RANK, Band, deaths_conflict, possible_band, two_verified_nhs_numbers
from service.matching.model import Model, Score
from service.matching.nearness import FAR
from service.matching.person import Person


class Known(NamedTuple):
    """A candidate record that was opened: whose golden nominal it belongs to, and what the model says of it."""

    record: str
    golden: str
    provider: str
    person: Person
    score: Score


class Ranked(NamedTuple):
    """One golden nominal as an answer: its best record, the band, and whether another one comes close."""

    golden: str
    band: Band
    best: Known
    alone: Band
    """The band that it would have had without rivals."""
    contested: bool


def scored(person: Person, candidates: Iterable[tuple[str, str, Person]], model: Model) -> list[Known]:
    """Score candidates given as (record, golden, person)."""
    score = model.score
    return [Known(record, golden, other.provider, other, score(person, other)) for record, golden, other in candidates]


def rank(person: Person, candidates: Sequence[Known], model: Model) -> list[Ranked]:
    """Golden nominals above band none, best first. A hard rule against one record holds for its golden nominal."""
    by_golden: dict[str, list[Known]] = {}
    for known in candidates:
        by_golden.setdefault(known.golden, []).append(known)
    found = [one for group in by_golden.values() if (one := best_of(person, group, model)) is not None]
    found.sort(key=lambda ranked: (-RANK[ranked.band], -ranked.best.score.bits, ranked.golden))
    return _contest(found, model.thresholds["margin"].bits)


def best_of(person: Person, group: Sequence[Known], model: Model) -> Ranked | None:
    """The band of one golden nominal by its best record; none when any record is ruled out by the hard rules."""
    for known in group:
        if _ruled_out(person, known):
            return None
    banded = [
        (possible_band(known.score, person, known.person, model), known) for known in group if known.score is not FAR
    ]
    if not banded:
        return None
    reached, best = max(banded, key=lambda pair: (RANK[pair[0]], pair[1].score.bits))
    return None if reached is Band.NONE else Ranked(best.golden, reached, best, reached, False)


def _ruled_out(person: Person, known: Known) -> bool:
    return two_verified_nhs_numbers(person, known.person) or deaths_conflict(person, known.person)


def _contest(found: list[Ranked], margin: float) -> list[Ranked]:
    if len(found) < 2 or RANK[found[0].band] < RANK[Band.LIKELY]:
        return found
    if found[0].best.score.bits - found[1].best.score.bits >= margin:
        return found
    lowered = [one._replace(band=_lowered(one.band), contested=True) for one in found[:2]]
    return [*lowered, *found[2:]]


def _lowered(reached: Band) -> Band:
    return Band.LIKELY if reached is Band.CONFIRMED else reached
