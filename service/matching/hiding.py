"""A person whose address and telephone must not count: what remains of them to match on."""

from typing import Any, Final

from msgspec.structs import fields, replace

from service.matching.person import Person

_HIDDEN: Final[dict[str, Any]] = {
    each.name: () for each in fields(Person) if each.name in {"places", "phones", "localities"}
}
"""Whatever says where somebody is, or rings there."""


def as_shielded(person: Person) -> Person:
    """The same person without the fields that a shielded record hides, as `normalise` leaves them out at source."""
    return replace(person, shielded=True, **_HIDDEN)
