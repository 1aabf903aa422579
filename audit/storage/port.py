"""What the log asks of its storage: one writing transaction at a time, and reads beside it.

All methods block: the log calls the writing ones from its writer thread only, and the reading ones from other threads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class StorageFailed(Exception):
    """The database did not do what it was asked: an I/O error, a full disk, a lost connection."""


class HeadMoved(StorageFailed):
    """The head is not what it was compared with: somebody else moved it. Nothing was written."""


class RequestIdKnown(StorageFailed):
    """One of the new entries has a request id that is in the log already. Nothing was written, nothing is broken."""


class Row(NamedTuple):
    """One entry as it is stored."""

    seq: int
    request_id: str
    body: bytes
    leaf: bytes


@dataclass(frozen=True, slots=True)
class PayloadRow:
    """A sealed payload as it is stored; the wrapped key is None once it is shredded."""

    seq: int
    alg: str
    ciphertext: bytes
    wrapped_key: bytes | None


@dataclass(frozen=True, slots=True)
class Head:
    """The tip of the log as it is stored: number of entries, and the peaks of their tree."""

    size: int
    peaks: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    """What one commit adds to the log: all of it or nothing."""

    rows: Sequence[Row]
    """New entries, numbered on from the head without a gap."""
    head: Head
    """The tip after them."""
    tiles: Sequence[tuple[int, int, bytes]] = ()
    """Tiles that became full: level, number, 256 hashes."""
    payloads: Sequence[PayloadRow] = ()
    """Sealed payloads of these entries."""
    shredded: Sequence[int] = ()
    """The entries whose payload loses its key; a `payload.shredded` entry for each is among the rows."""
    checkpoint: tuple[int, str] | None = None
    """A signed checkpoint to keep, with its size; those of sizes within one tile replace each other."""


class Storage(Protocol):
    """Where a log is kept."""

    def open(self) -> None:
        """Connect and make what is missing. Raises LogInUse, StorageFailed."""

    def close(self) -> None:
        """Let go of everything."""

    # writing, in this order, from one thread

    def begin(self) -> Head:
        """Start a transaction that no other writer shares, and read the head."""

    def known(self, request_ids: Sequence[str]) -> dict[str, Row]:
        """The entries that already have one of these request ids."""

    def append(self, before: Head, addition: Addition) -> list[bytes]:
        """Add it all, if the head still is `before`; gives the bodies as the database now holds them, in order.

        Raises HeadMoved, RequestIdKnown, StorageFailed.
        """

    def commit(self) -> None:
        """Make it durable; returns after it is."""

    def retract(self) -> None:
        """Undo what was not committed, nothing having failed. Raises StorageFailed."""

    def rollback(self) -> None:
        """Undo what was not committed, after a failure. Never raises."""

    def tidy(self, erased: bool = False) -> None:
        """After answers are out: what the database wants done now and then. `erased`: leave no trace of what was."""

    # writing by itself, from any thread

    def keep_cosigned(self, size: int, note: str) -> None:
        """Keep a checkpoint that a quorum of witnesses cosigned; the first one of a size stays."""

    def lose_key(self, origin: str, seq: int, said: bytes) -> None:
        """Of a closed log with this origin: a payload loses its key, as this entry of a later log says.

        Raises StorageFailed where the log is not closed, or the entry says something else.
        """

    # reading

    def head(self) -> Head:
        """The head."""

    def checkpoint(self) -> tuple[int, str] | None:
        """The newest stored checkpoint."""

    def cosigned(self) -> tuple[int, str] | None:
        """The newest checkpoint that a quorum of witnesses cosigned: its size, and its note with their signatures."""

    def first_cosigned(self, seq: int, multiple: int = 1) -> tuple[int, str] | None:
        """The first cosigned checkpoint that covers entry `seq`, of those whose size is a multiple of this."""

    def row(self, seq: int) -> Row | None:
        """One entry."""

    def find(self, request_id: str) -> Row | None:
        """The entry with this request id."""

    def having(self, request_ids: Sequence[str]) -> dict[str, Row]:
        """The entries that have one of these request ids; needs no transaction."""

    def rows(self, start: int, end: int) -> list[Row]:
        """Entries from `start` up to but not `end`, oldest first."""

    def newest(self, limit: int, before: int | None, type_: str | None) -> list[Row]:
        """At most `limit` entries below `before`, newest first, of one type if asked."""

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Leaf hashes from `start` up to but not `end`."""

    def tile(self, level: int, n: int) -> bytes | None:
        """A full tile, or None if it is not stored."""

    def payload(self, seq: int) -> PayloadRow | None:
        """The sealed payload of an entry."""

    def payloads(self, start: int, end: int) -> list[PayloadRow]:
        """The sealed payloads of entries `start` up to but not `end`."""

    def keyed_payloads(self, start: int, end: int) -> list[int]:
        """Which of the entries `start` up to but not `end` have a sealed payload with its key."""
