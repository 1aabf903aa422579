"""The words of an emergency: its rule, its limits, and the kinds of notices and alerts that come of it."""

import unicodedata
from enum import StrEnum
from typing import Final, NamedTuple

RULE: Final = "BREAKGLASS"
"""The id of the rule under which a ruling opens something in an emergency."""
LEAST_REASON: Final = 20
MOST_REASON: Final = 1000
WAITS_SECONDS: Final = 15 * 60
"""How long a declared emergency waits for a second person."""
DAY_SECONDS: Final = 86_400
MOST_ALONE: Final = 3
"""How many emergencies one asker opens alone within a day, about whomever. Otherwise to type the same person in another
way would begin the minutes anew each time: whether it is the same person may not be looked up first."""


_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def in_plain_sight(text: str) -> str:
    """What somebody typed, without what nobody sees: it could rewrite the terminal of whoever reviews it."""
    return "".join(" " if unicodedata.category(one) in _UNSEEN and one != "\n" else one for one in text).strip()


class Declared(NamedTuple):
    """What somebody declares: a ground, and why, in their own words (personal)."""

    ground: str
    reason: str


class NoticeKind(StrEnum):
    """What an IG lead is told."""

    EMERGENCY_DECLARED = "emergency_declared"
    EMERGENCY_DECLINED = "emergency_declined"
    EMERGENCY_OPENED = "emergency_opened"
    """To the agency whose records were opened."""
    OWNER = "notify_owner"
    """A rule asks that the agency whose record was told of is notified."""
    IG_LEAD = "notify_ig"
    """A rule, or the class of a record, asks that the IG leads of both sides are notified."""
    REVIEW_LATE = "review_late"
    """A review was not decided within its hours."""
    REVIEW_DECIDED = "review_decided"
    REQUEST_LATE = "request_late"
    """A request to the agency was not answered in its time."""
    MISUSE = "misuse"
    """A review found misuse: to the agency of whoever did it, with the offices to pass it on to."""
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    AGREEMENT_REVIEW_SOON = "agreement_review_soon"
    AGREEMENT_REVIEW_OVERDUE = "agreement_review_overdue"
    AGREEMENT_REVIEW_GRACE_OVER = "agreement_review_grace_over"


class AlertKind(StrEnum):
    """Why the IG lead of the asker's agency should know of an enquiry of which the asker saw nothing."""

    CASELOAD = "caseload"
    """They named an open case, and their agency has none with this family."""
    EMERGENCY_REFUSED = "emergency_refused"
    """They declared an emergency that no agreement lets their role declare."""
