"""The pages' `Sessions` and `SignIn`, over the browser cookie and the parts of `service.identity`.

Whoever completes a sign-in gets a session made at that moment, whatever the browser brought (session fixation).
"""

from typing import Protocol

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from service.errors import NotSignedIn, ReasonCode
from service.identity.principal import Principal
from service.web.ports import Visit

SOMEBODY_ELSE = "You were signed out, or signed in as somebody else, so nothing was done. Sign in and start again."


class HeldSession(Protocol):
    """A session as identity keeps it."""

    @property
    def principal(self) -> Principal:
        """Who is signed in."""

    @property
    def csrf(self) -> str:
        """The session's form token."""

    @property
    def confirmed(self) -> bool:
        """Whether the person was checked anew, lately enough."""

    @property
    def left(self) -> float:
        """Seconds until it ends if nothing more is asked for."""

    @property
    def final(self) -> bool:
        """Whether it ends then whatever is done."""


class SessionStore(Protocol):
    """Where identity keeps sessions, by an id that only the browser knows."""

    async def start(self, principal: Principal) -> str:
        """Begin a session; return its id."""

    async def confirm(self, session_id: str, checked: float) -> str | None:
        """Go on with it under a new id, its person checked anew; None if it has ended."""

    async def find(self, session_id: str) -> HeldSession | None:
        """The live session with this id."""

    async def end(self, session_id: str) -> None:
        """End it; unknown ids are ignored."""


class BrowserCookie(Protocol):
    """One cookie: how it is read, set and cleared."""

    def read(self, request: HTTPConnection) -> str | None:
        """What the browser sent, if it can be an id of ours."""

    def write(self, response: Response, value: str) -> None:
        """Give the browser an id."""

    def clear(self, response: Response) -> None:
        """Take the id back."""


class CompletedSignIn(Protocol):
    """Who has just signed in, and which page of ours they wanted."""

    @property
    def principal(self) -> Principal:
        """The person."""

    @property
    def return_to(self) -> str:
        """A path of ours; identity has refused any other."""

    @property
    def confirmed(self) -> float | None:
        """When they were checked anew, if that was asked for."""


class Provider(Protocol):
    """Signing in with the identity provider."""

    @property
    def cookie(self) -> BrowserCookie:
        """The cookie of a sign-in under way."""

    async def begin(self, return_to: str = "/", *, anew: bool = False) -> Response:
        """Send the browser to the provider; `anew` has the person checked again, whatever session they have there."""

    async def complete(self, request: Request) -> CompletedSignIn:
        """Who has come back. Raises NotSignedIn, NotPermitted or Unavailable."""


class CookieSessions:
    """Sessions that the browser's cookie names."""

    def __init__(self, store: SessionStore, cookie: BrowserCookie) -> None:
        self._store = store
        self._cookie = cookie

    async def load(self, request: Request) -> Visit | None:
        """The live session of this request."""
        session_id = self._cookie.read(request)
        session = await self._store.find(session_id) if session_id else None
        if session is None:
            return None
        return Visit(session.principal, session.csrf, session.confirmed, left=session.left, final=session.final)

    async def end(self, request: Request, response: Response) -> None:
        """End it on our side and take the cookie back."""
        session_id = self._cookie.read(request)
        if session_id:
            await self._store.end(session_id)
        self._cookie.clear(response)


class ProviderSignIn:
    """Signing in with the provider, and the session that follows."""

    def __init__(self, provider: Provider, store: SessionStore, cookie: BrowserCookie) -> None:
        self._provider = provider
        self._store = store
        self._cookie = cookie

    async def begin(self, return_to: str = "/home") -> Response:
        """To the provider, and afterwards to a page of ours."""
        return await self._provider.begin(return_to)

    async def confirm(self, return_to: str) -> Response:
        """To the provider, to be checked anew, and afterwards back to the page that asks for it."""
        return await self._provider.begin(return_to, anew=True)

    async def complete(self, request: Request) -> Response:
        """Back from the provider: the old session ends, a new one begins; or the same person goes on, confirmed."""
        completed = await self._provider.complete(request)
        earlier = self._cookie.read(request) or ""
        if completed.confirmed is None:
            session_id = await self._begun(completed, earlier)
        else:
            session_id = await self._confirmed(completed, completed.confirmed, earlier)
        response = RedirectResponse(completed.return_to, status_code=303)
        self._cookie.write(response, session_id)
        self._provider.cookie.clear(response)
        return response

    async def _begun(self, completed: CompletedSignIn, earlier: str) -> str:
        await self._store.end(earlier)
        return await self._store.start(completed.principal)

    async def _confirmed(self, completed: CompletedSignIn, checked: float, earlier: str) -> str:
        """The session goes on only for the person whose it is; anybody else's confirmation ends it."""
        session = await self._store.find(earlier)
        if session is None or not same_person(session.principal, completed.principal):
            await self._store.end(earlier)
            raise NotSignedIn(ReasonCode.SIGN_IN_REQUIRED, SOMEBODY_ELSE)
        renewed = await self._store.confirm(earlier, checked)
        if renewed is None:
            raise NotSignedIn(ReasonCode.SIGN_IN_REQUIRED, SOMEBODY_ELSE)
        return renewed


def same_person(one: Principal, other: Principal) -> bool:
    """Whether both are one person in one role."""
    return (one.staff, one.agency, one.role, one.kind) == (other.staff, other.agency, other.role, other.kind)
