"""The values that the levels of a field are made of, each kept once: a record then has a small number for each.

A look is the attributes of a person that one comparison reads together (`comparison.FACETS`), in the encoding in which
they are sealed. Two records of one number look the same to that comparison.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, get_type_hints

import msgspec
import numpy as np
from numpy.typing import NDArray

from service.matching.comparison import FACETS
from service.matching.person import Person

Reads = tuple[str, ...]
Numbers = NDArray[np.int32]

IDENTIFIERS: Final[Reads] = ("identifiers",)
"""Nearly every record has its own: they are compared value by value (`identified`), not as a whole."""
_ARRAY: Final = 0x90
"""msgpack's head byte of an array of no elements; with the length added it heads one of up to 15."""


def _kept_apart() -> tuple[Reads, ...]:
    """What is kept: a look that is part of another is found through that one."""
    every = dict.fromkeys(facet.reads for facet in FACETS.values())
    parts = [one for one in every if any(set(one) < set(other) for other in every)]
    return tuple(one for one in every if one not in parts and one != IDENTIFIERS)


LOOKS: Final = _kept_apart()
WHOLE: Final[dict[Reads, Reads]] = {
    facet.reads: next((look for look in LOOKS if set(facet.reads) <= set(look)), facet.reads)
    for facet in FACETS.values()
}
"""Through which look each field's attributes are found."""
HEADS: Final = {look: bytes([_ARRAY + len(look)]) for look in LOOKS}
_TYPES: Final = get_type_hints(Person)


@dataclass(frozen=True, eq=False)
class Look:
    """One look of every record: its number for each record, and the value behind each number."""

    reads: Reads
    numbers: Numbers
    values: Sequence[bytes]

    def persons(self, wanted: NDArray[Any]) -> list[Person]:
        """The persons that have these values and nothing else, in the order of the numbers that are wanted."""
        decode = msgspec.msgpack.Decoder(tuple[*(_TYPES[name] for name in self.reads)]).decode  # type: ignore[misc]
        values, reads = self.values, self.reads
        return [Person(**dict(zip(reads, decode(values[number]), strict=True))) for number in wanted.tolist()]

    def everybody(self) -> list[Person]:
        """`persons` of every value."""
        return self.persons(np.arange(len(self.values)))


class Vocabulary:
    """The values of one look as they come in, each with the number that it got."""

    __slots__ = ("known", "numbers")

    def __init__(self) -> None:
        self.known: dict[bytes, int] = {}
        self.numbers: list[int] = []

    def packed(self) -> "Packed":
        """What came in, as a worker process hands it over: joined, because many small values travel slowly."""
        lengths = np.fromiter(map(len, self.known), np.int32, len(self.known))
        return Packed(np.asarray(self.numbers, dtype=np.int32), b"".join(self.known), lengths)


@dataclass(frozen=True, eq=False)
class Packed:
    """The numbers of some records, and the values behind them, joined."""

    numbers: Numbers
    joined: bytes
    lengths: Numbers

    def values(self) -> list[bytes]:
        """The values, cut apart again."""
        ends = np.cumsum(self.lengths, dtype=np.int64).tolist()
        joined = self.joined
        return [joined[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def merged(parts: Sequence[Packed]) -> tuple[Numbers, list[bytes]]:
    """The numbers of all records in one numbering, and the values behind them."""
    known: dict[bytes, int] = {}
    numbers = []
    for part in parts:
        values = part.values()
        if known:
            told = np.fromiter((known.setdefault(value, len(known)) for value in values), np.int32, len(values))
            numbers.append(told[part.numbers])
        else:
            known = dict(zip(values, range(len(values)), strict=True))
            numbers.append(part.numbers)
    return (np.concatenate(numbers) if numbers else np.zeros(0, np.int32)), list(known)
