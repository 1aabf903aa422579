"""What the acceptance scenarios have in common: the lines that an agency exports, and what an answer comes to."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest

from service.store.sqlite import SqliteDatabase
from service.store.store import Store

Answer = dict[str, Any]


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
            "status": "open",
            "level_of_need": "child_in_need",
            "plan": "CIN",
            "opened": "2026-08-03",
            "last_contact": "2026-11",
            "subject_role": "service_user",
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
def services() -> Callable[[Answer], list[Answer]]:
    """The cards of the person asked about."""
    return lambda reply: reply["answer"]["people"][0]["services"]


@pytest.fixture(scope="session")
def entry() -> Callable[[Answer], Answer]:
    """The log's entry, as it stands in the receipt of a reply."""
    return lambda reply: json.loads(reply["receipt"]["entry"])


@pytest.fixture
def no_store(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Take the record store of a house away for as long as the block runs: the server's database, or the open file."""

    @asynccontextmanager
    async def away(house: Any) -> AsyncIterator[Any]:
        url = house.runtime.settings.database_url.get_secret_value()
        if not url:
            closed = SqliteDatabase.open(house.runtime.settings.records_path)
            await closed.close()
            async with house.with_parts(store=Store(closed)) as without:
                yield without
            return
        server, name = request.getfixturevalue("postgresql"), url.split("?")[0].rsplit("/", 1)[1]
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
            yield house
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())

    return away
