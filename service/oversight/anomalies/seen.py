"""What a detector sees of one enquiry, and what it gives where somebody should look. Pseudonyms and codes only."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from service.clock import civil_date
from service.oversight.anomalies.terms import Terms
from service.oversight.anomalies.words import ReviewKind


class Outcome(StrEnum):
    """How an enquiry ended, in truth: its asker cannot tell the last two apart."""

    SHOWN = "shown"
    DENIED = "denied"
    NOTHING = "nothing"


class Seen(NamedTuple):
    """One enquiry."""

    entry: int
    at: int
    """Unix seconds, UTC."""
    staff: str
    agency: str
    role: str
    purpose: str
    relationship: str
    outcome: Outcome
    about: str = ""
    """The same for the same person, where one was found; else for the same details. Empty where nobody was named."""
    self_claimed: bool = False
    """Nothing here can check the relationship that the asker stated."""
    own: tuple[str, ...] = ()
    """What of it is the asker's own business: `service.matching.staff.OwnBusiness`."""
    system: bool = False
    """An agency's system asked, not a person."""

    @property
    def day(self) -> date:
        """The day in England."""
        return civil_date(self.at)


class Notice(NamedTuple):
    """That somebody should look at something, and at what."""

    kind: ReviewKind
    seen: Seen
    """The enquiry with which it became worth a look."""
    once: str
    """Of one kind and one member of staff, what is told once: a day, a week, a person on a day."""
    why: str
    """In plain words; counts only."""
    entries: tuple[int, ...]
    """The entries of the log that it rests on, the newest last."""


class Detector(Protocol):
    """Finds what is worth a look among the enquiries of one member of staff, oldest first. It keeps nothing."""

    def __call__(self, rows: Sequence[Seen], terms: Terms) -> Iterator[Notice]:
        """The notices; one enquiry may give several."""
        ...
