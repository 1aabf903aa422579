"""What the provider's clients may ask of it: Authlib's grants with our storage of codes, nonces and assertions."""

# Authlib has no types, and its grants are used by deriving from them.
# mypy: disable-error-code="misc,no-any-return"

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749 import InvalidClientError, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from authlib.oidc.core.grants import OpenIDCode
from joserfc.jwk import ECKey, KeySet

from deploy.demo.provider.clients import Client
from deploy.demo.provider.keys import SigningKeys
from deploy.demo.provider.people import Cast, Persona

CODE_SECONDS = 60
TOKEN_SECONDS = 3600
ASSERTION_SECONDS = 300
METHODS = ["mfa", "otp", "pwd"]
"""What `amr` says of every demo sign-in (RFC 8176): choosing from the page counts as multi-factor here."""


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code that was given out: what it stands for, until it is used or too old."""

    person: Persona
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    issued: float = field(default_factory=time.time)
    code_challenge_method: str = "S256"
    signed_in: float = field(default_factory=time.time)
    """When the person chose who to be: this sign-in keeps no session, so each time is anew."""

    def get_redirect_uri(self) -> str:
        """Return the redirect address that the code was asked for."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Return the scope."""
        return self.scope

    def get_nonce(self) -> str:
        """Return the nonce for the ID token."""
        return self.nonce

    def get_auth_time(self) -> int:
        """Return when the person signed in."""
        return int(self.signed_in)

    def get_acr(self) -> None:
        """Return nothing: `amr` says it."""

    def get_amr(self) -> list[str]:
        """Return how the person was checked."""
        return METHODS


class CodeGrant(AuthorizationCodeGrant):
    """Authorization codes: one use, one minute, kept by the server object."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("private_key_jwt", "none")

    def create_authorization_response(self, redirect_uri: str, grant_user: Persona) -> Any:
        """Answer with the code, and say who answers (RFC 9207)."""
        status, body, headers = super().create_authorization_response(redirect_uri, grant_user)
        location = add_params_to_uri(dict(headers)["Location"], [("iss", self.server.issuer)])
        return status, body, [("Location", location)]

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Keep the code until it is used, and drop those that grew old."""
        asked, codes = request.payload.data, self.server.codes
        for old in [known for known, kept in codes.items() if time.time() - kept.issued > CODE_SECONDS]:
            del codes[old]
        codes[code] = Code(
            request.user,
            request.client.client_id,
            asked["redirect_uri"],
            request.scope,
            asked["nonce"],
            asked["code_challenge"],
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        """Take the code: whoever shows it, rightly or wrongly, shows it once."""
        kept = self.server.codes.pop(code, None)
        if kept is None or kept.client_id != client.client_id or time.time() - kept.issued > CODE_SECONDS:
            return None
        return kept

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Do nothing: the query took it."""

    def authenticate_user(self, authorization_code: Code) -> Persona:
        """Return the person who signed in."""
        return authorization_code.person


class S256Challenge(CodeChallenge):
    """PKCE (RFC 7636), always, and never in its plain form."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse an authorization request without an S256 challenge."""
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE is required: send 'code_challenge' with 'code_challenge_method=S256'.")
        super().validate_code_challenge(grant, redirect_uri)


class OpenId(OpenIDCode):
    """ID tokens: ES256, bound to the nonce."""

    def __init__(self, issuer: str, keys: SigningKeys, codes: Mapping[str, Code]) -> None:
        super().__init__(require_nonce=True)
        self._issuer = issuer
        self._keys = keys
        self._codes = codes

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """Say whether a living code already has this nonce."""
        return any(code.nonce == nonce for code in self._codes.values())

    def resolve_client_private_key(self, client: Client) -> KeySet:
        """Return the key that signs now."""
        return self._keys.signing

    def get_client_algorithm(self, client: Client) -> str:
        """Return ES256."""
        return "ES256"

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        """Return issuer, audience and life of the ID token."""
        return {"iss": self._issuer, "aud": [client.client_id], "exp": int(time.time()) + ASSERTION_SECONDS}

    def generate_user_info(self, user: Persona, scope: str) -> dict[str, object]:
        """Return the claims about the person."""
        return {"sub": user.id, **user.claims()}


class SystemGrant(ClientCredentialsGrant):
    """Client credentials for agency systems, by their own key only."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("private_key_jwt",)


class KeyAssertion(JWTBearerClientAssertion):
    """`private_key_jwt`: each assertion once, and for five minutes at most."""

    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, audiences: list[str]) -> None:
        super().__init__(leeway=10)
        self._audiences = audiences
        self._used: dict[tuple[str, str], float] = {}

    def get_audiences(self) -> list[str]:
        """Return what an assertion may be addressed to."""
        return self._audiences

    def resolve_client_public_key(self, client: Client) -> ECKey:
        """Return the client's registered key."""
        if client.key is None:
            raise InvalidClientError(description="This client has no key.")
        return client.key

    def validate_jti(self, claims: dict[str, Any], jti: str) -> bool:
        """Say whether this assertion is new; remember it until it would expire anyway."""
        now = time.time()
        if claims["exp"] > now + ASSERTION_SECONDS + self.leeway:
            raise InvalidClientError(description="An assertion may live for five minutes at most.")
        self._used = {used: until for used, until in self._used.items() if until > now}
        if (claims["sub"], jti) in self._used:
            return False
        self._used[claims["sub"], jti] = claims["exp"] + self.leeway
        return True


class AccessTokens(JWTBearerTokenGenerator):
    """Access tokens as JWT (RFC 9068) for one audience."""

    def __init__(self, issuer: str, audience: str, keys: SigningKeys, cast: Cast) -> None:
        super().__init__(issuer, alg="ES256", expires_generator=TOKEN_SECONDS)
        self._audience = audience
        self._keys = keys
        self._cast = cast

    def get_jwks(self) -> KeySet:
        """Return the key that signs now."""
        return self._keys.signing

    def get_audiences(self, client: Client, user: Persona | None, scope: str) -> str:
        """Return the service that the token is for."""
        return self._audience

    def get_amr(self, user: Persona | None) -> list[str] | None:
        """Return how the person was checked; nothing for a system."""
        return METHODS if user else None

    def get_extra_claims(self, client: Client, grant_type: str, user: Persona | None, scope: str) -> dict[str, object]:
        """Return agency, role, kind and training of the person or the system."""
        return (user or self._cast.systems[client.client_id]).claims()
