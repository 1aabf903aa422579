"""A person whose address and telephone must not count: what remains of them to match on."""

from msgspec.structs import replace

from service.matching.person import Person


def as_shielded(person: Person) -> Person:
    """The same person without the fields that a shielded record hides, as `normalise` leaves them out at source."""
    return replace(person, places=(), phones=(), shielded=True)
