"""How two persons compare, field by field, as small integers: the one definition that online and bulk scoring share.

`FACETS` says for each field which attributes its level is made of, and of nothing else: whoever compares unique pairs
of values may rely on it. `swapped` is the one rule across fields. Every comparison is symmetric. Ethnicity is never
compared.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from service.matching.addresses_compared import address_level
from service.matching.births import birth_level
from service.matching.fields import (
    ADDRESS,
    BIRTH,
    BIRTH_DIFFERS,
    BIRTH_DIGIT,
    BIRTH_PARTIAL,
    BIRTH_SWAPPED,
    BIRTH_TWO_PARTS,
    BIRTH_YEAR,
    ELSEWHERE,
    EXACT,
    FAMILY,
    FIELDS,
    GIVEN,
    MIDDLE,
    MISSING,
    MISSPELT,
    NAME_CLOSE,
    NAME_DIFFERS,
    NAME_INITIAL,
    NAME_OTHER,
    NAME_PART,
    NAME_SIMILAR,
    NAME_SWAPPED,
    NEARBY,
    NEIGHBOUR,
    NHS,
    NHS_CLOSE,
    NHS_DIFFERS,
    ORDER,
    OUTWARD,
    PHONE,
    POSTCODE,
    ROAD,
    SCHEMES,
    SEX,
    STREET,
)
from service.matching.identifiers_compared import scheme_level, scheme_levels
from service.matching.names_compared import family_level, given_level, middle_level, swapped
from service.matching.person import Person
from service.matching.spelling import alike, one_letter, similar

__all__ = [
    "ADDRESS",
    "BIRTH",
    "BIRTH_DIFFERS",
    "BIRTH_DIGIT",
    "BIRTH_PARTIAL",
    "BIRTH_SWAPPED",
    "BIRTH_TWO_PARTS",
    "BIRTH_YEAR",
    "ELSEWHERE",
    "EXACT",
    "FACETS",
    "FAMILY",
    "FIELDS",
    "GIVEN",
    "MIDDLE",
    "MISSING",
    "MISSPELT",
    "NAME_CLOSE",
    "NAME_DIFFERS",
    "NAME_INITIAL",
    "NAME_OTHER",
    "NAME_PART",
    "NAME_SIMILAR",
    "NAME_SWAPPED",
    "NEARBY",
    "NEIGHBOUR",
    "NHS",
    "NHS_CLOSE",
    "NHS_DIFFERS",
    "ORDER",
    "OUTWARD",
    "PHONE",
    "POSTCODE",
    "ROAD",
    "SCHEMES",
    "SEX",
    "STREET",
    "Facet",
    "alike",
    "birth_level",
    "levels",
    "name_levels",
    "one_letter",
    "similar",
    "swapped",
]


class Facet(NamedTuple):
    """One field: the attributes of Person that its level is made of, and how two persons compare by them."""

    reads: tuple[str, ...]
    level: Callable[[Person, Person], int]


def phone_level(a: Person, b: Person) -> int:
    """The level of two sets of telephone numbers: any that agrees is enough."""
    return (2 if set(a.phones).isdisjoint(b.phones) else 1) if a.phones and b.phones else 0


def sex_level(a: Person, b: Person) -> int:
    """The level of two sexes, each of which may be unknown."""
    return (1 if a.sex == b.sex else 2) if a.sex and b.sex else 0


FACETS: Final[dict[str, Facet]] = {
    "given": Facet(("forenames", "middles"), given_level),
    "family": Facet(("families", "parts"), family_level),
    "middle": Facet(("middles",), middle_level),
    "birth": Facet(("year", "month", "day", "placeholder"), birth_level),
    "address": Facet(("places", "localities"), address_level),
    "phone": Facet(("phones",), phone_level),
    "sex": Facet(("sex",), sex_level),
    **{scheme: Facet(("identifiers",), scheme_level(scheme)) for scheme in SCHEMES},
}
"""Every field in the order of `FIELDS`. Where `swapped` holds, given and family are both NAME_SWAPPED instead."""


def levels(a: Person, b: Person) -> tuple[int, ...]:
    """The level of each field in the order of `FIELDS`: what `FACETS` and `swapped` say, by the shortest way."""
    given, family = name_levels(a, b)
    return (
        given,
        family,
        middle_level(a, b) if a.middles and b.middles else 0,
        birth_level(a, b),
        address_level(a, b),
        phone_level(a, b),
        sex_level(a, b),
        *scheme_levels(a, b),
    )


def name_levels(a: Person, b: Person) -> tuple[int, int]:
    """The levels of forename and family name, which are told together because they may be swapped."""
    if swapped(a, b):
        return NAME_SWAPPED, NAME_SWAPPED
    return given_level(a, b), family_level(a, b)
