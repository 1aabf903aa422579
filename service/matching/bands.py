"""How sure is sure enough: the band of a score, and the hard rules that stand above every score.

The bits are the model file's, calibrated, with the measured error beside each (see domain 4.3: never portable
constants). The rules only ever lower a band, but for one: a verified identifier with two agreeing demographics.
"""

from enum import StrEnum
from typing import Final

from service.matching import comparison as c
from service.matching.model import Model, Score
from service.matching.person import Person


class Band(StrEnum):
    """How far a match may be acted on, surest first."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    POSSIBLE = "possible"
    NONE = "none"

    __hash__ = str.__hash__
    """An Enum hashes in Python; this one is looked up several times for every candidate."""


RANK: Final = {Band.CONFIRMED: 3, Band.LIKELY: 2, Band.POSSIBLE: 1, Band.NONE: 0}
_SAME_BIRTH: Final = frozenset({c.EXACT, c.BIRTH_SWAPPED})
_NAME_AGREES: Final = frozenset({c.EXACT, c.NAME_OTHER, c.NAME_CLOSE, c.NAME_SWAPPED})
_FAMILY_AGREES: Final = frozenset({*_NAME_AGREES, c.NAME_PART})
_NAME_SHOWS: Final = frozenset({*_NAME_AGREES, c.NAME_INITIAL, c.NAME_SIMILAR})
_FAMILY_SHOWS: Final = frozenset({*_FAMILY_AGREES, c.NAME_SIMILAR})
_PLACE_AGREES: Final = frozenset({c.EXACT, c.STREET, c.MISSPELT, c.POSTCODE})
_AT_HOME: Final = frozenset({c.EXACT, c.STREET})
_BIRTH_AGREES: Final = frozenset(range(c.EXACT, c.BIRTH_YEAR))
_IDENTIFIES: Final = frozenset({"nhs", "pnc", "cro", "upn", "uln", "crn", "nino"})
_DAYS_OF_DOUBT: Final = 31
_GENERATION: Final = 12


def band(score: Score, a: Person, b: Person, model: Model) -> Band:
    """The band of a scored pair. Symmetric in `a` and `b`."""
    if two_verified_nhs_numbers(a, b) or deaths_conflict(a, b):
        return Band.NONE
    return possible_band(score, a, b, model)


def possible_band(score: Score, a: Person, b: Person, model: Model) -> Band:
    """The band of a scored pair that neither hard rule forbids: for who has asked them already."""
    reached = by_bits(score.bits, model)
    if reached is Band.NONE and not (a.identifiers and b.identifiers):
        return reached
    cap = _cap(score.levels, a, b)
    if verified_identifier_agrees(a, b) and _demographics(score.levels) >= 2:
        reached = Band.CONFIRMED
    return reached if RANK[reached] <= RANK[cap] else cap


def by_bits(bits: float, model: Model) -> Band:
    """The band of the bits alone."""
    least = model.thresholds
    if bits >= least["confirmed"].bits:
        return Band.CONFIRMED
    if bits >= least["likely"].bits:
        return Band.LIKELY
    return Band.POSSIBLE if bits >= least["possible"].bits else Band.NONE


def _cap(levels: tuple[int, ...], a: Person, b: Person) -> Band:
    """The surest band that the evidence allows, however many bits it has."""
    if verified_identifier_agrees(a, b):
        return Band.CONFIRMED if _demographics(levels) else Band.POSSIBLE
    if twin_pair(levels) or levels[c.NHS] == c.NHS_DIFFERS or levels[c.BIRTH] == c.BIRTH_DIFFERS:
        return Band.POSSIBLE
    if not _shows_enough(levels):
        return Band.POSSIBLE
    if _a_generation_apart(a, b) or _rhyme(levels, a, b):
        return Band.LIKELY
    return Band.CONFIRMED if _proves_enough(levels) else Band.LIKELY


def _shows_enough(levels: tuple[int, ...]) -> bool:
    """A name, and something else that few people share."""
    named = levels[c.GIVEN] in _NAME_SHOWS or levels[c.FAMILY] in _FAMILY_SHOWS
    placed = levels[c.ADDRESS] in _PLACE_AGREES or levels[c.PHONE] == c.EXACT
    return named and (levels[c.BIRTH] in _BIRTH_AGREES or placed or any_identifier_agrees(levels))


def _proves_enough(levels: tuple[int, ...]) -> bool:
    """A forename, a family name to compare, and a date of birth or an identifier; or an initial and all else.

    Name and address alone may be a father and son; a forename that is only similar may be a twin's.
    """
    named = levels[c.GIVEN] in _NAME_AGREES and levels[c.FAMILY] != c.MISSING
    if named and (levels[c.BIRTH] in _BIRTH_AGREES or any_identifier_agrees(levels)):
        return True
    return _initial_at_home(levels)


def _initial_at_home(levels: tuple[int, ...]) -> bool:
    """An initial will do where family name, whole date of birth, sex and house all agree.

    Only a twin of the same sex and initial would agree as much, and where both are known the two contest each other.
    """
    return (
        levels[c.GIVEN] == c.NAME_INITIAL
        and levels[c.FAMILY] in _FAMILY_SHOWS
        and levels[c.BIRTH] == c.EXACT
        and levels[c.SEX] == c.EXACT
        and levels[c.ADDRESS] in _AT_HOME
    )


def _a_generation_apart(a: Person, b: Person) -> bool:
    """Years of birth so far apart that a slip of one digit may as well be a parent of the same name."""
    return bool(a.year and b.year and abs(a.year - b.year) >= _GENERATION)


def _rhyme(levels: tuple[int, ...], a: Person, b: Person) -> bool:
    """Forenames that are close but begin with different letters: Millie and Lillie are as likely twins as a slip."""
    return levels[c.GIVEN] == c.NAME_CLOSE and a.forenames[0][0] != b.forenames[0][0]


def twin_pair(levels: tuple[int, ...]) -> bool:
    """Same date of birth, a surname that agrees, forenames unlike: two people, whatever else agrees.

    An address that differs does not save the pair: one twin may have moved, or an address may be hidden.
    """
    return levels[c.BIRTH] in _SAME_BIRTH and levels[c.FAMILY] in _FAMILY_AGREES and levels[c.GIVEN] == c.NAME_DIFFERS


def two_verified_nhs_numbers(a: Person, b: Person) -> bool:
    """Each has a verified NHS number and none is the other's: never one person (adoption and GRC included)."""
    verified = False
    for scheme, value, sure in a.identifiers:
        if sure and scheme == "nhs":
            for known, other, also in b.identifiers:
                if also and known == "nhs":
                    if value == other:
                        return False
                    verified = True
    return verified


