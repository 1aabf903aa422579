"""How the addresses of two persons compare: the best of any two of theirs."""

from rapidfuzz.distance import OSA

from service.matching.fields import ELSEWHERE, EXACT, NEIGHBOUR, OUTWARD, POSTCODE, STREET
from service.matching.person import Person, Place


def address_level(a: Person, b: Person) -> int:
    """The level of the two addresses that agree best."""
    return _places(a.places, b.places) if a.places and b.places else 0


def _places(one: tuple[Place, ...], other: tuple[Place, ...]) -> int:
    if len(one) == 1 and len(other) == 1:
        return _place(one[0], other[0])
    best = 0
    for x in one:
        for y in other:
            level = _place(x, y)
            if level == EXACT:
                return EXACT
            if level and (level < best or not best):
                best = level
    return best


def _place(x: Place, y: Place) -> int:
    outward, inward, house, street, uprn = x
    if uprn and uprn == y[4]:
        return EXACT
    same_house = bool(house) and house == y[2]
    if inward and inward == y[1] and outward == y[0]:
        if same_house:
            return EXACT
        return NEIGHBOUR if house and y[2] else POSTCODE
    if same_house and street and street == y[3] and (not (outward and y[0]) or _near(x, y)):
        return STREET
    if outward and y[0]:
        return OUTWARD if outward == y[0] else ELSEWHERE
    return 0


def _near(x: Place, y: Place) -> bool:
    return x[0] == y[0] or x[1] == y[1] or OSA.distance(x[0] + x[1], y[0] + y[1], score_cutoff=2) <= 2
