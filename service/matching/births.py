"""How two dates of birth compare, each of which may lack parts or be a placeholder."""

from functools import lru_cache
from typing import Final

from service.matching.fields import (
    BIRTH_DIFFERS,
    BIRTH_DIGIT,
    BIRTH_PARTIAL,
    BIRTH_SWAPPED,
    BIRTH_TWO_PARTS,
    BIRTH_YEAR,
    EXACT,
)
from service.matching.person import Person

_GENERATION: Final = 12
"""Years of birth this far apart are no slip, though day and month agree: parent and child may share a birthday."""


def birth_level(a: Person, b: Person) -> int:
    """The level of two dates of birth, each of which may lack parts or be a placeholder."""
    year, month, day = a.year, a.month, a.day
    if a.placeholder or b.placeholder:
        return _year_only(year, b.year)
    if year == b.year and month == b.month and day == b.day:
        return _parts_known(year, month, day)
    if not (year and month and day and b.year and b.month and b.day):
        return _partial(a, b)
    if year == b.year and day == b.month and month == b.day:
        return BIRTH_SWAPPED
    if year != b.year and month != b.month and day != b.day:
        return BIRTH_DIFFERS
    return _unlike((year, month, day), (b.year, b.month, b.day))


@lru_cache(maxsize=131_072)
def _unlike(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    """Two whole dates that share a part, but are not the same, nor the same with day and month changed about."""
    same = (one[0] == other[0]) + (one[1] == other[1]) + (one[2] == other[2])
    if _one_slip(*(f"{year:04}{month:02}{day:02}" for year, month, day in (one, other))):
        return BIRTH_DIGIT
    if same == 2 and abs(one[0] - other[0]) < _GENERATION:
        return BIRTH_TWO_PARTS
    return BIRTH_YEAR if one[0] == other[0] else BIRTH_DIFFERS


def _year_only(one: int | None, other: int | None) -> int:
    if not (one and other):
        return 0
    return BIRTH_YEAR if one == other else BIRTH_DIFFERS


def _parts_known(year: int | None, month: int | None, day: int | None) -> int:
    if year and month and day:
        return EXACT
    if year:
        return BIRTH_PARTIAL if month or day else BIRTH_YEAR
    return BIRTH_PARTIAL if month and day else 0


def _partial(a: Person, b: Person) -> int:
    pairs = ((a.year, b.year), (a.month, b.month), (a.day, b.day))
    known = [one == other if one and other else None for one, other in pairs]
    if False in known:
        if known[0]:
            return BIRTH_YEAR
        return BIRTH_DIFFERS if known[0] is False or known.count(True) == 0 else 0
    agreeing = known.count(True)
    if agreeing >= 2:
        return BIRTH_PARTIAL
    return BIRTH_YEAR if known[0] else 0


def _one_slip(one: str, other: str) -> bool:
    """One digit mistyped, or two neighbours changed about, in eight digits."""
    at = [i for i in range(8) if one[i] != other[i]]
    if len(at) == 1:
        return True
    return len(at) == 2 and at[1] == at[0] + 1 and one[at[0]] == other[at[1]] and one[at[1]] == other[at[0]]
