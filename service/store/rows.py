"""What the store answers with: rows whose personal values are still sealed."""

from enum import IntEnum
from typing import NamedTuple


class State(IntEnum):
    """Whether a record takes part in matching."""

    LIVE = 0
    HELD = 1
    """It may be a shielded person under another name: kept as shielded, never matched until someone decides."""
    SHREDDED = 2
    WAITING = 3
    """Taken in by a load that left linking for later: indexed, but found by nobody until it is linked."""


class SealedPerson(NamedTuple):
    """What the matcher needs of a record. Open `match_sealed` with `service.sealing`."""

    record: int
    provider: str
    ref_token: bytes
    golden: int | None
    shielded: int
    as_of: int
    match_key: bytes | None
    match_sealed: bytes
    pseudonym: bytes = b""
    """The golden nominal's, 16 bytes, where the query was for golden nominals."""


class SealedName(NamedTuple):
    """What a page needs to name a person, where a rule allows it."""

    record: int
    golden: int
    provider: str
    ref_token: bytes
    shielded: int
    as_of: int
    disclose_key: bytes | None
    shown_sealed: bytes


class SealedDetail(NamedTuple):
    """Level 4 of a record."""

    record: int
    golden: int
    provider: str
    ref_token: bytes
    shielded: int
    as_of: int
    detail_key: bytes | None
    detail_sealed: bytes


class SealedInvolvement(NamedTuple):
    """One involvement with what policy needs in the clear, its sealed groups, and the keys that stand on its record."""

    record: int
    position: int
    token: bytes
    golden: int
    provider: str
    record_type: str
    regime: str
    classes: tuple[str, ...]
    subject_role: str
    area: str
    status: str
    as_of: int
    shielded: int
    record_token: bytes
    disclose_key: bytes | None
    detail_key: bytes | None
    contact_sealed: bytes
    summary_sealed: bytes
    detail_sealed: bytes


class FamilyTie(NamedTuple):
    """A declared relationship between two known people: `other` is the `kind` of `golden`."""

    golden: int
    other: int
    kind: str
    lives_with: bool | None
    provider: str
    as_of: int
    record: int
    other_record: int
    stated: bool
    """False where the source stated it the other way round, and `kind` is what follows from that."""
    since: str = ""
    """`YYYY-MM` from when, where the source says so."""


class SourceState(NamedTuple):
    """How fresh an agency's records are, and what they cover. Months or days as the source gives them."""

    provider: str
    as_of: int
    loaded_at: int
    covers_from: str
    covers_to: str
    covers_area: str


class Counts(NamedTuple):
    """How much is here."""

    records: int
    goldens: int
    involvements: int
    held: int
    quarantined: int
    asked: int
