"""The words of what follows an answer: its kinds, how soon, what came of it, and why somebody decided not to share."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class FollowUpKind(StrEnum):
    """What somebody asks of the agency that holds a record."""

    MORE_DETAIL = "more_detail"
    CALL_BACK = "call_back"
    CORRECTION = "correction"
    """What the answer says is no longer correct."""


class State(StrEnum):
    """How a request stands, as it is kept. Whether it is late, or its reply has expired, its times say."""

    WAITING = "waiting"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What the agency answered."""

    ALL = "all"
    PART = "part"
    NO = "no"
    DONE = "done"
    """It has rung back, or put its record right."""


OUTCOMES_OF: Final = MappingProxyType(
    {
        FollowUpKind.MORE_DETAIL: (Outcome.ALL, Outcome.PART, Outcome.NO),
        FollowUpKind.CALL_BACK: (Outcome.DONE, Outcome.NO),
        FollowUpKind.CORRECTION: (Outcome.DONE, Outcome.NO),
    }
)


class Urgency(StrEnum):
    """How soon it is needed."""

    TODAY = "today"
    TWO_DAYS = "two_days"
    FIVE_DAYS = "five_days"


HOURS: Final = MappingProxyType({Urgency.TODAY: 8, Urgency.TWO_DAYS: 48, Urgency.FIVE_DAYS: 120})
"""Within how many hours the agency is to answer; afterwards its IG lead is told that it is late."""


class Contacted(StrEnum):
    """How somebody turned to a service."""

    CALLED = "called"
    WROTE = "wrote"
    MET = "met"
    NOT_REACHED = "not_reached"


class NotShared(StrEnum):
    """Why somebody decided not to share. Working Together 2023 asks that such decisions are recorded too."""

    NOT_NEEDED = "not_needed"
    NOT_PROPORTIONATE = "not_proportionate"
    MIGHT_HARM = "might_harm"
    REFUSED_CONSENT = "refused_consent"
    NO_LAWFUL_BASIS = "no_lawful_basis"
    NOT_SURE_WHO = "not_sure_who"
    OTHER = "other"


LEAST_TEXT: Final = 10
MOST_TEXT: Final = 1000
REPLY_DAYS: Final = 5
"""For how long the asker can read a reply."""
MOST_SHOWN: Final = 100
