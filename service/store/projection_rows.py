"""What the projection of the log holds, as rows with their words in place."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

FAMILY: Final = "family"
"""The scope of an answer that may tell of relatives."""

EMERGENCY: Final = "emergency"


class Outcome(IntEnum):
    """What came of the enquiry that an entry is of. Why nothing was shown stands in its sealed payload only."""

    NO_ENQUIRY = 0
    SHOWN = 1
    EMPTY = 2
    """Nothing was shown: nothing is held, or nobody was found, or it cannot be known any more."""
    UNSURE = 3
    """Nothing was shown: it could be more than one person."""
    DENIED = 4
    """Nothing was shown: what is held may not be told to them. The asker cannot tell it from EMPTY."""
    REFUSED = 5
    """The asker was told that it is refused."""
    FAILED = 6
    WITHHELD = 7
    """An answer that did not leave: an agreement changed while it was on its way."""


class About(IntEnum):
    """What an entry can be about."""

    PERSON = 1
    """The pseudonym of somebody of whom something was told: the person asked about, or a relative."""
    SOUGHT = 2
    """The pseudonym of somebody who was found, and of whom nothing was told. From the sealed payload."""
    PROVIDER = 3
    """An agency whose record was told, and named to the asker."""
    HOLDER = 4
    """An agency whose record was told of, named to the asker or not. From the sealed payload."""
    AGREEMENT = 5
    """`id`, and `id version`, of an agreement that allowed it."""
    DENIED = 6
    """The asker's agency, where Outcome is DENIED or REFUSED."""
    BREAK_GLASS = 7
    """EMERGENCY, where one was declared."""
    UNREADABLE = 8
    """FAMILY, where something was told and the payload, which names relatives, does not open any more."""


class Payload(IntEnum):
    """Whether an entry has a sealed payload that could be read."""

    NONE = 0
    OPENED = 1
    SHUT = 2
    """Its key was destroyed, or does not open it."""


class IndexRow(NamedTuple):
    """An entry as `entry_index` has it, in the order of its columns, with texts for the numbers of words."""

    entry: int
    at: int
    type: str
    staff: str
    agency: str
    role: str
    operation: str
    purpose: str
    relationship: str
    level: int
    outcome: int
    break_glass: int
    sealed: int
    relates_to: int = -1


class AboutRow(NamedTuple):
    """One thing that an entry is about."""

    kind: int
    value: str
    entry: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are looked for; what is empty leaves all."""

    person: str = ""
    sought: str = ""
    staff: str = ""
    holder: str = ""
    provider: str = ""
    agreement: str = ""
    denied_of: str = ""
    """An agency: what people of it were denied, whether or not they were told so."""
    break_glass: bool = False
    purpose: str = ""
    type: str = ""
    agency: str = ""
    operation: str = ""
    level: int = 0
    start: int = 0
    """The first entry of the log that counts."""


class Found(NamedTuple):
    """Entries newest first, and below which entry to go on; None where that was all."""

    rows: list[IndexRow]
    next: int | None
