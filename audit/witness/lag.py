"""How far the witnesses are behind the log, and from when on that is an alarm."""

from dataclasses import dataclass

from audit.events import Actor, Entry, EventType


@dataclass(slots=True)
class Lag:
    """The bounds, and since when entries have been waiting for a quorum."""

    most_entries: int
    most_seconds: float
    behind_since: float | None = None
    entries: int = 0
    alarm: str = ""
    """What is wrong, in a sentence; nothing while the witnesses keep up."""

    def measure(self, size: int, cosigned: int, now: float) -> None:
        """Take in how large the log is and how much of it a quorum has cosigned; `now` in seconds of any one clock."""
        self.entries = max(0, size - cosigned)
        if not self.entries:
            self.behind_since = None
        elif self.behind_since is None:
            self.behind_since = now
        waited = 0.0 if self.behind_since is None else now - self.behind_since
        late = self.entries > self.most_entries or waited > self.most_seconds
        self.alarm = _ALARM.format(entries=self.entries, seconds=int(waited)) if late else ""

    def reached(self, asked_at: float) -> None:
        """A quorum cosigned what the log was when it was asked: what is waiting now came after that."""
        self.behind_since = asked_at


_ALARM = (
    "Too few witnesses have cosigned the newest {entries} entries of the log, for {seconds} seconds. "
    "Disclosures go on; see to the witnesses."
)


def lagged(origin: str, cosigned: int) -> Entry:
    """The entry that says that the witnesses are behind; `cosigned` is how many entries a quorum has cosigned.

    Every process of one log that notices it writes the same entry, of which one is kept.
    """
    return _entry(EventType.WITNESSES_LAGGED, origin, cosigned)


def caught_up(origin: str, cosigned: int) -> Entry:
    """The entry that says that they have caught up; `cosigned` is where they had stopped."""
    return _entry(EventType.WITNESSES_CAUGHT_UP, origin, cosigned)


def _entry(kind: EventType, origin: str, cosigned: int) -> Entry:
    return Entry(kind, f"{kind.value}-{cosigned}", Actor("audit-log", origin), details={"cosigned": cosigned})