def verified_identifier_agrees(a: Person, b: Person) -> bool:
    """One identifier is the same on both sides and at least one side had it verified."""
    for scheme, value, sure in a.identifiers:
        for known, other, also in b.identifiers:
            if value == other and scheme == known and (sure or also):
                return True
    return False


def any_identifier_agrees(levels: tuple[int, ...]) -> bool:
    """Some identifier of the person agrees, verified or not."""
    return any(
        level == c.EXACT for scheme, level in zip(c.SCHEMES, levels[c.NHS :], strict=True) if scheme in _IDENTIFIES
    )


def deaths_conflict(a: Person, b: Person) -> bool:
    """Both died, more than a month apart; or one was born after the year in which the other died."""
    if not (a.deceased or b.deceased):
        return False
    if a.deceased and b.deceased and abs(a.deceased - b.deceased) > _DAYS_OF_DOUBT:
        return True
    return _born_after(a, b) or _born_after(b, a)


def _born_after(a: Person, b: Person) -> bool:
    return bool(a.year and b.deceased and a.year > b.deceased // 365.2425 + 1)


def may_be_one(levels: tuple[int, ...]) -> bool:
    """Whether two records might at all be one person's: a name and a date of birth that agree, or an identifier."""
    named = levels[c.GIVEN] in _NAME_SHOWS or levels[c.FAMILY] in _FAMILY_SHOWS
    return (named and levels[c.BIRTH] in _BIRTH_AGREES) or any_identifier_agrees(levels)


def _demographics(levels: tuple[int, ...]) -> int:
    """How many of forename, family name and date of birth agree."""
    return (levels[c.GIVEN] in _NAME_AGREES) + (levels[c.FAMILY] in _FAMILY_AGREES) + (levels[c.BIRTH] in _BIRTH_AGREES)
