"""How two persons compare, field by field, as small integers: the one definition that online and bulk scoring share.

Level 0 of every field is "missing": one side does not have it, so it says nothing. Every comparison is symmetric.
Ethnicity is never compared. Sex is compared and weighs little.
"""

from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from service.matching.names import PREFIXED
from service.matching.nicknames import stands_for
from service.matching.person import Person, Place
from service.matching.sounds import sound

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "given": ("missing", "exact", "other", "initial", "close", "similar", "swapped", "differs"),
    "family": ("missing", "exact", "other", "part", "close", "similar", "swapped", "differs"),
    "middle": ("missing", "exact", "close", "differs"),
    "birth": ("missing", "exact", "swapped", "one_digit", "two_parts", "partial", "year", "differs"),
    "address": ("missing", "house", "street", "postcode", "neighbour", "outward", "differs"),
    "phone": ("missing", "exact", "differs"),
    "sex": ("missing", "exact", "differs"),
    "nhs": ("missing", "exact", "close", "differs"),
    "pnc": ("missing", "exact", "differs"),
    "cro": ("missing", "exact", "differs"),
    "upn": ("missing", "exact", "differs"),
    "uln": ("missing", "exact", "differs"),
    "crn": ("missing", "exact", "differs"),
    "nino": ("missing", "exact", "differs"),
    "local": ("missing", "exact", "differs"),
}
"""Each compared field and the names of its levels, in the order of their numbers."""

ORDER: Final = tuple(FIELDS)
GIVEN, FAMILY, MIDDLE, BIRTH, ADDRESS, PHONE, SEX, NHS = range(8)
SCHEMES: Final = ORDER[NHS:]
_GENERATION: Final = 12
"""Years of birth this far apart are no slip, though day and month agree: parent and child may share a birthday."""
_NO_SCHEMES: Final = (0,) * len(SCHEMES)
_AT: Final = {scheme: at for at, scheme in enumerate(SCHEMES)}

MISSING, EXACT = 0, 1
NAME_OTHER, NAME_INITIAL, NAME_CLOSE, NAME_SIMILAR, NAME_SWAPPED, NAME_DIFFERS = 2, 3, 4, 5, 6, 7
NAME_PART: Final = 3
BIRTH_SWAPPED, BIRTH_DIGIT, BIRTH_TWO_PARTS, BIRTH_PARTIAL, BIRTH_YEAR, BIRTH_DIFFERS = 2, 3, 4, 5, 6, 7
STREET, POSTCODE, NEIGHBOUR, OUTWARD, ELSEWHERE = 2, 3, 4, 5, 6
NHS_CLOSE, NHS_DIFFERS = 2, 3


def levels(a: Person, b: Person) -> tuple[int, ...]:
    """The level of each field in the order of `FIELDS`."""
    given, family = name_levels(a, b)
    schemes = _identifiers(a, b) if a.identifiers and b.identifiers else _NO_SCHEMES
    return (
        given,
        family,
        _middle(a.middles, b.middles) if a.middles and b.middles else 0,
        birth_level(a, b),
        _address(a.places, b.places) if a.places and b.places else 0,
        (2 if set(a.phones).isdisjoint(b.phones) else 1) if a.phones and b.phones else 0,
        (1 if a.sex == b.sex else 2) if a.sex and b.sex else 0,
        *schemes,
    )


def name_levels(a: Person, b: Person) -> tuple[int, int]:
    """The levels of forename and family name, which are told together because they may be swapped."""
    x, y, s, t = a.forenames, b.forenames, a.families, b.families
    if x and y and s and t and x[0] != y[0] and x[0] == t[0] and y[0] == s[0]:
        return NAME_SWAPPED, NAME_SWAPPED
    return (
        _given(a, b) if x and y else 0,
        (EXACT if s[0] == t[0] else _family(a, b)) if s and t else 0,
    )


def _given(a: Person, b: Person) -> int:
    x, y = a.forenames[0], b.forenames[0]
    if x == y and len(x) > 1:
        return NAME_SIMILAR if x in PREFIXED and _second_names_differ(a.middles, b.middles) else EXACT
    if len(x) == 1 or len(y) == 1:
        return NAME_INITIAL if x[0] == y[0] else NAME_DIFFERS
    if not (a.middles or b.middles) and len(a.forenames) == len(b.forenames) == 1:
        return _called(x, y)
    if x in b.forenames or y in a.forenames or x in b.middles or y in a.middles:
        return NAME_OTHER
    if (len(a.forenames) > 1 or len(b.forenames) > 1) and not set(a.forenames).isdisjoint(b.forenames):
        return NAME_OTHER
    return _called(x, y)


