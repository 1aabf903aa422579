"""A real provider over real loopback HTTP, and the product's side of identity in front of it."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.demo.provider.app import create_provider, prepare
from deploy.demo.provider.clients import WEB_CLIENT
from deploy.demo.provider.keys import SigningKeys
from deploy.demo.provider.people import load_cast
from service.identity.bearer import BearerTokens
from service.identity.claims import Principals, Recognised
from service.identity.gate import Gate
from service.identity.issuer import Issuer
from service.identity.settings import IdentitySettings
from service.identity.tokens import TokenVerifier

AUDIENCE = "golden-thread"
REDIRECT = "http://127.0.0.1:8000/signed-in"
RECOGNISED = Recognised(
    agencies=frozenset({"gss:E06000009", "police:04", "ods:RXL"}),
    roles=frozenset(
        {"social_worker", "family_hub_worker", "police_officer", "school_nurse", "team_manager", "ig_lead"}
    ),
)


class Clock:
    """A clock that tests can move."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Background(uvicorn.Server):
    """A server beside the test: says when it is ready and leaves the signals of the test run alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.stop = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Hang up at once: uvicorn's own way waits a tenth of a second, for each of many tests."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for server in self.servers:
            await server.wait_closed()

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()


class Served:
    """An application on a free port of 127.0.0.1, which can be taken down and put back; counts requests by path."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.requests: dict[str, int] = {}
        self.app: ASGIApp | None = None
        self._server: Background | None = None
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.requests[scope["path"]] = self.requests.get(scope["path"], 0) + 1
        await self.app(scope, receive, send)

    async def up(self) -> None:
        config = uvicorn.Config(
            self, host="127.0.0.1", port=self.port, log_level="warning", access_log=False, lifespan="off", ws="none"
        )
        self._server = Background(config)
        self._task = asyncio.create_task(self._server.serve())
        await self._server.ready.wait()

    async def down(self) -> None:
        if self._server and self._task:
            self._server.stop.set()
            await self._task
            self._server = self._task = None


@dataclass
class World:
    """Everything that a test of identity needs."""

    provider: Served
    keys: SigningKeys
    directory: Path
    settings: IdentitySettings
    http: httpx.AsyncClient
    clock: Clock
    gate: Gate = field(init=False)
    verifier: TokenVerifier = field(init=False)
    principals: Principals = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self, recognised: Recognised = RECOGNISED) -> None:
        """Start the product's side afresh, as a restart does."""
        self.gate = Gate.of(self.settings, recognised, self.http, clock=self.clock)
        self.verifier = TokenVerifier(self.settings, self.gate.issuer, self.clock)
        self.principals = Principals(self.settings, recognised)

    @property
    def bearer(self) -> BearerTokens:
        return self.gate.bearer

    @property
    def issuer(self) -> Issuer:
        return self.gate.issuer

    def client_key(self, client_id: str) -> Path:
        return self.directory / "clients" / client_id / "private.json"


@pytest.fixture
async def world(tmp_path: Path, clock: Clock) -> AsyncIterator[World]:
    served, cast = Served(), load_cast()
    private_key = prepare(tmp_path, cast)
    app = create_provider(
        tmp_path,
        served.url,
        cast,
        demo=True,
        audience=AUDIENCE,
        web_redirects=[REDIRECT],
        sign_out_redirects=["http://127.0.0.1:8000/"],
    )
    served.app = app
    settings = IdentitySettings(
        issuer=served.url,
        client_id=WEB_CLIENT,
        audience=AUDIENCE,
        redirect_uri=REDIRECT,
        pseudonym_key=b"k" * 32,
        private_key=private_key,
    )
    await served.up()
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(served.down)
        http = await stack.enter_async_context(httpx.AsyncClient(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)))
        yield World(served, app.state.keys, tmp_path, settings, http, clock)


@pytest.fixture
def clock() -> Clock:
    import time

    return Clock(time.time())


@pytest.fixture
def recognised() -> Recognised:
    return RECOGNISED


@pytest.fixture
def clock_at() -> Callable[[float], Clock]:
    return Clock
