"""The ways in, built together from settings: a token for systems and the command line, a session for the pages.

`service.api` asks `by_token`; `service.web` asks `by_session` and serves `begin`, `come_back` and `sign_out`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import httpx
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from service.errors import NotSignedIn, ReasonCode
from service.identity.bearer import BearerTokens, bearer_token
from service.identity.claims import Principals, Recognises
from service.identity.cookies import Cookie, session_cookie
from service.identity.issuer import Issuer
from service.identity.principal import Principal
from service.identity.sessions import MemorySessions, Session, Sessions
from service.identity.settings import IdentitySettings
from service.identity.sign_in import SignIn
from service.identity.tokens import TokenVerifier


@dataclass(frozen=True, slots=True)
class Gate:
    """Says who is asking, or refuses. One per process."""

    issuer: Issuer
    bearer: BearerTokens
    sign_in: SignIn
    sessions: Sessions
    cookie: Cookie

    @classmethod
    def of(
        cls,
        settings: IdentitySettings,
        recognised: Recognises,
        http: httpx.AsyncClient,
        *,
        clock: Callable[[], float] = time.time,
    ) -> Self:
        """Build the gate; nothing is fetched until somebody comes. `http` is of `provider_http`, closed by its opener.

        Raises:
            Misconfigured: the client's private key file cannot be used.

        """
        issuer = Issuer(settings.issuer, http, clock=clock)
        verifier, principals = TokenVerifier(settings, issuer, clock), Principals(settings, recognised)
        return cls(
            issuer=issuer,
            bearer=BearerTokens(verifier, principals, clock=clock),
            sign_in=SignIn(settings, issuer, verifier, principals, http, clock=clock),
            sessions=MemorySessions(settings, clock=clock),
            cookie=session_cookie(settings),
        )

    async def by_token(self, authorization: str | None) -> Principal:
        """Return who sent this `Authorization` header.

        Raises:
            NotSignedIn, NotPermitted, Unavailable: see `BearerTokens.principal`.

        """
        return await self.bearer.principal(bearer_token(authorization))

    async def by_session(self, request: HTTPConnection) -> Session:
        """Return the session of the browser that sent this request.

        Raises:
            NotSignedIn: it has none, or it has timed out.

        """
        session_id = self.cookie.read(request)
        session = await self.sessions.find(session_id) if session_id else None
        if session is None:
            raise NotSignedIn(ReasonCode.SIGN_IN_REQUIRED, "You are not signed in, or were away too long. Sign in.")
        return session

    async def begin(self, return_to: str = "/") -> RedirectResponse:
        """Send the browser to the provider; `return_to` is the page of ours that the person wanted."""
        return await self.sign_in.begin(return_to)

    async def come_back(self, request: Request) -> RedirectResponse:
        """Complete the sign-in: a new session under a new id, and on to the page that the person wanted.

        Raises:
            NotSignedIn, NotPermitted, Unavailable: see `SignIn.complete`.

        """
        completed = await self.sign_in.complete(request)
        await self._end_session(request)
        response = RedirectResponse(completed.return_to, status_code=303, headers={"Cache-Control": "no-store"})
        self.sign_in.cookie.clear(response)
        self.cookie.write(response, await self.sessions.start(completed.principal))
        return response

    async def sign_out(self, request: Request, response: Response) -> None:
        """End the browser's session and take its cookie back on `response`. Check CSRF first."""
        await self._end_session(request)
        self.cookie.clear(response)

    async def _end_session(self, request: HTTPConnection) -> None:
        session_id = self.cookie.read(request)
        if session_id:
            await self.sessions.end(session_id)
