"""The two conversations with the provider: a code that a person earned (PKCE), or a client's own key, for tokens.

RFC 6749 with RFC 7636 (S256 only), RFC 7523 and RFC 8707. The protocol's pieces come from Authlib; the requests are
our own httpx, because Authlib's clients log verifiers and tokens at debug level and keep keys that they never refresh.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from service.errors import NotSignedIn, ReasonCode, Unavailable

SCOPE = "openid profile"
TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """The secrets of one sign-in, each used once: 256 bits each, kept on our side only."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    def authorize_url(self, endpoint: str, client_id: str, redirect_uri: str, resource: str, **asked: str) -> str:
        """Return where to send the person's browser; `asked` are further parameters, such as `prompt`."""
        url: str = prepare_grant_uri(
            endpoint,
            client_id=client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=SCOPE,
            state=self.state,
            nonce=self.nonce,
            code_challenge=create_s256_code_challenge(self.verifier),
            code_challenge_method="S256",
            resource=resource,
            **asked,
        )
        return url


async def fetch_token(http: httpx.AsyncClient, endpoint: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Ask the token endpoint; return its answer, in which `access_token` is present.

    Raises:
        NotSignedIn: the provider refused.
        Unavailable: the provider could not be asked, or answered nonsense.

    """
    try:
        response = await http.post(endpoint, data=dict(form), timeout=TIMEOUT, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL):
        raise _unavailable() from None
    if 400 <= response.status_code < 500:
        raise NotSignedIn(ReasonCode.SIGN_IN_REQUIRED, "The sign-in service refused this sign-in. Start again.")
    try:
        answer = response.json()
    except ValueError:
        raise _unavailable() from None
    if response.status_code != 200 or not isinstance(answer, dict):
        raise _unavailable()
    if not isinstance(answer.get("access_token"), str) or str(answer.get("token_type")).lower() != "bearer":
        raise _unavailable()
    return answer


def _unavailable() -> Unavailable:
    return Unavailable(
        ReasonCode.KEYS_UNAVAILABLE, "The sign-in service cannot be reached. Try again in a few minutes."
    )
