"""Why each signed-in person is asking, kept in this process for some hours so that it is asked once for a case.

Known by the session's form token, so it ends with the session. It holds purposes, case references and relationships,
never anything about the person sought, and is never written to disk: a restart asks again.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field

KEPT_SECONDS = 8 * 3600
CAPACITY = 10_000
MOST_CASES = 12


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
    """The reasons in force, a few for each session; beyond `capacity` sessions the oldest is asked for again."""

    def __init__(self, seconds: float = KEPT_SECONDS, capacity: int = CAPACITY) -> None:
        self._seconds = seconds
        self._capacity = capacity
        self._sessions: OrderedDict[str, list[tuple[Reason, float]]] = OrderedDict()

    @property
    def hours(self) -> int:
        """For how long one is kept."""
        return int(self._seconds // 3600)

    def keep(self, session: str, reason: Reason, now: float) -> None:
        """Keep the reason of this session; it is the one in hand from now on."""
        others = [(one, until) for one, until in self._sessions.get(session, []) if one != reason]
        self._sessions[session] = [(reason, now + self._seconds), *others][:MOST_CASES]
        self._sessions.move_to_end(session)
        if len(self._sessions) > self._capacity:
            self._sessions.popitem(last=False)

    def of(self, session: str, now: float) -> Reason | None:
        """The reason in hand, while it lasts."""
        reason, until = next(iter(self._sessions.get(session, [])), (None, 0.0))
        return reason if now < until else None

    def all_of(self, session: str, now: float) -> list[Reason]:
        """Every reason of this session that lasts, the one in hand first."""
        return [reason for reason, until in self._sessions.get(session, []) if now < until]

    def take_up(self, session: str, mark: str, now: float) -> bool:
        """Go back to the reason of this mark, for as long as it was kept; False where it is kept no longer."""
        kept = self._sessions.get(session, [])
        for at, (reason, until) in enumerate(kept):
            if reason.mark(session) == mark and now < until:
                kept.insert(0, kept.pop(at))
                return True
        return False

    def drop(self, session: str) -> None:
        """Forget the reasons of a session that ends."""
        self._sessions.pop(session, None)
