"""The one number that every entry has through all shards of a log, and its name, which says the shard and the index.

Numbers count on: the first entry of a shard follows the last one of the shard before. So an entry keeps its number for
ever, later entries have higher ones, and while there is one shard its numbers are its indices. The name of an entry,
such as `2027-1041`, is the last part of its log's name and its index in that log, as receipts and exports have it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_LABEL: Final = re.compile(r"[A-Za-z0-9]{1,32}")
_NAME: Final = re.compile(r"([A-Za-z0-9]{1,32})-(0|[1-9][0-9]{0,17})")
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Shard:
    """One log of those that make up the whole; `size` is None where it still grows."""

    origin: str
    label: str
    """Such as `2027`."""
    first: int
    """The number of its first entry."""
    size: int | None


class Numbering:
    """Which numbers stand in which shard, from the sizes of the closed ones."""

    def __init__(self, closed: Sequence[tuple[str, int]], serving: str) -> None:
        """`closed` has the origin and size of each closed shard, oldest first; `serving` is the newest's origin."""
        labels = _labels([*(origin for origin, _ in closed), serving])
        first, shards = 0, []
        for (origin, size), label in zip(closed, labels, strict=False):
            shards.append(Shard(origin, label, first, size))
            first += size
        self.shards: tuple[Shard, ...] = (*shards, Shard(serving, labels[-1], first, None))
        self.firsts = MappingProxyType({shard.origin: shard.first for shard in self.shards})
        """The number of the first entry of each log, by its origin."""

    @property
    def serving(self) -> Shard:
        """The one that takes entries."""
        return self.shards[-1]

    def position(self, number: int) -> int:
        """Which of the shards holds this number, counted from 0; the serving one for all that is still to come."""
        return next(at for at in reversed(range(len(self.shards))) if number >= self.shards[at].first or not at)

    def shard_of(self, number: int) -> Shard:
        """The shard that holds it."""
        return self.shards[self.position(number)]

    def name(self, number: int) -> str:
        """How an entry is written: `2027-1041` once there are several shards, before that as its plain number."""
        if len(self.shards) == 1:
            return str(number)
        shard = self.shard_of(number)
        return f"{shard.label}-{number - shard.first}"

    def read(self, text: str) -> int | None:
        """The number that is written so, as a name or a plain number; None where it is neither or there is none."""
        if _NUMBER.fullmatch(text):
            return int(text)
        match = _NAME.fullmatch(text)
        shard = next((one for one in self.shards if match and one.label == match[1]), None)
        if match is None or shard is None or (shard.size is not None and int(match[2]) >= shard.size):
            return None
        return shard.first + int(match[2])


def _labels(origins: Sequence[str]) -> list[str]:
    """The last part of each origin; where that is no plain word, or not its own, how many shards there were by then."""
    last = [origin.rpartition("/")[2] for origin in origins]
    return [
        one if _LABEL.fullmatch(one) and last.count(one) == 1 else f"shard{number}"
        for number, one in enumerate(last, 1)
    ]
