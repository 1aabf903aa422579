"""Who is signed in to the pages: sessions kept on our side, known to a browser only by a random id.

A session holds the Principal, its times and a CSRF token; nothing else. The id is 256 random bits made at sign-in,
never before, so an id planted earlier opens nothing (session fixation). We keep its SHA-256 only.

`MemorySessions` is for one process, which is how SQLite is served; several processes need a store of their own
behind the same `Sessions` protocol. A restart signs everybody out.
"""

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from service.identity.principal import Principal
from service.identity.settings import IdentitySettings

CAPACITY = 10_000


@dataclass(frozen=True, slots=True)
class Session:
    """One browser, signed in. Times are Unix seconds."""

    principal: Principal
    csrf: str = field(repr=False)
    seen: float
    confirmed_until: float = 0.0
    """Until when the person may do what asks them to have proved again who they are."""
    idle_until: float = 0.0
    """When it ends if nothing more is asked for."""
    until: float = 0.0
    """When it ends whatever is done."""

    @property
    def confirmed(self) -> bool:
        """Whether they may, as of when the session was last seen."""
        return self.seen < self.confirmed_until

    @property
    def left(self) -> float:
        """How many seconds were left when it was last seen, if nothing more is asked for."""
        return min(self.idle_until, self.until) - self.seen

    @property
    def final(self) -> bool:
        """Whether asking for more changes nothing any more: the absolute time-out comes first."""
        return self.until <= self.idle_until


class Sessions(Protocol):
    """Where sessions are kept."""

    async def start(self, principal: Principal) -> str:
        """Begin a session; return its id, which only the browser keeps."""
        ...

    async def confirm(self, session_id: str, checked: float) -> str | None:
        """Go on under a new id with a session whose person was checked anew at `checked`; None if it has ended."""
        ...

    async def find(self, session_id: str) -> Session | None:
        """Return the live session with this id and mark it as seen; None if there is none, or it has timed out."""
        ...

    async def end(self, session_id: str) -> None:
        """Sign out; unknown ids are ignored."""
        ...


class MemorySessions:
    """Sessions of one process, at most `capacity`; beyond it, the one idle longest is signed out."""

    def __init__(
        self, settings: IdentitySettings, *, clock: Callable[[], float] = time.time, capacity: int = CAPACITY
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._capacity = capacity
        self._sessions: OrderedDict[bytes, Session] = OrderedDict()

    async def start(self, principal: Principal) -> str:
        """Begin a session; return its id, which only the browser keeps."""
        session_id, now = secrets.token_urlsafe(32), self._clock()
        until = now + self._settings.session_absolute
        begun = Session(principal, secrets.token_urlsafe(32), seen=now, until=until)
        self._sessions[_digest(session_id)] = self._seen(begun, now)
        if len(self._sessions) > self._capacity:
            self._sessions.popitem(last=False)
        return session_id

    async def confirm(self, session_id: str, checked: float) -> str | None:
        """Go on under a new id with a session whose person was checked anew at `checked`; None if it has ended.

        The form token stays, so that what was kept for the session stays too; so does the absolute time-out.
        """
        session = await self.find(session_id)
        if session is None:
            return None
        await self.end(session_id)
        renewed = secrets.token_urlsafe(32)
        self._sessions[_digest(renewed)] = replace(session, confirmed_until=checked + self._settings.step_up)
        return renewed

    async def find(self, session_id: str) -> Session | None:
        """Return the live session with this id and mark it as seen; None if there is none, or it has timed out."""
        digest, now = _digest(session_id), self._clock()
        session = self._sessions.get(digest)
        if session is None:
            return None
        if not self._alive(session, now):
            del self._sessions[digest]
            return None
        self._sessions[digest] = seen = self._seen(session, now)
        self._sessions.move_to_end(digest)
        return seen

    async def end(self, session_id: str) -> None:
        """Sign out; unknown ids are ignored."""
        self._sessions.pop(_digest(session_id), None)

    def _seen(self, session: Session, now: float) -> Session:
        return replace(session, seen=now, idle_until=now + self._settings.session_idle)

    def _alive(self, session: Session, now: float) -> bool:
        return now < min(session.idle_until, session.until)


def _digest(session_id: str) -> bytes:
    return hashlib.sha256(session_id.encode("utf-8", "surrogatepass")).digest()
