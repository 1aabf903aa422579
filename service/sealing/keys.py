"""Who may wrap and unwrap data keys: the port to a key provider, and the names of the keys that it keeps.

The hierarchy is the design's: a key-encryption key (KEK) for each agency and purpose, each versioned; a data key for
each record and purpose, wrapped by that KEK. A provider is two methods, so that a local file and a KMS look alike.
"""

from enum import StrEnum
from typing import NamedTuple, Protocol

from service.errors import ReasonCode, Unavailable


class Purpose(StrEnum):
    """What a key may open. The matcher holds MATCH only; an answer opens no more than its level needs."""

    MATCH = "match"
    DISCLOSE = "disclose"
    DETAIL = "detail"
    QUARANTINE = "quarantine"
    AUDIT = "audit"

    __hash__ = str.__hash__
    """An Enum hashes in Python; this one is looked up for every key of every record."""


class Kek(NamedTuple):
    """The name of a key-encryption key: whose, and for what."""

    agency: str
    purpose: Purpose


PARTNERSHIP = "partnership"
"""The owner of keys that belong to no single agency, such as the one over audit payloads."""


class CannotOpen(Unavailable):
    """A sealed value stays shut: its key was shredded, withdrawn or retired, or it was moved or altered."""

    def __init__(self, advice: str = "A sealed record could not be opened, so nothing of it was used.") -> None:
        super().__init__(ReasonCode.KEYS_UNAVAILABLE, advice)


class KeyProvider(Protocol):
    """Keeps the KEKs. `bound_to` is authenticated with the key: a wrapped key opens only beside its own record."""

    def wrap(self, kek: Kek, key: bytes, bound_to: bytes) -> bytes:
        """Wrap a 32-byte data key under the current version of `kek`; the first two bytes are that version.

        Raises:
            CannotOpen: this provider has no such KEK, or no longer.
        """
        ...

    def unwrap(self, kek: Kek, wrapped: bytes, bound_to: bytes) -> bytes:
        """Return the data key.

        Raises:
            CannotOpen: the KEK is gone or retired, or `wrapped` was altered or belongs to another record.
        """
        ...
