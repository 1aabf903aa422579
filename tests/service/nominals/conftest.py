"""A house whose people can be linked and parted, and their records by number; on either engine."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from audit.events import Actor
from service.sealing.blind import Blinder
from service.store.nominals_reading import Membership
from service.store.nominals_statements import tables
from service.store.statement import Statement, place

HUB = "gss:E06000009"
LEAD = Actor("staff-lead", HUB, "ig_lead", "mfa")


@pytest.fixture(scope="session")
def lead() -> Actor:
    return LEAD


@pytest.fixture(scope="session")
def number_of() -> Callable[..., Any]:
    """The number of a record, by its agency's own reference."""

    async def number(house: Any, reference: str, provider: str = HUB) -> int:
        token = Blinder(house.runtime.keyring).ref_token(provider, reference)
        known = house.runtime.store.database
        rows = await known.rows(_BY_TOKEN, (token,))
        return int(rows[0][0])

    return number


@pytest.fixture(scope="session")
def stands() -> Callable[..., Any]:
    """(golden nominal, state, shielded) of records by number."""

    async def standing(house: Any, *records: int) -> list[tuple[int | None, int, int]]:
        rows = await Membership(house.runtime.store.database).records(records)
        return [(rows[one].golden, rows[one].state, rows[one].shielded) for one in records]

    return standing


def _by_token() -> Any:
    record = tables["record"].c
    return Statement(select(record.id).where(record.ref_token == place(0, record.ref_token.type)))


_BY_TOKEN = _by_token()
