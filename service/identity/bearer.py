"""Who presents this access token? Verified in full once, then remembered for a short while by its digest.

RFC 6750 bearer tokens in the RFC 9068 profile. A token is remembered no longer than it lives, and at most
`REMEMBERED` seconds, so that a key which the provider withdraws stops working within that time.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable

from service.errors import NotSignedIn, ReasonCode
from service.identity.claims import Principals
from service.identity.principal import Principal
from service.identity.tokens import TOKEN_LIMIT, TokenVerifier

REMEMBERED = 300
CAPACITY = 4096


def bearer_token(authorization: str | None) -> str:
    """Return the token of an `Authorization: Bearer` header.

    Raises:
        NotSignedIn: there is no such header, or it is of another scheme.

    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn(
            ReasonCode.SIGN_IN_REQUIRED, "Send an access token from your agency's provider as 'Authorization: Bearer'."
        )
    return token.strip()


class BearerTokens:
    """Checks access tokens. One per process; not shared between event loops."""

    def __init__(
        self,
        verifier: TokenVerifier,
        principals: Principals,
        *,
        clock: Callable[[], float] = time.time,
        capacity: int = CAPACITY,
    ) -> None:
        self._verifier = verifier
        self._principals = principals
        self._clock = clock
        self._capacity = capacity
        self._known: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()

    async def principal(self, token: str) -> Principal:
        """Return who presents `token`.

        Raises:
            NotSignedIn: the token is altered, expired, foreign, or lacks a claim.
            NotPermitted: the partnership does not know the agency, role or kind.
            Unavailable: the provider's keys are not known.

        """
        if len(token) > TOKEN_LIMIT:
            raise NotSignedIn(ReasonCode.TOKEN_INVALID, "This token is too long to be one of our provider's.")
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._known.get(digest)
        if known is not None and known[0] > self._clock():
            self._known.move_to_end(digest)
            return known[1]
        self._known.pop(digest, None)
        return await self._verified(digest, token)

    async def _verified(self, digest: bytes, token: str) -> Principal:
        principal = self._principals.of(await self._verifier.access_token(token))
        self._known[digest] = (min(principal.expires, self._clock() + REMEMBERED), principal)
        if len(self._known) > self._capacity:
            self._known.popitem(last=False)
        return principal
