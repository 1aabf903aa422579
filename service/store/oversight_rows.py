"""What oversight keeps, as rows, each in the order of its table's columns."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

WAITING: Final = "waiting"
OPEN: Final = "open"
DECLINED: Final = "declined"
DECIDED: Final = "decided"
UNNAMED: Final = "~"


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
    """Whose records it has opened, with a comma between; UNNAMED before those whom no answer has named to the asker."""
    uses: int = 0
    reason_key: bytes | None = None
    reason_sealed: bytes = b""

    @property
    def holders(self) -> frozenset[str]:
        """The agencies whose records it has opened, named to the asker or not: they may look into it."""
        return frozenset(one.removeprefix(UNNAMED) for one in self.owners.split(",") if one)

    def holders_for(self, agency: str) -> list[str]:
        """Those that people of an agency may read of: the asker's, what the asker was told; any other, itself."""
        if agency != self.agency:
            return sorted(self.holders & {agency})
        return [one for one in self.owners.split(",") if one and not one.startswith(UNNAMED)]

    def opened_more(self, holders: Iterable[str], named: Iterable[str]) -> str:
        """Its owners after one more answer: whoever was named once stays named."""
        told = {*named, *self.holders_for(self.agency)}
        return ",".join(one if one in told else UNNAMED + one for one in sorted(self.holders | set(holders)))

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
    kind: str = "rule"
    once: str = ""
    found_key: bytes | None = None
    found_sealed: bytes = b""

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
