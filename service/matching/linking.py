"""Where a new record belongs: it joins a golden nominal, founds one, asks a person, or is held.

Decided on opened candidates alone, so it can be tested without a store. A person has one record in a source unless
that source says otherwise, and among candidates of one household the best must win clearly. A record that might be a
shielded person's and does not link surely is held: no unshielded shadow of a shielded person may come about.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.matching.bands import RANK, Band, may_be_one, verified_identifier_agrees
from service.matching.comparison import EXACT, NHS
from service.matching.model import Model, Score
from service.matching.person import Person
from service.matching.ranking import Known, Ranked, rank

__all__ = ["Asks", "Choice", "Founds", "Holds", "Joins", "Known", "choose"]

_MOST_ASKED = 5


@dataclass(frozen=True, slots=True)
class Joins:
    """The record belongs to this golden nominal."""

    golden: str
    score: Score


@dataclass(frozen=True, slots=True)
class Founds:
    """Nobody known: the record founds a golden nominal of its own."""


@dataclass(frozen=True, slots=True)
class Asks:
    """The record founds a golden nominal of its own, and a person decides these pairs, best first."""

    pairs: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Holds:
    """The record may be a shielded person's: quarantine it, treat it as shielded, and let a person decide."""

    pairs: tuple[Known, ...]


Choice = Joins | Founds | Asks | Holds


def choose(
    person: Person, candidates: Sequence[Known], model: Model, *, repeats: frozenset[str] = frozenset()
) -> Choice:
    """Decide for a new record. `repeats` names providers that hold several records of one person."""
    if _nobody_near(candidates, model.thresholds["hold"].bits):
        return Founds()
    ranked = rank(person, candidates, model)
    free = [one for one in ranked if not _taken(person, one, candidates, repeats)]
    best = free[0] if free else None
    if best is not None and best.band is Band.CONFIRMED and not best.contested:
        return Joins(best.golden, best.best.score)
    freed = _alone(free, ranked)
    if freed is not None:
        return Joins(freed.golden, freed.best.score)
    held = _perhaps_shielded(candidates, model)
    if held:
        return Holds(held)
    asked = tuple(one.best for one in free if RANK[one.band] >= RANK[Band.POSSIBLE])[:_MOST_ASKED]
    return Asks(asked) if asked else Founds()


def _nobody_near(candidates: Sequence[Known], least: float) -> bool:
    """Whether no candidate could be joined, asked about or held: so it is for most records, and it is cheap to tell."""
    return all(known.score.bits < least and EXACT not in known.score.levels[NHS:] for known in candidates)


def _taken(person: Person, ranked: Ranked, candidates: Sequence[Known], repeats: frozenset[str]) -> bool:
    """Whether the golden nominal has a record of this provider that no verified identifier says is this one."""
    if person.provider in repeats:
        return False
    own = [k for k in candidates if k.golden == ranked.golden and k.provider == person.provider]
    return bool(own) and not any(verified_identifier_agrees(person, known.person) for known in own)


def _alone(free: list[Ranked], ranked: list[Ranked]) -> Ranked | None:
    """The one free golden nominal whose only rival is taken: by elimination it is this person's."""
    if not free or not free[0].contested or free[0].alone is not Band.CONFIRMED:
        return None
    rivals = [one for one in ranked if one.contested and one.golden != free[0].golden]
    return free[0] if rivals and all(rival not in free for rival in rivals) else None


def _perhaps_shielded(candidates: Sequence[Known], model: Model) -> tuple[Known, ...]:
    least = model.thresholds["hold"].bits
    found = [
        known
        for known in candidates
        if known.person.shielded and known.score.bits >= least and may_be_one(known.score.levels)
    ]
    return tuple(sorted(found, key=lambda known: -known.score.bits)[:_MOST_ASKED])
