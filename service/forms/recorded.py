"""An entry as it was recorded: all that it says, its index and time, its exact bytes and their place in the tree."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

import msgspec

from audit.events import Entry
from audit.log import Logged
from audit.merkle import leaf_hash
from audit.whole_log import EARLIER

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_entry = msgspec.json.Decoder(Entry)


class _Time(msgspec.Struct):
    """The one member of an entry's bytes that the log adds to it."""

    time: int


_time = msgspec.json.Decoder(_Time)


@dataclass(frozen=True)
class Recorded:
    """One entry of one log, by its index in it. Holds pseudonyms, codes and digests only, as the log does."""

    origin: str
    """The name of the log, as its checkpoints give it."""
    index: int
    time: int
    """Microseconds since 1970, UTC."""
    entry: Entry
    body: bytes = field(repr=False)
    """The entry's exact bytes, of which the leaf is the hash."""
    first: int = 0
    """The number through all shards that the first entry of this log has."""

    @property
    def number(self) -> int:
        """Its number through all shards of the log."""
        return self.first + self.index

    @property
    def about(self) -> tuple[str, int] | None:
        """The earlier entry that this one is about: the name of its log, and its index there."""
        if self.entry.relates_to is not None:
            return self.origin, self.entry.relates_to
        match self.entry.details.get(EARLIER):
            case {"origin": str(origin), "index": int(index)}:
                return origin, index
        return None

    @cached_property
    def leaf(self) -> bytes:
        """The leaf of the Merkle tree (RFC 6962): 32 bytes."""
        return leaf_hash(self.body)

    @cached_property
    def instant(self) -> str:
        """The time in RFC 3339, in UTC, to the microsecond: `2026-11-20T12:00:00.000000Z`."""
        at = _EPOCH + timedelta(microseconds=self.time)
        return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_recorded(logged: Logged, origin: str) -> Recorded:
    """Read an entry from its stored bytes; `origin` is that of its log, where the entry does not say its shard.

    Raises msgspec.ValidationError for what no entry of this log is.
    """
    shard = logged.numbering.shard_of(logged.index) if logged.numbering else None
    first = shard.first if shard else 0
    name = shard.origin if shard else origin
    return Recorded(name, logged.index - first, time_of(logged), _entry.decode(logged.body), logged.body, first)


def time_of(logged: Logged) -> int:
    """When an entry was taken in, in microseconds since 1970, UTC."""
    return _time.decode(logged.body).time
