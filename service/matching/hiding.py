"""A person whose address and telephone must not count: what remains of them to match on."""

from typing import Any, Final

from msgspec.structs import replace

from service.matching.person import Person

HIDDEN: Final = frozenset({"places", "phones", "localities"})
"""Whatever says where somebody is, or rings there: the attributes of a Person that are emptied."""
_NOTHING: Final[dict[str, Any]] = dict.fromkeys(HIDDEN, ())


def as_shielded(person: Person) -> Person:
    """The same person without the fields that a shielded record hides, as `normalise` leaves them out at source."""
    return replace(person, shielded=True, **_NOTHING)
