"""What of a record takes part in matching, already normalised, in the compact form that is sealed as one blob.

Everything here is personal: never log or print a Person. Field order is the encoding (msgpack arrays): append only.
"""

from typing import Final

import msgspec

Place = tuple[str, str, str, str, str]
"""(outward, inward, house, street key, UPRN), each empty when unknown."""
MatchIdentifier = tuple[str, str, bool]
"""(scheme, canonical value, verified)."""


class Person(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One person as the matcher sees them. Names are folded (`names`); the first of each tuple is the current one."""

    forenames: tuple[str, ...] = ()
    middles: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    """Whole family names without spaces: the current one, then aliases, previous and birth names."""
    parts: tuple[str, ...] = ()
    """The parts of double-barrelled family names; empty when no name has any."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    placeholder: bool = False
    """The date of birth is one that clerks type when they do not know it (1 January)."""
    sex: str = ""
    """`m`, `f`, or empty: anything else is not compared."""
    places: tuple[Place, ...] = ()
    phones: tuple[str, ...] = ()
    """Last ten digits."""
    identifiers: tuple[MatchIdentifier, ...] = ()
    deceased: int | None = None
    """Day of death as a proleptic Gregorian ordinal."""
    shielded: bool = False
    provider: str = ""
    localities: tuple[str, ...] = ()
    """Towns or suburbs, folded, of addresses that name one: compared where a postcode has no second half."""


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Person)


def encode(person: Person) -> bytes:
    """The compact form of a person, to be sealed: never stored as it is."""
    return _ENCODER.encode(person)


def decode(blob: bytes) -> Person:
    """The person that `encode` wrote. Raises msgspec.DecodeError on anything else."""
    return _DECODER.decode(blob)
