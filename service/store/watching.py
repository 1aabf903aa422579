"""Reading and writing what the queue of reviews watches. Inside a transaction it sees its own writes."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import LargeBinary, Text, delete, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel

from service.store import watching_tables  # noqa: F401 - declares the tables
from service.store.database import Reader, Transaction
from service.store.oversight_rows import ReviewRow
from service.store.oversight_statements import ADD_FACT, FACT, SET_FACT, into, review
from service.store.statement import Family, Statement, place
from service.store.tables import Whole

_watched, _staff = SQLModel.metadata.tables["watched"], SQLModel.metadata.tables["staff_token"]
_older: Final = _watched.alias("older")
_SIZES: Final = (1, 8, 64, 256)
_POSITION: Final = "watching_position"
_ADD_WATCHED: Final = into(_watched)
_ADD_TOKEN: Final = into(_staff)


class WatchedRow(NamedTuple):
    """A row of `watched`."""

    entry: int
    staff: str
    agency: str
    at: int
    facts_key: bytes | None
    facts_sealed: bytes


def _in(column: ColumnElement[Any], size: int, kind: Any) -> ColumnElement[bool]:
    return column.in_([place(at, kind) for at in range(size)])


_OF_STAFF: Final = Family(
    lambda size: select(*_watched.c).where(_in(_watched.c.staff, size, Text)).order_by(_watched.c.entry), _SIZES
)
_newest: Final = (
    select(func.max(_older.c.entry))
    .where(_older.c.staff == _watched.c.staff, _older.c.agency == _watched.c.agency)
    .scalar_subquery()
)
_FORGET: Final = Statement(
    delete(_watched).where(_watched.c.at < place(0, Whole), _watched.c.entry < _newest.correlate(_watched))
)
_FORGET_ALL: Final = Statement(delete(_watched))
_QUEUED: Final = Family(lambda size: select(review.once).where(_in(review.once, size, Text)), _SIZES)
_TOKENS: Final = Family(lambda size: select(_staff.c.token).where(_in(_staff.c.token, size, LargeBinary)), _SIZES)
_DROP_TOKENS: Final = Statement(delete(_staff).where(_staff.c.agency == place(0, Text)))
_SINCE: Final = Statement(
    select(*review)
    .where(review.agency == place(0, Text), review.since >= place(1, Whole))
    .order_by(review.since, review.id)
)


async def watched(reader: Reader, staff: Sequence[str]) -> list[WatchedRow]:
    """What is kept of the enquiries of these members of staff, in order."""
    found: list[WatchedRow] = []
    for statement, padded in _OF_STAFF.parts(staff):
        found += [WatchedRow._make(row) for row in await reader.rows(statement, padded)]
    return found


async def watch_on(transaction: Transaction, rows: Iterable[WatchedRow]) -> None:
    """Keep enquiries, all of them new."""
    await transaction.run_many(_ADD_WATCHED, rows)


async def forget(transaction: Transaction, before: int) -> int:
    """Forget what is older than a moment (Unix seconds), but for each one's newest. Returns how many."""
    return await transaction.run(_FORGET, (before,))


async def forget_all(transaction: Transaction) -> None:
    """Forget every enquiry: they are about to be made again from the log."""
    await transaction.run(_FORGET_ALL)


async def queued_already(reader: Reader, onces: Sequence[str]) -> set[str]:
    """Which reviews are in the queue, or were, by what they are about."""
    found: set[str] = set()
    for statement, padded in _QUEUED.parts(onces):
        found |= {row[0] for row in await reader.rows(statement, padded)}
    return found


async def reviews_since(reader: Reader, agency: str, since: int) -> list[ReviewRow]:
    """All reviews of what people of an agency did since a moment (Unix seconds), in any state."""
    return [ReviewRow._make(row) for row in await reader.rows(_SINCE, (agency, since))]


async def staff_tokens(reader: Reader, tokens: Iterable[bytes]) -> set[bytes]:
    """Which of these tokens are of a staff list. Agency and member of staff are bound into each."""
    found: set[bytes] = set()
    for statement, padded in _TOKENS.parts(list(tokens)):
        found |= {bytes(row[0]) for row in await reader.rows(statement, padded)}
    return found


async def replace_staff_list(transaction: Transaction, agency: str, tokens: Iterable[bytes]) -> int:
    """Put an agency's staff list in the place of the one before. Returns how many tokens that one had."""
    gone = await transaction.run(_DROP_TOKENS, (agency,))
    await transaction.run_many(_ADD_TOKEN, [(token, agency) for token in sorted(tokens)])
    return gone


async def position(reader: Reader) -> int:
    """Up to which entry of the log, without it, enquiries have been watched."""
    return int.from_bytes(await fact(reader, _POSITION) or b"", "big")


async def set_position(transaction: Transaction, entry: int) -> None:
    """Keep how far it is now."""
    await keep_fact(transaction, _POSITION, entry.to_bytes(8, "big"))


async def fact(reader: Reader, name: str) -> bytes | None:
    """What was kept under a name."""
    rows = await reader.rows(FACT, (name,))
    return bytes(rows[0][0]) if rows else None


async def keep_fact(transaction: Transaction, name: str, value: bytes) -> None:
    """Keep something under a name, in the place of what was there."""
    if not await transaction.run(SET_FACT, (value, name)):
        await transaction.run(ADD_FACT, (name, value))
