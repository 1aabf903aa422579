"""What oversight keeps, as rows, each in the order of its table's columns."""

from typing import Any, Final, NamedTuple

WAITING: Final = "waiting"
OPEN: Final = "open"
DECLINED: Final = "declined"
DECIDED: Final = "decided"


class EmergencyRow(NamedTuple):
    """A row of `emergency`."""

    id: int
    asked: bytes
    staff: str
    agency: str
    role: str
    ground: str
    purpose: str
    agreements: str
    minutes: int
    review_hours: int
    state: str
    second: int
    declared_at: int
    until: int
    answered_by: str = ""
    answered_at: int = 0
    entry: int = -1
    subject: str = ""
    owners: str = ""
    uses: int = 0
    reason_key: bytes | None = None
    reason_sealed: bytes = b""

    def is_open(self, now: int) -> bool:
        """Whether it may open something at this moment (Unix seconds)."""
        return self.state == OPEN and now < self.until

    def is_waiting(self, now: int) -> bool:
        """Whether a second person may still answer."""
        return self.state == WAITING and now < self.until


class ReviewRow(NamedTuple):
    """A row of `review`."""

    id: int
    emergency: int
    entry: int
    staff: str
    agency: str
    role: str
    purpose: str
    since: int
    due: int
    state: str = OPEN
    version: int = 1
    claimed_by: str = ""
    claimed_until: int = 0
    verdict: str = ""
    decided_by: str = ""
    decided_at: int = 0
    note_key: bytes | None = None
    note_sealed: bytes = b""

    def moved_on(self, **changes: Any) -> "ReviewRow":
        """The review after a change, as one version later."""
        return self._replace(version=self.version + 1, **changes)


class LeadNoticeRow(NamedTuple):
    """A row of `lead_notice`."""

    id: int
    about: str
    kind: str
    agency: str
    offices: str
    at: int
    emergency: int = 0
    entry: int = -1
    seen_by: str = ""
    seen_at: int = 0
    text_key: bytes | None = None
    text_sealed: bytes = b""


class AlertRow(NamedTuple):
    """A row of `alert`."""

    entry: int
    kind: str
    staff: str
    agency: str
    role: str
    purpose: str
    at: int
    seen_by: str = ""
    seen_at: int = 0


class AlertCount(NamedTuple):
    """How many alerts of one kind about one person's enquiries nobody has looked at yet."""

    kind: str
    staff: str
    role: str
    alerts: int
    newest: int
    """Unix seconds, UTC."""
