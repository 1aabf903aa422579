"""How a person signs in to the pages: OpenID Connect, authorization code with PKCE S256, state and nonce.

`begin` sends the browser to the provider; `complete` takes it back and says who it is. What a sign-in needs to remember
is kept on our side, used once, and tied to the browser by a cookie of its own, so that nobody can be signed in by
somebody else's link (OAuth 2.0 Security Best Current Practice, RFC 9700).
"""

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
from starlette.requests import Request
from starlette.responses import RedirectResponse

from service.errors import NotSignedIn, ReasonCode
from service.identity.claims import Principals, VerifiedClaims
from service.identity.client_key import PrivateKey, client_assertion, load_private_key
from service.identity.cookies import attempt_cookie
from service.identity.grants import Attempt, fetch_token
from service.identity.issuer import Issuer
from service.identity.principal import Principal
from service.identity.settings import IdentitySettings
from service.identity.tokens import TokenVerifier

ATTEMPT_SECONDS = 600
CAPACITY = 10_000


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way."""

    attempt: Attempt = field(repr=False)
    return_to: str
    until: float
    anew_since: float | None = None
    """When the person was asked to prove again who they are; None for an ordinary sign-in."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A person who has just signed in, and the page of ours that they wanted."""

    principal: Principal
    return_to: str
    confirmed: float | None = None
    """When the provider checked them anew, by more than a password, because we asked for that; Unix seconds."""


class SignIn:
    """The browser flow. One per process, like `MemorySessions`."""

    def __init__(
        self,
        settings: IdentitySettings,
        issuer: Issuer,
        verifier: TokenVerifier,
        principals: Principals,
        http: httpx.AsyncClient,
        *,
        clock: Callable[[], float] = time.time,
        capacity: int = CAPACITY,
    ) -> None:
        self._settings = settings
        self._issuer = issuer
        self._verifier = verifier
        self._principals = principals
        self._http = http
        self._clock = clock
        self._capacity = capacity
        self._key: PrivateKey | None = load_private_key(settings.private_key) if settings.private_key else None
        self._begun: OrderedDict[bytes, Begun] = OrderedDict()
        self.cookie = attempt_cookie(settings, ATTEMPT_SECONDS)

    async def begin(self, return_to: str = "/", *, anew: bool = False) -> RedirectResponse:
        """Send the browser to the provider; it will come back to `redirect_uri`.

        `anew` asks that the person be checked again now, whatever session they have there (OpenID Connect Core 1.0,
        3.1.2.1: `max_age=0`, `prompt=login`), and by more than a password (`acr_values`, where settings name any).

        Raises:
            Unavailable: the provider is not known and cannot be reached.

        """
        endpoints = await self._issuer.endpoints()
        attempt, browser = Attempt(), secrets.token_urlsafe(32)
        now, settings = self._clock(), self._settings
        self._remember(browser, Begun(attempt, _own_page(return_to), now + ATTEMPT_SECONDS, now if anew else None))
        url = attempt.authorize_url(
            endpoints.authorization,
            settings.client_id,
            settings.redirect_uri,
            resource=settings.audience,
            **(self._anew() if anew else {}),
        )
        response = RedirectResponse(url, status_code=303, headers={"Cache-Control": "no-store"})
        self.cookie.write(response, browser)
        return response

    async def complete(self, request: Request) -> Completed:
        """Say who has come back from the provider. Each sign-in completes once.

        The caller then ends the browser's old session, starts a new one, and clears `self.cookie`.

        Raises:
            NotSignedIn: this browser began no such sign-in, it took too long, or the provider refused.
            NotPermitted: the partnership does not know the person's agency, role or kind.
            Unavailable: the provider cannot be reached.

        """
        begun = self._recall(request)
        query = request.query_params
        if not secrets.compare_digest(query.get("state", "").encode(), begun.attempt.state.encode()):
            raise _start_again()
        # RFC 9207: an answer that names another issuer is not for us.
        if query.get("iss", self._settings.issuer) != self._settings.issuer or not query.get("code"):
            raise _start_again()
        answer = await self._redeem(query["code"], begun.attempt)
        claims = await self._verifier.id_token(
            str(answer.get("id_token", "")), nonce=begun.attempt.nonce, access_token=answer["access_token"]
        )
        until = int(self._clock()) + self._settings.session_absolute
        principal = self._principals.of(claims, expires=until)
        if begun.anew_since is None:
            return Completed(principal, begun.return_to)
        return Completed(principal, begun.return_to, self._confirmed(claims, principal, begun.anew_since))

    def _anew(self) -> dict[str, str]:
        strong = {"acr_values": " ".join(sorted(self._settings.mfa_acr))} if self._settings.mfa_acr else {}
        return {"prompt": "login", "max_age": "0", **strong}

    def _confirmed(self, claims: VerifiedClaims, principal: Principal, since: float) -> float:
        """When the person was checked: after we asked, and by more than a password. What was asked may be ignored."""
        checked = claims.values.get("auth_time")
        if not isinstance(checked, (int, float)) or isinstance(checked, bool):
            raise _not_confirmed()
        leeway, now = self._settings.leeway, self._clock()
        if not since - leeway <= checked <= now + leeway or principal.assurance != "mfa":
            raise _not_confirmed()
        return min(float(checked), now)

    async def sign_out_url(self, return_to: str) -> str | None:
        """Return where to sign out at the provider too (RP-Initiated Logout 1.0), or None if it offers no such thing.

        `return_to` is a full address registered with the provider.
        """
        endpoint = (await self._issuer.endpoints()).end_session
        fields = {"client_id": self._settings.client_id, "post_logout_redirect_uri": return_to}
        return f"{endpoint}?{urlencode(fields)}" if endpoint else None

    async def _redeem(self, code: str, attempt: Attempt) -> dict[str, str]:
        settings, endpoint = self._settings, (await self._issuer.endpoints()).token
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": settings.redirect_uri,
            "code_verifier": attempt.verifier,
            "client_id": settings.client_id,
        }
        proof = client_assertion(self._key, settings.client_id, endpoint) if self._key else {}
        return await fetch_token(self._http, endpoint, form | proof)

    def _remember(self, browser: str, begun: Begun) -> None:
        self._begun[_digest(browser)] = begun
        if len(self._begun) > self._capacity:
            self._begun.popitem(last=False)

    def _recall(self, request: Request) -> Begun:
        browser = self.cookie.read(request)
        begun = self._begun.pop(_digest(browser), None) if browser else None
        if begun is None or begun.until <= self._clock():
            raise _start_again()
        return begun


def _own_page(return_to: str) -> str:
    """Keep to pages of ours: a path, never another site (`//evil.example`, `/\\evil.example`)."""
    own = return_to.startswith("/") and not return_to.startswith(("//", "/\\")) and return_to.isprintable()
    return return_to if own and "\\" not in return_to else "/"


def _not_confirmed() -> NotSignedIn:
    return NotSignedIn(
        ReasonCode.SIGN_IN_REQUIRED,
        "Your organisation’s sign-in did not check again who you are, so nothing was done. Sign in again with your "
        "second factor.",
    )


def _digest(browser: str) -> bytes:
    return hashlib.sha256(browser.encode("utf-8", "surrogatepass")).digest()


def _start_again() -> NotSignedIn:
    return NotSignedIn(
        ReasonCode.SIGN_IN_REQUIRED,
        "This sign-in was not begun in this browser, was stopped, or took too long. Start again from the sign-in page.",
    )
