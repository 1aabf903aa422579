"""The pages over the real service, signed in as an IG lead: what they show was written in the real log first."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import httpx
import pytest_asyncio
from starlette.requests import Request
from starlette.responses import Response

from service.identity.principal import Principal, PrincipalKind
from service.web.pages import create_pages
from service.web.ports import Visit
from service.web.wiring import ports_of

HUB, POLICE = "gss:E06000009", "police:04"
AGENCIES = {"lead": HUB, "colleague": HUB, "police-lead": POLICE, "worker": HUB}


@dataclass
class Sessions:
    """A cookie named `visit` says who somebody is; everybody has just confirmed it but for those in `stale`."""

    until: float
    stale: set[str] = field(default_factory=set)

    async def load(self, request: Request) -> Visit | None:
        who = request.cookies.get("visit", "")
        if who not in AGENCIES:
            return None
        kind = PrincipalKind.PRACTITIONER if who == "worker" else PrincipalKind.IG_LEAD
        role = "social_worker" if who == "worker" else "ig_lead"
        staff = f"staff-{who.replace('-', '0'):0<26}"
        principal = Principal(kind, staff, "L. Ead", AGENCIES[who], role, (), "mfa", int(self.until))
        return Visit(principal, f"token-of-{who}", confirmed=who not in self.stale)

    async def end(self, request: Request, response: Response) -> None:
        response.delete_cookie("visit")


@dataclass
class Office:
    """Where IG leads sit: the pages, and the service behind them."""

    http: httpx.AsyncClient
    house: object
    sessions: Sessions
    who: str = "lead"

    def be(self, who: str) -> None:
        self.who = who
        self.http.cookies.clear()
        self.http.cookies.set("visit", who)

    async def get(self, path: str, status: int = 200) -> str:
        reply = await self.http.get(path)
        assert reply.status_code == status, (path, reply.status_code, text_of(reply.text)[:400])
        return text_of(reply.text)

    async def post(self, path: str, **fields: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        return await self.http.post(path, data=named | {"csrf_token": f"token-of-{self.who}"})

    async def look_at(self, subject: str, why: str = "complaint") -> str:
        """The address of everything told of a person."""
        reply = await self.post("/subject-history", subject=subject, why=why)
        assert reply.status_code == 303, text_of(reply.text)[:400]
        return reply.headers["location"]

    async def told_of(self, who: str = "social-worker", **changes: object) -> tuple[int, str]:
        """Somebody asks: the entry of the answer, and the pseudonym of whom it is about."""
        reply = await self.house.ask(who, **changes)
        return reply["receipt"]["index"], (await self.house.newest("enquiry."))["subject"]


def text_of(page: str) -> str:
    """What a page says, without its markup."""
    main = page[page.find("<main") :]
    plain = re.sub(r"<[^>]+>", " ", main).replace("&#39;", "'").replace("&amp;", "&")
    return re.sub(r"\s+", " ", plain)


@pytest_asyncio.fixture(loop_scope="module")
async def office(house) -> AsyncIterator[Office]:
    sessions = Sessions(house.clock.now() + 3600)
    app = create_pages(replace(ports_of(house.runtime), sessions=sessions))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=str(house.api.base_url)) as http:
        made = Office(http, house, sessions)
        made.be("lead")
        yield made
