"""Subject access requests in the store. Inside a transaction it sees its own writes."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Integer, LargeBinary, Text, func, insert, literal_column, select, update
from sqlmodel import SQLModel

from service.store import access_tables  # noqa: F401 - declares the tables
from service.store.access_rows import ItemRow, RequestRow
from service.store.database import Reader, Transaction
from service.store.statement import Statement, place
from service.store.tables import Whole

MOST: Final = 500
_request, _item = (SQLModel.metadata.tables[name] for name in ("access_request", "access_item"))
request, item = _request.c, _item.c
_NONE: Final[Any] = literal_column("0")


def _into(table: Any) -> Statement:
    return Statement(insert(table).values({c.name: place(at, c.type) for at, c in enumerate(table.columns)}))


_ADD_REQUEST: Final = _into(_request)
_ADD_ITEM: Final = _into(_item)
_LARGEST: Final = Statement(select(func.coalesce(func.max(request.id), _NONE)))
_REQUEST: Final = Statement(select(*request).where(request.id == place(0, Whole), request.agency == place(1, Text)))
_REQUESTS: Final = Statement(
    select(*request)
    .where(request.agency == place(0, Text), request.state == place(1, Text))
    .order_by(request.due, request.id)
    .limit(place(2, Integer))
    .offset(_NONE)
)
_ITEMS: Final = Statement(select(*item).where(item.request == place(0, Whole)).order_by(item.number))
_MOVE_ON: Final = Statement(
    update(_request)
    .values(
        state=place(0, Text), version=place(1, Integer), released_by=place(2, Text), released_at=place(3, Whole),
        entry=place(4, Whole),
    )
    .where(request.id == place(5, Whole), request.version == place(6, Integer))
)  # fmt: skip
_DECIDE: Final = Statement(
    update(_item)
    .values(
        decision=place(0, Text), exemption=place(1, Text), decided_by=place(2, Text), decided_at=place(3, Whole)
    )
    .where(item.request == place(4, Whole), item.number == place(5, Integer))
)  # fmt: skip
_SEAL: Final = Statement(
    update(_item)
    .values(text_key=place(0, LargeBinary), text_sealed=place(1, LargeBinary))
    .where(item.request == place(2, Whole))
)


async def request_of(reader: Reader, number: int, agency: str) -> RequestRow | None:
    """One request to an agency."""
    rows = await reader.rows(_REQUEST, (number, agency))
    return RequestRow._make(rows[0]) if rows else None


async def requests(reader: Reader, agency: str, state: str) -> list[RequestRow]:
    """The requests to an agency in one state, those that are due first."""
    return [RequestRow._make(row) for row in await reader.rows(_REQUESTS, (agency, state, MOST))]


async def items(reader: Reader, number: int) -> list[ItemRow]:
    """What was gathered for a request, oldest disclosure first."""
    return [ItemRow._make(row) for row in await reader.rows(_ITEMS, (number,))]


async def next_number(transaction: Transaction) -> int:
    """The next free number of a request."""
    return int((await transaction.rows(_LARGEST))[0][0]) + 1


async def add(transaction: Transaction, row: RequestRow, gathered: Sequence[ItemRow]) -> None:
    """Keep a request and what was gathered for it."""
    await transaction.run(_ADD_REQUEST, row)
    await transaction.run_many(_ADD_ITEM, gathered)


async def decide(transaction: Transaction, decided: Sequence[ItemRow]) -> None:
    """Keep what was decided of items."""
    values = [(row.decision, row.exemption, row.decided_by, row.decided_at, row.request, row.number) for row in decided]
    await transaction.run_many(_DECIDE, values)


async def move_on(transaction: Transaction, before: RequestRow, after: RequestRow) -> bool:
    """Write a request anew, as one version later; False where somebody else was first, and nothing was written."""
    values = (after.state, before.version + 1, after.released_by, after.released_at, after.entry)
    return await transaction.run(_MOVE_ON, (*values, before.id, before.version)) == 1


async def forget_texts(transaction: Transaction, number: int) -> None:
    """Destroy what the items of a request say, once it is released: the log keeps what was."""
    await transaction.run(_SEAL, (None, b"", number))
