"""Reading and writing emergencies, reviews, notices and alerts. Inside a transaction it sees its own writes."""

from collections.abc import Iterable, Sequence
from typing import Final

from service.store import oversight_statements as said
from service.store.database import Reader, Transaction
from service.store.oversight_rows import (
    OPEN,
    WAITING,
    AlertCount,
    AlertRow,
    EmergencyRow,
    LeadNoticeRow,
    ReviewRow,
)

MOST: Final = 1000
_POSITION: Final = "oversight_position"


async def emergency_of(reader: Reader, number: int) -> EmergencyRow | None:
    """One emergency, whatever its state."""
    rows = await reader.rows(said.EMERGENCY, (number,))
    return EmergencyRow._make(rows[0]) if rows else None


async def emergencies_by(reader: Reader, staff: str, agency: str, since: int) -> list[EmergencyRow]:
    """What somebody has declared after `since` (Unix seconds), the newest first."""
    rows = await reader.rows(said.EMERGENCIES_BY, (staff, agency, since))
    return [EmergencyRow._make(row) for row in rows]


async def emergencies_of(reader: Reader, agency: str, after: int = 0, most: int = MOST) -> list[EmergencyRow]:
    """What people of an agency have declared, by number."""
    return [EmergencyRow._make(row) for row in await reader.rows(said.EMERGENCIES_OF, (agency, after, most))]


async def add_emergency(transaction: Transaction, row: EmergencyRow) -> EmergencyRow:
    """Number and keep an emergency; the `id` that it comes with does not count."""
    numbered = row._replace(id=await next_number(transaction, "emergency"))
    await transaction.run(said.ADD_EMERGENCY, numbered)
    return numbered


async def answer_emergency(transaction: Transaction, row: EmergencyRow) -> bool:
    """Keep what the second person said; False where somebody else had answered, and nothing was written."""
    values = [getattr(row, name) for name in said.ANSWERED]
    return await transaction.run(said.ANSWER_EMERGENCY, (*values, row.id, WAITING)) == 1


async def use_emergency(transaction: Transaction, row: EmergencyRow) -> None:
    """Keep what an emergency has opened so far."""
    await transaction.run(said.USE_EMERGENCY, (*(getattr(row, name) for name in said.USED), row.id))


async def review_of(reader: Reader, number: int) -> ReviewRow | None:
    """One review."""
    rows = await reader.rows(said.REVIEW, (number,))
    return ReviewRow._make(rows[0]) if rows else None


async def reviews(reader: Reader, state: str, most: int = MOST) -> list[ReviewRow]:
    """The reviews in one state, those that are due first."""
    return [ReviewRow._make(row) for row in await reader.rows(said.REVIEWS, (state, most))]


async def reviews_for(reader: Reader, state: str, agency: str, kind: str = "", most: int = MOST) -> list[ReviewRow]:
    """The reviews in one state that concern an agency: open ones by when they are due, others the newest first.

    An agency whose id is a part of another's may be given more than its own: whoever shows them checks.
    """
    statement = said.REVIEWS_DUE if state == OPEN else said.REVIEWS_NEWEST
    rows = await reader.rows(statement, (state, agency, f"%{agency}%", kind, kind, most))
    return [ReviewRow._make(row) for row in rows]


async def add_review(transaction: Transaction, row: ReviewRow) -> ReviewRow:
    """Number and keep a review."""
    numbered = row._replace(id=await next_number(transaction, "review"))
    await transaction.run(said.ADD_REVIEW, numbered)
    return numbered


async def change_review(transaction: Transaction, before: ReviewRow, after: ReviewRow) -> bool:
    """Write a review anew; False where somebody else was first, and nothing was written."""
    values = [getattr(after, name) for name in said.CHANGED_REVIEW]
    return await transaction.run(said.CHANGE_REVIEW, (*values, before.id, before.version)) == 1


async def notice_of(reader: Reader, number: int) -> LeadNoticeRow | None:
    """One notice."""
    rows = await reader.rows(said.NOTICE, (number,))
    return LeadNoticeRow._make(rows[0]) if rows else None


async def notices(reader: Reader, agency: str, after: int, most: int, *, seen: bool) -> list[LeadNoticeRow]:
    """The notices to one agency's IG lead, oldest first."""
    statement = said.NOTICES_SEEN if seen else said.NOTICES_TO_SEE
    return [LeadNoticeRow._make(row) for row in await reader.rows(statement, (agency, after, most))]


async def told_already(reader: Reader, abouts: Sequence[str]) -> set[str]:
    """Which of these notices are there already, by what they are about."""
    found: set[str] = set()
    for statement, padded in said.NOTICES_ABOUT.parts(abouts):
        found |= {row[0] for row in await reader.rows(statement, padded)}
    return found


async def add_notices(transaction: Transaction, rows: Iterable[LeadNoticeRow]) -> None:
    """Number and keep notices, all of them new."""
    first = await next_number(transaction, "lead_notice")
    await transaction.run_many(said.ADD_NOTICE, [row._replace(id=first + at) for at, row in enumerate(rows)])


async def see_notice(transaction: Transaction, number: int, staff: str, at: int) -> bool:
    """Somebody has seen a notice; False where that was said before."""
    return await transaction.run(said.SEE_NOTICE, (staff, at, number)) == 1


async def alerts(reader: Reader, agency: str, after: int, most: int) -> list[AlertRow]:
    """The alerts that an agency's IG lead has not seen, oldest first."""
    return [AlertRow._make(row) for row in await reader.rows(said.ALERTS_TO_SEE, (agency, after, most))]


async def alerts_counted(reader: Reader, agency: str) -> list[AlertCount]:
    """The same, counted by kind and by whoever asked."""
    return [AlertCount._make(row) for row in await reader.rows(said.ALERTS_COUNTED, (agency,))]


async def add_alerts(transaction: Transaction, rows: Iterable[AlertRow]) -> None:
    """Keep alerts, all of them new."""
    await transaction.run_many(said.ADD_ALERT, rows)


async def see_alerts(transaction: Transaction, agency: str, up_to: int, staff: str, at: int) -> int:
    """Somebody has seen the alerts up to an entry of the log. Returns how many."""
    return await transaction.run(said.SEE_ALERTS, (staff, at, agency, up_to))


async def position(reader: Reader) -> int:
    """Up to which entry of the log, without it, oversight has been brought up to date."""
    rows = await reader.rows(said.FACT, (_POSITION,))
    return int.from_bytes(bytes(rows[0][0]), "big") if rows else 0


async def set_position(transaction: Transaction, entry: int) -> None:
    """Keep how far it is now."""
    value = entry.to_bytes(8, "big")
    if not await transaction.run(said.SET_FACT, (value, _POSITION)):
        await transaction.run(said.ADD_FACT, (_POSITION, value))


async def next_number(transaction: Transaction, table: str) -> int:
    """The next free number of `emergency`, `review` or `lead_notice`."""
    return int((await transaction.rows(said.LARGEST[table]))[0][0]) + 1
