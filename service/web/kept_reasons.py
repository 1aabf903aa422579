"""Why each signed-in person is asking, kept in this process for 8 hours so that it is asked once for a case.

Known by the session's form token, so it ends with the session. It holds a purpose, a case reference and a
relationship, never anything about the person sought, and is never written to disk: a restart asks again.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field

KEPT_SECONDS = 8 * 3600
CAPACITY = 10_000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the person is asking."""

    purpose: str
    case_reference: str = field(repr=False)
    relationship: str

    def mark(self, session: str) -> str:
        """What a form carries, to tell that it was shown under this reason and not under one of another tab."""
        told = "\0".join((session, self.purpose, self.case_reference, self.relationship))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


class KeptReasons:
    """The reasons in force; beyond `capacity` the oldest is asked for again."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._reasons: OrderedDict[str, tuple[Reason, float]] = OrderedDict()

    def keep(self, session: str, reason: Reason, now: float) -> None:
        """Keep the reason of this session."""
        self._reasons[session] = (reason, now + KEPT_SECONDS)
        self._reasons.move_to_end(session)
        if len(self._reasons) > self._capacity:
            self._reasons.popitem(last=False)

    def of(self, session: str, now: float) -> Reason | None:
        """The reason of this session, while it lasts."""
        reason, until = self._reasons.get(session, (None, 0.0))
        return reason if now < until else None

    def drop(self, session: str) -> None:
        """Forget the reason of a session that ends."""
        self._reasons.pop(session, None)
