"""Which reviews an agency is given: its own, and of emergencies that opened its records; of one kind, in order."""

import pytest

from service.errors import Unavailable
from service.store import oversight
from service.store.oversight_rows import DECIDED, OPEN, EmergencyRow, ReviewRow

HERE, THERE = "gss:E06000009", "police:04"


def review(number: int, agency: str = HERE, **changes: object) -> ReviewRow:
    row = ReviewRow(0, 0, number, "staff-a", agency, "role", "purpose", number, due=100 - number, once=f"rule/{number}")
    return row._replace(**changes)


def emergency(owners: str) -> EmergencyRow:
    row = EmergencyRow(0, b"x" * 16, "staff-a", HERE, "role", "ground", "purpose", "A", 60, 24, OPEN, 0, 1, 2)
    return row._replace(owners=owners)


@pytest.fixture
async def filled(store):
    async with store.database.transaction() as transaction:
        opened = await oversight.add_emergency(transaction, emergency("~police:04,ods:RXL"))
        other = await oversight.add_emergency(transaction, emergency("ods:RXL"))
        for row in (
            review(1),
            review(2, kind="burst"),
            review(3, THERE, kind="burst"),
            review(4, emergency=opened.id, kind="emergency"),
            review(5, emergency=other.id, kind="emergency"),
            review(6, state=DECIDED, decided_at=10),
            review(7, state=DECIDED, decided_at=20),
        ):
            await oversight.add_review(transaction, row)
    return store.database


async def entries(database, *wanted: object, **more: object) -> list[int]:
    return [row.entry for row in await oversight.reviews_for(database, *wanted, **more)]


async def test_open_ones_come_by_when_they_are_due_and_decided_ones_the_newest_first(filled) -> None:
    assert await entries(filled, OPEN, HERE) == [5, 4, 2, 1]
    assert await entries(filled, DECIDED, HERE) == [7, 6]


async def test_an_agency_whose_records_an_emergency_opened_is_given_its_review_named_or_not(filled) -> None:
    assert await entries(filled, OPEN, THERE) == [4, 3]


async def test_of_one_kind_and_no_more_than_asked_for(filled) -> None:
    assert await entries(filled, OPEN, HERE, "burst") == [2]
    assert await entries(filled, OPEN, HERE, most=2) == [5, 4]


async def test_nothing_is_queued_twice(filled) -> None:
    with pytest.raises(Unavailable):
        async with filled.transaction() as transaction:
            await oversight.add_review(transaction, review(8, once="rule/1"))
    assert await entries(filled, OPEN, HERE) == [5, 4, 2, 1]
