"""The pages' `Sessions` and `SignIn`, over the browser cookie and the parts of `service.identity`.

Whoever completes a sign-in gets a session made at that moment, whatever the browser brought (session fixation).
"""

from typing import Protocol

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from service.identity.principal import Principal
from service.web.ports import Visit


class HeldSession(Protocol):
    """A session as identity keeps it."""

    @property
    def principal(self) -> Principal:
        """Who is signed in."""

    @property
    def csrf(self) -> str:
        """The session's form token."""


class SessionStore(Protocol):
    """Where identity keeps sessions, by an id that only the browser knows."""

    async def start(self, principal: Principal) -> str:
        """Begin a session; return its id."""

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


class Provider(Protocol):
    """Signing in with the identity provider."""

    @property
    def cookie(self) -> BrowserCookie:
        """The cookie of a sign-in under way."""

    async def begin(self, return_to: str = "/") -> Response:
        """Send the browser to the provider."""

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
        return Visit(session.principal, session.csrf) if session else None

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

    async def begin(self) -> Response:
        """To the provider, and afterwards home."""
        return await self._provider.begin("/home")

    async def complete(self, request: Request) -> Response:
        """Back from the provider: the old session ends, a new one begins."""
        completed = await self._provider.complete(request)
        earlier = self._cookie.read(request)
        if earlier:
            await self._store.end(earlier)
        response = RedirectResponse(completed.return_to, status_code=303)
        self._cookie.write(response, await self._store.start(completed.principal))
        self._provider.cookie.clear(response)
        return response
