"""The demo's identity provider as an application of its own: discovery, keys, sign-in page, tokens, sign-out.

OpenID Connect Core and Discovery 1.0, RFC 6749, 7636, 7523, 9068, 9207. It lets anybody be anybody in the cast, so it
starts only when told that this is a demo, and the service in production refuses its plain-http issuer.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc6749 import OAuth2Error
from joserfc import jwt
from joserfc.errors import JoseError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from deploy.demo.provider.clients import CLI_CLIENT, SCOPES, WEB_CLIENT, Client
from deploy.demo.provider.grants import METHODS
from deploy.demo.provider.keys import SigningKeys, client_public_key, register_client
from deploy.demo.provider.page import notice_page, sign_in_page
from deploy.demo.provider.people import Cast
from deploy.demo.provider.server import NO_STORE, Asked, DemoServer

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class NotADemo(Exception):
    """The provider was asked to start outside a demo."""


def prepare(directory: Path, people: Cast) -> Path:
    """Make the provider's and its clients' keys where they are missing; return the web client's private key file."""
    SigningKeys(directory)
    for system in people.systems:
        register_client(directory, system)
    return register_client(directory, WEB_CLIENT)


def create_provider(
    directory: Path,
    issuer: str,
    people: Cast,
    *,
    demo: bool,
    audience: str,
    web_redirects: Sequence[str],
    sign_out_redirects: Sequence[str] = (),
) -> Starlette:
    """Return the provider's application. Its keys are in `directory`, made by `prepare`.

    `app.state.keys` is its SigningKeys, for a demonstration of rotation; `app.state.codes` holds the codes given out.

    Raises:
        NotADemo: `demo` is not True, or the issuer is not an address of this machine.

    """
    if demo is not True:
        raise NotADemo("The demo sign-in lets anybody be anybody. Start it only with the demo flag, for a demo.")
    if urlsplit(issuer).hostname not in LOOPBACK:
        raise NotADemo("The demo sign-in may be served on this machine only. Give it an issuer on 127.0.0.1.")
    logging.getLogger("authlib").setLevel(logging.INFO)  # at debug it writes tokens out
    prepare(directory, people)
    keys = SigningKeys(directory)
    clients = [
        Client(
            WEB_CLIENT,
            "authorization_code",
            client_public_key(directory, WEB_CLIENT),
            tuple(web_redirects),
            tuple(sign_out_redirects),
        ),
        Client(CLI_CLIENT, "authorization_code", native=True),
        *(Client(name, "client_credentials", client_public_key(directory, name)) for name in people.systems),
    ]
    server = DemoServer(issuer, audience, keys, people, clients)
    app = Starlette(routes=Provider(issuer, audience, people, keys, server).routes())
    app.state.keys = keys
    app.state.codes = server.codes
    return app


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider's pages and endpoints."""

    issuer: str
    audience: str
    people: Cast
    keys: SigningKeys
    server: DemoServer

    def routes(self) -> list[Route]:
        """Return where each is served."""
        return [
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/jwks", self.jwks),
            Route("/authorize", self.ask, methods=["GET"]),
            Route("/authorize", self.choose, methods=["POST"]),
            Route("/token", self.token, methods=["POST"]),
            Route("/userinfo", self.userinfo, methods=["GET", "POST"]),
            Route("/end-session", self.end_session, methods=["GET"]),
        ]

    async def discovery(self, request: Request) -> Response:
        """Say what is where (OpenID Connect Discovery 1.0, RFC 8414)."""
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "end_session_endpoint": f"{self.issuer}/end-session",
                "jwks_uri": f"{self.issuer}/jwks",
                "scopes_supported": list(SCOPES),
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "client_credentials"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt", "none"],
                "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
                "amr_values_supported": METHODS,
            }
        )

    async def jwks(self, request: Request) -> Response:
        """Publish the keys."""
        return JSONResponse(self.keys.published())

    async def ask(self, request: Request) -> Response:
        """Show the sign-in page, if the request that brought the browser here is in order."""
        asked = self._asked(request)
        try:
            self.server.get_consent_grant(asked)
        except (OAuth2Error, ValueError) as error:  # ValueError: what Authlib would echo is not ASCII
            return self._refused(asked, error)
        return sign_in_page(self.people.people.values(), f"/authorize?{request.url.query}")

    async def choose(self, request: Request) -> Response:
        """Send the browser back with a code for the person chosen."""
        asked = self._asked(request)
        try:
            grant = self.server.get_consent_grant(asked)
        except (OAuth2Error, ValueError) as error:  # ValueError: what Authlib would echo is not ASCII
            return self._refused(asked, error)
        async with request.form() as form:
            person = self.people.people.get(str(form.get("person", "")))
        if person is None:
            action = f"/authorize?{request.url.query}"
            return sign_in_page(self.people.people.values(), action, fault="Choose who you would like to be.")
        response: Response = self.server.create_authorization_response(asked, grant_user=person, grant=grant)
        if response.status_code == 302:
            response.status_code = 303  # the browser goes back with a GET
        return response

    async def token(self, request: Request) -> Response:
        """Give a token for a code or a client's key."""
        async with request.form(max_files=0) as form:
            pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        if any(name == "resource" and value != self.audience for name, value in pairs):
            return JSONResponse({"error": "invalid_target"}, 400, NO_STORE)
        asked = Asked("POST", f"{self.issuer}/token", request.headers, pairs)
        try:
            response: Response = self.server.create_token_response(asked)
        except ValueError:
            return JSONResponse({"error": "invalid_request"}, 400, NO_STORE)
        return response

    async def userinfo(self, request: Request) -> Response:
        """Say who an access token is about."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            claims = jwt.decode(token, self.keys.verifying, algorithms=["ES256"]).claims
            jwt.JWTClaimsRegistry(exp={"essential": True}, iss={"value": self.issuer}).validate(claims)
        except (JoseError, ValueError):
            claims = {}
        person = self.people.people.get(str(claims.get("sub")))
        if scheme.lower() != "bearer" or person is None:
            return Response(status_code=401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"', **NO_STORE})
        return JSONResponse({"sub": person.id, **person.claims()}, headers=NO_STORE)

    async def end_session(self, request: Request) -> Response:
        """Send the browser back after sign-out; there is no session here to end (RP-Initiated Logout 1.0)."""
        client = self.server.query_client(request.query_params.get("client_id", ""))
        wanted = request.query_params.get("post_logout_redirect_uri")
        if client is None or wanted not in client.sign_out_uris:
            return notice_page("You have signed out", "You can close this page.")
        state = request.query_params.get("state")
        return RedirectResponse(f"{wanted}?{urlencode({'state': state})}" if state else wanted, 303)

    def _refused(self, asked: Asked, error: OAuth2Error | ValueError) -> Response:
        if getattr(error, "redirect_uri", None):
            response: Response = self.server.handle_error_response(asked, error)
            return response
        return notice_page("Sorry, there is a problem", "The service that sent you here asked in a way we refuse.", 400)

    def _asked(self, request: Request) -> Asked:
        # By our own address, whatever the Host header says.
        return Asked("GET", f"{self.issuer}/authorize", request.headers, request.query_params.multi_items())