def _called(one: str, other: str) -> int:
    return NAME_OTHER if stands_for(one, other) else _spelt(one, other)


def _second_names_differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Muhammad Ali and Muhammad Bilal may be brothers: their second names tell them apart."""
    return bool(one and other) and _middle(one, other) == 3


def _family(a: Person, b: Person) -> int:
    s, t = a.families, b.families
    if len(s) == len(t) == 1 and not (a.parts or b.parts):
        return _spelt(s[0], t[0])
    if not set(s).isdisjoint(t):
        return NAME_OTHER
    if (a.parts or b.parts) and not {*s, *a.parts}.isdisjoint((*t, *b.parts)):
        return NAME_PART
    return _spelt(s[0], t[0])


def _spelt(one: str, other: str) -> int:
    return _spelling(one, other) if one < other else _spelling(other, one)


@lru_cache(maxsize=131_072)
def _spelling(one: str, other: str) -> int:
    """Few pairs of names make up most comparisons, so this is kept, and nothing beneath it."""
    if _alike(one, other):
        return NAME_CLOSE
    return NAME_SIMILAR if similar(one, other) else NAME_DIFFERS


def similar(one: str, other: str) -> bool:
    """Whether two names share their shape as bad handwriting leaves it: two slips in four letters, three in seven.

    >>> similar("robert", "bobebt"), similar("hannah", "mannam"), similar("harry", "bennett"), similar("mia", "ava")
    (True, True, False, False)
    """
    shorter, longer = len(one), len(other)
    if longer < shorter:
        shorter, longer = longer, shorter
    if shorter < 4 or longer - shorter > 2:
        return False
    return OSA.distance(one, other, score_cutoff=3) <= (3 if shorter >= 7 else 2)


def alike(one: str, other: str) -> bool:
    """Whether two folded names are one slip or one sound apart, whichever comes first.

    >>> alike("catherine", "cathrine"), alike("szymanski", "shimanski"), alike("mia", "leo"), alike("alexa", "lexaa")
    (True, True, False, False)
    """
    return _spelt(one, other) == NAME_CLOSE


def _alike(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips <= 1 and shorter >= 3:
        return True
    if slips == 2 and shorter >= 7:
        return True
    if shorter >= 4 and sound(one) == sound(other) and len(sound(one)) >= 3:
        return True
    return shorter >= 5 and JaroWinkler.similarity(one, other, score_cutoff=0.93) > 0


def one_letter(one: str, other: str) -> bool:
    """Whether two names are one letter added, dropped, changed or changed about."""
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _middle(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    if not set(one).isdisjoint(other):
        return EXACT
    initials = {name[0] for name in one if len(name) == 1} | {name[0] for name in other if len(name) == 1}
    if initials and not {name[0] for name in one}.isdisjoint(name[0] for name in other):
        return 2
    return 2 if any(stands_for(x, y) or alike(x, y) for x in one for y in other) else 3


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


def _address(one: tuple[Place, ...], other: tuple[Place, ...]) -> int:
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


def _identifiers(a: Person, b: Person) -> tuple[int, ...]:
    shared = {mine[0] for mine in a.identifiers for theirs in b.identifiers if mine[0] == theirs[0]}
    if not shared:
        return _NO_SCHEMES
    found = [0] * len(SCHEMES)
    for scheme in shared:
        one = {value for known, value, _ in a.identifiers if known == scheme}
        other = {value for known, value, _ in b.identifiers if known == scheme}
        found[_AT[scheme]] = _identifier(scheme, one, other)
    return tuple(found)


def _identifier(scheme: str, one: set[str], other: set[str]) -> int:
    if not one.isdisjoint(other):
        return EXACT
    if scheme == "nhs":
        return NHS_CLOSE if any(OSA.distance(x, y, score_cutoff=1) == 1 for x in one for y in other) else NHS_DIFFERS
    return 0 if scheme == "local" else 2
