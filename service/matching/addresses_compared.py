"""How the addresses of two persons compare: the best of any two of theirs.

A postcode with both halves says more than any locality, so a locality is looked at only where one side has no such
postcode. A street counts only in an area that agrees or nearly does; with the house, also where no area is known.
"""

from enum import IntEnum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from service.matching.fields import (
    ELSEWHERE,
    EXACT,
    MISSPELT,
    NEARBY,
    NEIGHBOUR,
    OUTWARD,
    POSTCODE,
    ROAD,
    STREET,
)
from service.matching.person import Person, Place
from service.matching.places import STREET_KINDS

_KINDS: Final = tuple(sorted(STREET_KINDS, key=len, reverse=True))


class _Area(IntEnum):
    """How the areas of two addresses agree."""

    UNKNOWN = 0
    FAR = 1
    NEAR = 2
    SAME = 3


def address_level(a: Person, b: Person) -> int:
    """The level of the two addresses that agree best."""
    one, other = a.places, b.places
    if not (one and other):
        return 0
    town = _towns(a.localities, b.localities) if a.localities and b.localities else _Area.UNKNOWN
    if len(one) == 1 and len(other) == 1:
        return _place(one[0], other[0], town)
    best = 0
    for x in one:
        for y in other:
            level = _place(x, y, town)
            if level == EXACT:
                return EXACT
            if level and (level < best or not best):
                best = level
    return best


def _place(x: Place, y: Place, town: _Area) -> int:
    outward, inward, house, street, uprn = x
    if uprn and uprn == y[4]:
        return EXACT
    same_house = bool(house) and house == y[2]
    if inward and inward == y[1] and outward == y[0]:
        if same_house:
            return EXACT
        return NEIGHBOUR if house and y[2] else POSTCODE
    area = _area(x, y, town)
    if street and y[3] and area is not _Area.FAR:
        level = _by_street(same_house, street == y[3], _misspelt(street, y[3]), area)
        if level:
            return EXACT if level == STREET and area is _Area.SAME and not (inward or y[1]) else level
    return _LEVEL_OF[area]


_LEVEL_OF: Final = {_Area.UNKNOWN: 0, _Area.FAR: ELSEWHERE, _Area.NEAR: NEARBY, _Area.SAME: OUTWARD}


def _by_street(same_house: bool, same_street: bool, misspelt: bool, area: _Area) -> int:
    """The level of house and street in an area that is not far off; 0 where they say nothing."""
    if same_house and same_street:
        return STREET
    if area is _Area.UNKNOWN or not (same_street or misspelt):
        return 0
    return MISSPELT if same_house else ROAD


def _area(x: Place, y: Place, town: _Area) -> _Area:
    """Postcodes first; a locality only where one side lacks the second half of its postcode."""
    found = _Area.UNKNOWN
    if x[0] and y[0]:
        if x[0] == y[0]:
            return _Area.SAME
        found = _Area.NEAR if _near(x, y) else _Area.FAR
    return found if x[1] and y[1] else max(found, town)


def _near(x: Place, y: Place) -> bool:
    """The same second half, or postcodes that are a slip apart: two in the whole, one in a code of digits alone."""
    if x[1] and y[1]:
        return x[1] == y[1] or OSA.distance(x[0] + x[1], y[0] + y[1], score_cutoff=2) <= 2
    return len(x[0]) > 3 and len(y[0]) > 3 and OSA.distance(x[0], y[0], score_cutoff=1) <= 1


def _towns(one: tuple[str, ...], other: tuple[str, ...]) -> _Area:
    if not set(one).isdisjoint(other):
        return _Area.SAME
    return _Area.NEAR if any(_alike(x, y) for x in one for y in other) else _Area.FAR


@lru_cache(maxsize=65_536)
def _misspelt(one: str, other: str) -> bool:
    """Whether two street keys are one street badly written. Church Road is not a slip of Church Street.

    >>> _misspelt("stanleyst", "stanlyst"), _misspelt("stanleyst", "stanleykstreet"), _misspelt("churchrd", "churchst")
    (True, True, False)
    """
    kinds = {kind for kind in (_kind(one), _kind(other)) if kind}
    return len(kinds) < 2 and _alike(one, other)


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 5:
        return False
    return OSA.distance(one, other, score_cutoff=2) <= 2 or JaroWinkler.similarity(one, other, score_cutoff=0.9) > 0


def _kind(street: str) -> str:
    return next((kind for kind in _KINDS if street.endswith(kind)), "")
