"""How the identifiers of two persons compare: any of one kind that agrees is enough."""

from collections.abc import Callable
from typing import Final

from rapidfuzz.distance import OSA

from service.matching.fields import EXACT, NHS_CLOSE, NHS_DIFFERS, SCHEMES
from service.matching.person import Person

_NO_SCHEMES: Final = (0,) * len(SCHEMES)
_AT: Final = {scheme: at for at, scheme in enumerate(SCHEMES)}


def scheme_levels(a: Person, b: Person) -> tuple[int, ...]:
    """The level of each kind of identifier, in the order of `SCHEMES`."""
    if not (a.identifiers and b.identifiers):
        return _NO_SCHEMES
    shared = {mine[0] for mine in a.identifiers for theirs in b.identifiers if mine[0] == theirs[0]}
    if not shared:
        return _NO_SCHEMES
    found = [0] * len(SCHEMES)
    for scheme in shared:
        found[_AT[scheme]] = _level(scheme, a, b)
    return tuple(found)


def scheme_level(scheme: str) -> Callable[[Person, Person], int]:
    """The comparison of one kind of identifier alone."""

    def level(a: Person, b: Person) -> int:
        kinds = [{known for known, _, _ in person.identifiers} for person in (a, b)]
        return _level(scheme, a, b) if scheme in kinds[0] & kinds[1] else 0

    return level


def _level(scheme: str, a: Person, b: Person) -> int:
    one, other = ({value for known, value, _ in person.identifiers if known == scheme} for person in (a, b))
    if not one.isdisjoint(other):
        return EXACT
    if scheme == "nhs":
        return NHS_CLOSE if any(OSA.distance(x, y, score_cutoff=1) == 1 for x in one for y in other) else NHS_DIFFERS
    return 0 if scheme == "local" else 2
