"""Reading and writing what people ask of each other after an answer. Inside a transaction it sees its own writes."""

from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Integer, Text, and_, func, insert, literal_column, or_, select, update
from sqlmodel import SQLModel

from service.store import follow_up_tables  # noqa: F401 - declares the table
from service.store.database import Reader, Transaction
from service.store.statement import Statement, place
from service.store.tables import Whole

_WAITING: Final = "waiting"
_table = SQLModel.metadata.tables["follow_up"]
_of = _table.c
_none: Final[ColumnElement[Any]] = literal_column("0")


class FollowUpRow(NamedTuple):
    """A row of `follow_up`."""

    id: int
    reference: str
    kind: str
    state: str
    entry: int
    enquiry: str
    card: str
    staff: str
    agency: str
    role: str
    purpose: str
    provider: str
    record_type: str
    named: int
    subject: str
    urgency: str
    asked_at: int
    due: int
    until: int = 0
    answered_by: str = ""
    answered_at: int = 0
    outcome: str = ""
    asked_key: bytes | None = None
    asked_sealed: bytes = b""
    reply_key: bytes | None = None
    reply_sealed: bytes = b""

    def is_late(self, now: int) -> bool:
        """Whether it waits past its time (Unix seconds)."""
        return self.state == _WAITING and now > self.due


_ADD: Final = Statement(insert(_table).values({c.name: place(at, c.type) for at, c in enumerate(_table.columns)}))
_LARGEST: Final = Statement(select(func.coalesce(func.max(_of.id), _none)))
_BY_REFERENCE: Final = Statement(select(*_of).where(_of.reference == place(0, Text)))
_SAME: Final = Statement(
    select(*_of).where(
        and_(
            _of.staff == place(0, Text),
            _of.agency == place(1, Text),
            _of.enquiry == place(2, Text),
            _of.card == place(3, Text),
            _of.kind == place(4, Text),
            _of.state == place(5, Text),
        )
    )
)
_OF_ASKER: Final = Statement(
    select(*_of)
    .where(_of.staff == place(0, Text), _of.agency == place(1, Text))
    .order_by(_of.id.desc())
    .limit(place(2, Integer))
    .offset(_none)
)
_OF_PROVIDER: Final = Statement(
    select(*_of)
    .where(_of.provider == place(0, Text), _of.state == place(1, Text))
    .order_by(_of.due, _of.id)
    .limit(place(2, Integer))
    .offset(_none)
)
_ENDED: Final = ("state", "until", "answered_by", "answered_at", "outcome", "reply_key", "reply_sealed")
_END: Final = Statement(
    update(_table)
    .values({name: place(at, _of[name].type) for at, name in enumerate(_ENDED)})
    .where(_of.id == place(len(_ENDED), Whole), _of.state == place(len(_ENDED) + 1, Text))
)
_WITH_TEXTS: Final = Statement(
    select(*_of)
    .where(or_(_of.asked_key.is_not(None), _of.reply_key.is_not(None)), _of.id > place(0, Whole))
    .order_by(_of.id)
    .limit(place(1, Integer))
    .offset(_none)
)
_TEXTS: Final = ("asked_key", "asked_sealed", "reply_key", "reply_sealed")
_DESTROY: Final = Statement(
    update(_table)
    .values({name: place(at, _of[name].type) for at, name in enumerate(_TEXTS)})
    .where(_of.id == place(len(_TEXTS), Whole), or_(_of.asked_key.is_not(None), _of.reply_key.is_not(None)))
)


async def add(transaction: Transaction, row: FollowUpRow) -> FollowUpRow:
    """Number and keep a request; the `id` that it comes with does not count."""
    numbered = row._replace(id=int((await transaction.rows(_LARGEST))[0][0]) + 1)
    await transaction.run(_ADD, numbered)
    return numbered


async def by_reference(reader: Reader, reference: str) -> FollowUpRow | None:
    """One request."""
    rows = await reader.rows(_BY_REFERENCE, (reference,))
    return FollowUpRow._make(rows[0]) if rows else None


async def same_waiting(reader: Reader, row: FollowUpRow) -> FollowUpRow | None:
    """The same request of the same asker about the same card, where it waits already."""
    rows = await reader.rows(_SAME, (row.staff, row.agency, row.enquiry, row.card, row.kind, _WAITING))
    return FollowUpRow._make(rows[0]) if rows else None


async def of_asker(reader: Reader, staff: str, agency: str, most: int) -> list[FollowUpRow]:
    """What somebody has asked, newest first."""
    return _made(await reader.rows(_OF_ASKER, (staff, agency, most)))


async def of_provider(reader: Reader, provider: str, state: str, most: int) -> list[FollowUpRow]:
    """What an agency was asked and stands so, what is due first."""
    return _made(await reader.rows(_OF_PROVIDER, (provider, state, most)))


async def end(transaction: Transaction, row: FollowUpRow) -> bool:
    """Keep what came of a request; False where it no longer waited, and nothing was written."""
    values = [getattr(row, name) for name in _ENDED]
    return await transaction.run(_END, (*values, row.id, _WAITING)) == 1


async def with_texts(reader: Reader, after: int, most: int) -> list[FollowUpRow]:
    """Those beyond this id of which any text can still be opened, in order."""
    return _made(await reader.rows(_WITH_TEXTS, (after, most)))


async def destroy_texts(transaction: Transaction, row: FollowUpRow) -> bool:
    """Destroy what was written and the keys to it; False where nothing was left."""
    return await transaction.run(_DESTROY, (None, b"", None, b"", row.id)) == 1


def _made(rows: Any) -> list[FollowUpRow]:
    return [FollowUpRow._make(row) for row in rows]
