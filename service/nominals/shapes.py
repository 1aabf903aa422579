"""The shapes of a change of membership: where a record stood, where it stands, why, and who was told meanwhile.

Numbers, codes and pseudonyms only, so that any of these may be printed, sent and kept.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.store.nominals_rows import NoticeRow

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")


class Cause(StrEnum):
    """Why a membership changed."""

    LOAD = "load"
    CLERICAL = "clerical"
    """A person said that two records are one person."""
    OVERRIDE = "override"
    """A person said that two records are never one, or withdrew what was said."""
    PARTED = "parted"
    RELINKED = "relinked"
    TAKEN_BACK = "taken_back"


class Progress(StrEnum):
    """What has become of a change."""

    PROPOSED = "proposed"
    INTENDED = "intended"
    DONE = "done"
    TAKEN_BACK = "taken_back"
    ABANDONED = "abandoned"


NEVER: Final = "never"
ALWAYS: Final = "always"


class Standing(NamedTuple):
    """Where a record stands: its golden nominal, its state, and whether its address is hidden by a decision."""

    golden: int | None
    state: int
    hidden: bool


class Movement(NamedTuple):
    """One record's standing before and after a change."""

    record: int
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Change:
    """A change that is done, and the entry of the log that holds it."""

    id: int
    """The number by which it is taken back."""
    cause: Cause
    entry: int
    """The index of its entry in the log."""
    moves: tuple[Movement, ...] = ()
    overrides: tuple[int, ...] = ()
    """The numbers of the overrides that it set."""


@dataclass(frozen=True, slots=True)
class Parted(Change):
    """A change that separated records, and everybody who was told of one what was another's."""

    told: tuple[NoticeRow, ...] = ()
    unreadable: int = 0
    """Family answers of that time whose payload was shredded: whether they told of these records is not known."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a history."""

    at: int
    """Unix seconds, UTC."""
    record: int
    what: str
    """`joined`, `left`, `moved`, `founded`, `held`, `hidden` or `shown`."""
    cause: str
    from_golden: int | None
    to_golden: int | None
    version: int
    """The version of the golden nominal that this step made; 0 in the history of a record."""
    change: int | None = None
    load: int | None = None
    entry: int | None = None
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """How a record, or a golden nominal, came to be what it is."""

    golden: int | None
    pseudonym: str
    version: int
    records: tuple[int, ...]
    """The records that belong to it now."""
    steps: tuple[Step, ...]
    formerly: tuple[str, ...] = field(default=())
    """Pseudonyms of golden nominals that went into this one: older entries of the log know it by them."""


def check_reason(reason: str) -> str:
    """A reason is a code, because free text could name somebody.

    Raises:
        NotAcceptable: FIELD_INVALID.
    """
    if not _CODE.match(reason):
        advice = (
            "Give the reason as a code of 2 to 40 small letters, digits and _, beginning with a letter, such as"
            " same_person or wrong_person."
        )
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice, (FieldFault("reason", ReasonCode.FIELD_INVALID, advice),))
    return reason
