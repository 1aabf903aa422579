"""Which rows were not taken, where they stand and why. What they hold stays sealed: it is not even read."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Integer, Text, func, select
from sqlmodel import SQLModel

from service.store.database import Reader
from service.store.statement import Statement, place
from service.store.tables import Quarantine

_columns = SQLModel.metadata.tables[str(Quarantine.__tablename__)].c
_of_load = SQLModel.metadata.tables["load"].c


class QuarantinedRow(NamedTuple):
    """One row, or one field of a row, that was not taken. `at` is in Unix seconds, UTC."""

    load: int
    provider: str
    row: int
    code: str
    field: str
    at: int


_SHOWN: Final = (_columns.load, _columns.provider, _columns.row, _columns.code, _columns.field, _columns.at)
LATEST: Final = Statement(
    select(*_SHOWN)
    .order_by(_columns.load.desc(), _columns.row, _columns.id)
    .limit(place(0, Integer))
    .offset(place(1, Integer))
)
_LAST_LOAD: Final = select(func.max(_of_load.id)).where(_of_load.provider == place(0, Text)).scalar_subquery()
OF_LAST_LOAD: Final = Statement(select(*_SHOWN).where(_columns.load == _LAST_LOAD).order_by(_columns.row, _columns.id))


BY_REASON: Final = Statement(
    select(_columns.provider, _columns.code, func.count(), func.max(_columns.at))
    .group_by(_columns.provider, _columns.code)
    .order_by(_columns.provider, func.count().desc(), _columns.code)
)
OF_REASON: Final = Statement(
    select(*_SHOWN)
    .where(_columns.provider == place(0, Text), _columns.code == place(1, Text))
    .order_by(_columns.load.desc(), _columns.row, _columns.id)
    .limit(place(2, Integer))
    .offset(place(3, Integer))
)


class Quarantined(NamedTuple):
    """How much of one agency's files was not taken for one reason, and when that last happened (Unix seconds)."""

    provider: str
    code: str
    rows: int
    last_at: int


async def by_reason(reader: Reader) -> Sequence[Quarantined]:
    """What is in quarantine by agency and reason, of each agency the most first.

    Raises:
        Unavailable: the store does not answer.
    """
    return [Quarantined._make(row) for row in await reader.rows(BY_REASON)]


async def of_reason(reader: Reader, provider: str, code: str, limit: int, skip: int) -> Sequence[QuarantinedRow]:
    """The rows of one agency that were not taken for one reason, those of the latest load first.

    Raises:
        Unavailable: the store does not answer.
    """
    return [QuarantinedRow._make(row) for row in await reader.rows(OF_REASON, (provider, code, limit, skip))]


async def latest(reader: Reader, limit: int) -> Sequence[QuarantinedRow]:
    """The rows in quarantine, those of the latest load first.

    Raises:
        Unavailable: the store does not answer.
    """
    return [QuarantinedRow._make(row) for row in await reader.rows(LATEST, (limit, 0))]


async def of_last_load(reader: Reader, provider: str) -> Sequence[QuarantinedRow]:
    """The rows that an agency's latest load put into quarantine, in the order of the file.

    A row that an earlier load had put there already is not among them: it stands once.

    Raises:
        Unavailable: the store does not answer.
    """
    return [QuarantinedRow._make(row) for row in await reader.rows(OF_LAST_LOAD, (provider,))]
