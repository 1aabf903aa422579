"""What the identity provider publishes: its endpoints and its public keys, fetched, remembered, and refreshed.

OpenID Connect Discovery 1.0 and JWK sets (RFC 7517). Keys in use outlive a short absence of the provider; an unknown
key id asks for them again, but not more often than the pause allows; with no usable keys nobody gets in.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from service.errors import NotSignedIn, ReasonCode, Unavailable

PublicKey = ECKey | OKPKey | RSAKey
DOCUMENT_LIMIT = 256 * 1024
TIMEOUT = 3.0
FIRST_PAUSE = 1.0
"""Between tries while nothing is known yet, when the provider may only be starting up."""
SHORTEST_MODULUS = 342
"""An RSA key of 2048 bits, in base64url characters."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Addresses from the discovery document."""

    authorization: str
    token: str
    jwks: str
    end_session: str | None


@dataclass(frozen=True, slots=True)
class Published:
    """One reading of what the provider publishes."""

    endpoints: Endpoints
    keys: Mapping[str, PublicKey]
    read: float


class Issuer:
    """The identity provider as the service knows it. Times are in seconds."""

    def __init__(
        self,
        url: str,
        http: httpx.AsyncClient,
        *,
        clock: Callable[[], float] = time.time,
        fresh: float = 600,
        stale: float = 24 * 3600,
        pause: float = 10,
    ) -> None:
        self.url = url
        self._http = http
        self._clock = clock
        self._fresh = fresh
        self._stale = stale
        self._pause = pause
        self._published: Published | None = None
        self._tried = float("-inf")
        self._reading = asyncio.Lock()
        self._background: asyncio.Task[None] | None = None

    async def endpoints(self) -> Endpoints:
        """Return where to sign in and where to fetch tokens.

        Raises:
            Unavailable: the provider cannot be reached and nothing recent is known of it.

        """
        return (await self._current()).endpoints

    async def key(self, key_id: str) -> PublicKey:
        """Return the public key with this id, asking the provider again if it is new to us.

        Raises:
            NotSignedIn: the provider does not publish such a key.
            Unavailable: the provider cannot be reached and its keys are not known.

        """
        key = (await self._current()).keys.get(key_id)
        if key is None:
            await self._refresh()
            key = (await self._current()).keys.get(key_id)
        if key is None:
            raise NotSignedIn(ReasonCode.TOKEN_INVALID, "This token was not signed by our provider. Sign in again.")
        return key

    async def _current(self) -> Published:
        if not self._usable():
            await self._refresh()
        elif self._age() > self._fresh:
            self._refresh_meanwhile()
        if self._published is None or not self._usable():
            raise Unavailable(
                ReasonCode.KEYS_UNAVAILABLE, "The sign-in service cannot be reached. Try again in a few minutes."
            )
        return self._published

    def _usable(self) -> bool:
        return self._published is not None and bool(self._published.keys) and self._age() <= self._stale

    def _age(self) -> float:
        return self._clock() - self._published.read if self._published else float("inf")

    def _refresh_meanwhile(self) -> None:
        # Nobody who holds a good token waits for the provider.
        if self._background is None or self._background.done():
            self._background = asyncio.create_task(self._refresh())

    async def _refresh(self) -> None:
        async with self._reading:
            pause = self._pause if self._published else min(self._pause, FIRST_PAUSE)
            if self._clock() - self._tried < pause:
                return
            self._tried = self._clock()
            try:
                self._published = await self._read()
            except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
                log.warning("identity.provider_unreadable", problem=type(error).__name__)

    async def _read(self) -> Published:
        document = await self._document(f"{self.url.rstrip('/')}/.well-known/openid-configuration")
        if document["issuer"] != self.url:
            raise ValueError("the discovery document speaks for another issuer")
        endpoints = Endpoints(
            authorization=self._address(document["authorization_endpoint"]),
            token=self._address(document["token_endpoint"]),
            jwks=self._address(document["jwks_uri"]),
            end_session=self._address(document["end_session_endpoint"]) if "end_session_endpoint" in document else None,
        )
        key_set = await self._document(endpoints.jwks)
        return Published(endpoints, _usable_keys(key_set["keys"]), self._clock())

    async def _document(self, address: str) -> dict[str, Any]:
        response = await self._http.get(address, timeout=TIMEOUT, follow_redirects=False)
        if response.status_code != 200 or len(response.content) > DOCUMENT_LIMIT:
            raise ValueError("the provider did not answer with a document")
        document = response.json()
        if not isinstance(document, dict):
            raise TypeError("the document is not a JSON object")
        return document

    def _address(self, address: object) -> str:
        # A provider reached by https may not send us on in the clear.
        if not isinstance(address, str) or not address.startswith(
            "https://" if self.url.startswith("https://") else ("http://", "https://")
        ):
            raise ValueError("an endpoint is not an https address")
        return address


def _usable_keys(published: object) -> dict[str, PublicKey]:
    keys: dict[str, PublicKey] = {}
    if not isinstance(published, list):
        return keys
    for jwk in published:
        key = _public_key(jwk)
        if key is not None and key.kid:
            keys[key.kid] = key
    return keys


def _public_key(jwk: object) -> PublicKey | None:
    """Import a public signing key; None for anything else, shared secrets and private keys above all."""
    if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig" or "d" in jwk:
        return None
    curve, modulus = jwk.get("crv"), str(jwk.get("n", ""))
    if jwk.get("kty") not in ("EC", "OKP", "RSA") or (curve is None and len(modulus) < SHORTEST_MODULUS):
        return None
    if curve not in (None, "P-256", "Ed25519"):
        return None
    try:
        key = JWKRegistry.import_key(jwk)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, (ECKey, OKPKey, RSAKey)) else None
