"""Verifies what the provider signed: access tokens (RFC 9068) and ID tokens (OpenID Connect Core 1.0, 3.1.3.7).

Only public-key signatures on the allow-list count, made with a key that the issuer publishes now.
Whatever does not hold is refused with one and the same sentence: a forger learns nothing.
"""

import json
import time
from collections.abc import Callable, Collection
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws
from joserfc.errors import ExpiredTokenError, JoseError, UnsupportedAlgorithmError
from joserfc.jwa import JWSAlgModel
from joserfc.jws import CompactSignature, JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from service.errors import NotSignedIn, ReasonCode
from service.identity.claims import VerifiedClaims
from service.identity.issuer import Issuer
from service.identity.settings import IdentitySettings

TOKEN_LIMIT = 8 * 1024
KEY_ID_LIMIT = 200
ACCESS_TOKEN_TYPES = ("at+jwt", "application/at+jwt")
ID_TOKEN_TYPES = ("jwt", "")


class AllowedSignatures(JWSRegistry):
    """Knows the allowed algorithms and no other: not `none`, not HS*."""

    def __init__(self, allowed: Collection[str]) -> None:
        super().__init__(algorithms=frozenset(allowed))
        self._allowed = frozenset(allowed)

    def get_alg(self, name: str) -> JWSAlgModel:
        """Return the algorithm if it is allowed."""
        if name not in self._allowed:
            raise UnsupportedAlgorithmError("This signature algorithm is not allowed.")
        return self.algorithms[name]


class TokenVerifier:
    """Turns signed tokens of one issuer into VerifiedClaims."""

    def __init__(self, settings: IdentitySettings, issuer: Issuer, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._issuer = issuer
        self._clock = clock
        self._signatures = AllowedSignatures(settings.algorithms)
        self._access_claims = JWTClaimsRegistry(
            now=lambda: int(clock()),
            leeway=settings.leeway,
            iss={"essential": True, "value": settings.issuer},
            aud={"essential": True, "value": settings.audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            jti={"essential": True},
            client_id={"essential": True},
        )

    async def access_token(self, token: str) -> VerifiedClaims:
        """Return the claims of an access token meant for this service.

        Raises:
            NotSignedIn: the token is not one of our provider's, not for us, altered, or out of time.
            Unavailable: the provider's keys are not known.

        """
        _, claims = await self._signed(token, ACCESS_TOKEN_TYPES)
        try:
            self._access_claims.validate(claims)
        except ExpiredTokenError:
            raise _expired() from None
        except JoseError:
            raise _invalid() from None
        return VerifiedClaims(claims, int(claims["exp"]))

    async def id_token(self, token: str, *, nonce: str, access_token: str) -> VerifiedClaims:
        """Return the claims of the ID token that answers the sign-in with this nonce.

        Raises:
            NotSignedIn: the token is not one of our provider's, not for this sign-in, altered, or out of time.
            Unavailable: the provider's keys are not known.

        """
        header, claims = await self._signed(token, ID_TOKEN_TYPES)
        expected = {"iss": {"essential": True, "value": self._settings.issuer}}
        expected["aud"] = {"essential": True, "value": self._settings.client_id}
        sign_in = {"nonce": nonce, "client_id": self._settings.client_id, "access_token": access_token}
        try:
            CodeIDToken(claims, header, expected, sign_in).validate(int(self._clock()), self._settings.leeway)
        except ExpiredTokenError:
            raise _expired() from None
        except (JoseError, TypeError, ValueError):
            raise _invalid() from None
        return VerifiedClaims(claims, int(claims["exp"]))

    async def _signed(self, token: str, types: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
        signature, key_id = self._parsed(token, types)
        key = await self._issuer.key(key_id)
        try:
            genuine = jws.validate_compact(signature, key, registry=self._signatures)
            claims = json.loads(signature.payload or b"")
        except (JoseError, ValueError, TypeError, KeyError):
            raise _invalid() from None
        if not genuine or not isinstance(claims, dict):
            raise _invalid()
        return signature.headers(), claims

    def _parsed(self, token: str, types: Collection[str]) -> tuple[CompactSignature, str]:
        """Read a token's header without believing it: only far enough to know which key to ask for."""
        if len(token) > TOKEN_LIMIT or not token.isascii():
            raise _invalid()
        try:
            signature = jws.extract_compact(token.encode("ascii"))
            header = signature.headers()
            self._signatures.get_alg(header["alg"])
        except (JoseError, ValueError, TypeError, KeyError):
            raise _invalid() from None
        key_id, kind = header.get("kid"), header.get("typ", "")
        if not isinstance(key_id, str) or len(key_id) > KEY_ID_LIMIT:
            raise _invalid()
        if not isinstance(kind, str) or kind.lower() not in types:
            raise _invalid()
        return signature, key_id


def _invalid() -> NotSignedIn:
    return NotSignedIn(ReasonCode.TOKEN_INVALID, "This sign-in is not valid here. Sign in again.")


def _expired() -> NotSignedIn:
    return NotSignedIn(ReasonCode.TOKEN_INVALID, "Your sign-in has run out. Sign in again.")
