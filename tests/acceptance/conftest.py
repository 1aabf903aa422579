"""What the acceptance scenarios have in common: what an answer comes to, and a record store that is away."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest

from service.store.sqlite import SqliteDatabase
from service.store.store import Store

Answer = dict[str, Any]


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
