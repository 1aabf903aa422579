"""A house whose people can be linked and parted, and their records by number; on either engine."""

import json
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


def hub_case(reference: str, family: str, given: str, born: str, postcode: str, **changes: Any) -> str:
    """One line of a Family Hub export: an open case of children's social care."""
    line = {
        "provider": HUB,
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
