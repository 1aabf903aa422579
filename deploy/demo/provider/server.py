"""Authlib's authorization server on Starlette: how a request reaches it, and how its answers leave."""

# Authlib has no types, and its server is used by deriving from it.
# mypy: disable-error-code="misc,no-any-return"

from collections.abc import Iterable, Mapping
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Payload, OAuth2Request
from starlette.responses import JSONResponse, Response

from deploy.demo.provider.clients import SCOPES, Client
from deploy.demo.provider.grants import (
    AccessTokens,
    Code,
    CodeGrant,
    KeyAssertion,
    OpenId,
    S256Challenge,
    SystemGrant,
)
from deploy.demo.provider.keys import SigningKeys
from deploy.demo.provider.people import Cast

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class Parameters(OAuth2Payload):
    """The parameters of one request, with their repetitions."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._lists: dict[str, list[str]] = {}
        for name, value in pairs:
            self._lists.setdefault(name, []).append(value)

    @property
    def data(self) -> dict[str, str]:
        """The first value of each."""
        return {name: values[0] for name, values in self._lists.items()}

    @property
    def datalist(self) -> dict[str, list[str]]:
        """All values of each."""
        return self._lists


class Asked(OAuth2Request):
    """One request to the authorization or the token endpoint."""

    def __init__(self, method: str, uri: str, headers: Mapping[str, str], pairs: Iterable[tuple[str, str]]) -> None:
        super().__init__(method, uri, headers=dict(headers))
        self.payload = Parameters(pairs)

    @property
    def form(self) -> dict[str, str]:
        """The parameters, by Authlib's other name for them."""
        return self.payload.data


class DemoServer(AuthorizationServer):
    """The grants of the demo, over one set of keys, clients and codes in memory."""

    def __init__(self, issuer: str, audience: str, keys: SigningKeys, cast: Cast, clients: list[Client]) -> None:
        super().__init__(scopes_supported=list(SCOPES))
        self.issuer = issuer
        self.codes: dict[str, Code] = {}
        self._clients = {client.client_id: client for client in clients}
        self.register_client_auth_method("private_key_jwt", KeyAssertion([f"{issuer}/token", issuer]))
        self.register_grant(CodeGrant, [S256Challenge(required=True), OpenId(issuer, keys, self.codes)])
        self.register_grant(SystemGrant)
        self.register_token_generator("default", AccessTokens(issuer, audience, keys, cast))

    def query_client(self, client_id: str) -> Client | None:
        """Return a registered client."""
        return self._clients.get(client_id)

    def save_token(self, token: Mapping[str, Any], request: Asked) -> None:
        """Keep nothing: tokens speak for themselves until they expire."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Tell nobody."""

    def create_oauth2_request(self, request: Asked) -> Asked:
        """Return the request as it is: the routes have made it already."""
        return request

    def handle_response(self, status: int, body: Any, headers: Iterable[tuple[str, str]]) -> Response:
        """Make Authlib's answer one of Starlette's."""
        fields = {**dict(headers), **NO_STORE}
        if isinstance(body, dict):
            fields.pop("Content-Type", None)
            return JSONResponse(body, status, fields)
        return Response(body, status, fields)
