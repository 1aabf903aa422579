"""How the names of two persons compare: forename, middle names and family name, and the two of them swapped."""

from service.matching.fields import (
    EXACT,
    MIDDLE_CLOSE,
    MIDDLE_DIFFERS,
    NAME_CLOSE,
    NAME_DIFFERS,
    NAME_INITIAL,
    NAME_OTHER,
    NAME_PART,
    NAME_SIMILAR,
)
from service.matching.names import PREFIXED
from service.matching.nicknames import stands_for
from service.matching.person import Person
from service.matching.spelling import alike, spelt


def swapped(a: Person, b: Person) -> bool:
    """Whether each has the other's forename as family name: the one rule that looks at two fields at once.

    One of the two may be badly spelt besides, but not both.
    """
    x, y, s, t = a.forenames, b.forenames, a.families, b.families
    if not (x and y and s and t) or x[0] == y[0] or s[0] == t[0]:
        return False
    if x[0] == t[0]:
        return y[0] == s[0] or spelt(y[0], s[0]) == NAME_CLOSE
    return y[0] == s[0] and spelt(x[0], t[0]) == NAME_CLOSE


def given_level(a: Person, b: Person) -> int:
    """The level of two forenames, with whatever else may stand for them: aliases, nicknames, middle names."""
    if not (a.forenames and b.forenames):
        return 0
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
    return NAME_OTHER if stands_for(one, other) else spelt(one, other)


def _second_names_differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Muhammad Ali and Muhammad Bilal may be brothers: their second names tell them apart."""
    return bool(one and other) and _middles(one, other) == MIDDLE_DIFFERS


def family_level(a: Person, b: Person) -> int:
    """The level of two family names, with previous names, aliases and the parts of double-barrelled ones."""
    s, t = a.families, b.families
    if not (s and t):
        return 0
    if s[0] == t[0]:
        return EXACT
    if len(s) == len(t) == 1 and not (a.parts or b.parts):
        return spelt(s[0], t[0])
    if not set(s).isdisjoint(t):
        return NAME_OTHER
    if (a.parts or b.parts) and not {*s, *a.parts}.isdisjoint((*t, *b.parts)):
        return NAME_PART
    return spelt(s[0], t[0])


def middle_level(a: Person, b: Person) -> int:
    """The level of two sets of middle names: any that agrees is enough."""
    return _middles(a.middles, b.middles) if a.middles and b.middles else 0


def _middles(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    if not set(one).isdisjoint(other):
        return EXACT
    initials = {name[0] for name in one if len(name) == 1} | {name[0] for name in other if len(name) == 1}
    if initials and not {name[0] for name in one}.isdisjoint(name[0] for name in other):
        return MIDDLE_CLOSE
    near = any(stands_for(x, y) or alike(x, y) for x in one for y in other)
    return MIDDLE_CLOSE if near else MIDDLE_DIFFERS
