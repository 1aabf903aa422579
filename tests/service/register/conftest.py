"""The pages over a real partnership: its agreements, its log, its records. Only who is signed in is a stand-in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest_asyncio
from starlette.requests import Request
from starlette.responses import Response

from service.identity.principal import Principal, PrincipalKind
from service.web.pages import create_pages
from service.web.ports import Ports, Visit
from service.web.wiring import ports_of

COUNCIL, POLICE = "gss:E06000009", "police:04"
CSRF = "token-of-this-session"


@dataclass
class OneSession:
    """A session that everybody has, or nobody."""

    visit: Visit | None = None

    async def load(self, request: Request) -> Visit | None:
        return self.visit

    async def end(self, request: Request, response: Response) -> None:
        self.visit = None


@dataclass
class Desk:
    """The pages of one house, at which somebody sits."""

    house: object
    http: httpx.AsyncClient
    sessions: OneSession
    ports: Ports

    def be(self, kind: str, agency: str = COUNCIL, *, confirmed: bool = True) -> None:
        """Sit down as a `worker` or an `ig_lead`; as nobody with an empty text."""
        who = {"worker": (PrincipalKind.PRACTITIONER, "social_worker"), "ig_lead": (PrincipalKind.IG_LEAD, "ig_lead")}
        if not kind:
            self.sessions.visit = None
            return
        found, role = who[kind]
        staff = f"staff-{kind[0]}{agency[0]}4mzk2pd5w6x3v8n9b1c0f2ga"
        person = Principal(found, staff, "Chris Marlow", agency, role, (), "mfa", 2_000_000_000)
        self.sessions.visit = Visit(person, CSRF, confirmed)

    async def page(self, path: str, status: int = 200) -> str:
        """A page as it is read: entities of the markup in letters."""
        reply = await self.http.get(path)
        assert reply.status_code == status, (path, reply.status_code, reply.headers.get("location"))
        return reply.text.replace("&#39;", "'").replace("&amp;", "&")

    async def send(self, path: str, **fields: str) -> httpx.Response:
        return await self.http.post(path, data=fields | {"csrf_token": CSRF})

    async def upload(self, path: str, name: str, content: bytes, **fields: str) -> httpx.Response:
        form = fields | {"csrf_token": CSRF}
        return await self.http.post(path, data=form, files={name: ("Jordan Synth.json", content)})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(houses) -> AsyncIterator[Desk]:
    async with houses() as house:
        sessions = OneSession()
        ports = replace(ports_of(house.runtime), sessions=sessions)
        app = create_pages(ports)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
            yield Desk(house, http, sessions, ports)
