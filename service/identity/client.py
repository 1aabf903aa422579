"""How our own command line gets an access token: as an agency's system, or for the person at the keyboard.

Systems prove themselves by `private_key_jwt` (RFC 7523). People sign in with their browser, which comes back to a port
of this machine (RFC 8252): authorization code with PKCE, no secret on the laptop.
"""

import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

from service.errors import NotSignedIn, ReasonCode
from service.identity.client_key import client_assertion, load_private_key
from service.identity.grants import Attempt, fetch_token
from service.identity.issuer import Issuer
from service.identity.loopback import Loopback
from service.identity.outbound import provider_http

OpenBrowser = Callable[[str], Awaitable[None]]
SIGN_IN_SECONDS = 300.0


async def system_token(issuer: str, client_id: str, private_key: Path, audience: str) -> str:
    """Return an access token for the system `client_id` at the service `audience`.

    Raises:
        Misconfigured: the key file cannot be used.
        NotSignedIn: the provider refuses this client.
        Unavailable: the provider cannot be reached.

    """
    key = load_private_key(private_key)
    async with provider_http() as http:
        endpoint = (await Issuer(issuer, http).endpoints()).token
        form = {"grant_type": "client_credentials", "resource": audience}
        answer = await fetch_token(http, endpoint, form | client_assertion(key, client_id, endpoint))
    return str(answer["access_token"])


async def person_token(
    issuer: str, client_id: str, audience: str, open_browser: OpenBrowser, *, wait: float = SIGN_IN_SECONDS
) -> str:
    """Return an access token for the person who signs in with the browser that `open_browser` opens.

    Raises:
        NotSignedIn: they did not sign in within `wait` seconds, or the provider refused.
        Unavailable: the provider cannot be reached.

    """
    async with provider_http() as http, Loopback() as loopback:
        endpoints = await Issuer(issuer, http).endpoints()
        attempt = Attempt()
        await open_browser(attempt.authorize_url(endpoints.authorization, client_id, loopback.redirect_uri, audience))
        query = await loopback.answer(wait)
        code = query.get("code", "")
        if not code or not secrets.compare_digest(query.get("state", "").encode(), attempt.state.encode()):
            raise NotSignedIn(ReasonCode.SIGN_IN_REQUIRED, "The sign-in was not completed. Run the command again.")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": loopback.redirect_uri,
            "code_verifier": attempt.verifier,
            "client_id": client_id,
            "resource": audience,
        }
        answer = await fetch_token(http, endpoints.token, form)
    return str(answer["access_token"])
