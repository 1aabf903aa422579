"""The write statements, each declared once for both engines. Parameters stand in the order of the table's columns."""

from typing import Any, Final

from sqlalchemy import Delete, Insert, Select, Update, and_, delete, func, insert, literal_column, select, update
from sqlmodel import SQLModel

from service.store.rows import State
from service.store.statement import Family, Statement, place
from service.store.tables import Whole  # the import also declares the tables

tables = SQLModel.metadata.tables
_SIZES: Final = (1, 8, 64, 512)


def _insert(name: str, *, but: str = "") -> Statement:
    columns = [column for column in tables[name].columns if column.name != but]
    declared: Insert = insert(tables[name]).values(
        {column.name: place(position, column.type) for position, column in enumerate(columns)}
    )
    return Statement(declared)


def _insert_many(name: str, rows: int) -> Statement:
    """So many rows with one statement; their parameters stand one row after the other."""
    columns = list(tables[name].columns)
    declared: Insert = insert(tables[name]).values(
        [
            {column.name: place(row * len(columns) + at, column.type) for at, column in enumerate(columns)}
            for row in range(rows)
        ]
    )
    return Statement(declared)


def _update(name: str, *changed: str, key: str) -> Statement:
    """Set columns, in the order given, where `key`, the last parameter, matches."""
    columns = tables[name].columns
    values = {column: place(position, columns[column].type) for position, column in enumerate(changed)}
    declared: Update = update(tables[name]).values(values)
    return Statement(declared.where(columns[key] == place(len(changed), columns[key].type)))


def _delete(name: str, *keys: str) -> Statement:
    columns = tables[name].columns
    declared: Delete = delete(tables[name])
    return Statement(
        declared.where(and_(*(columns[key] == place(position, columns[key].type) for position, key in enumerate(keys))))
    )


def _known(size: int) -> Select[Any]:
    columns = tables["record"].c
    return select(
        columns.ref_token,
        columns.id,
        columns.digest,
        columns.golden,
        columns.state,
        columns.as_of,
        columns.provider,
        columns.match_key,
        columns.match_sealed,
        columns.load,
    ).where(columns.ref_token.in_([place(position, columns.ref_token.type) for position in range(size)]))


def _quarantined(size: int) -> Select[Any]:
    columns = tables["quarantine"].c
    return select(columns.token).where(
        columns.token.in_([place(position, columns.token.type) for position in range(size)])
    )


def _largest(name: str) -> Select[Any]:
    return select(func.coalesce(func.max(tables[name].c.id), literal_column("0")))


ADD_RECORD: Final = _insert("record")
ADD_WAITING: Final = _insert("record", but="golden")
ADD_POSTING: Final = _insert("posting")
POSTINGS_AT_ONCE: Final = 400
"""Two parameters each, of the 32,766 that SQLite takes."""
ADD_POSTINGS: Final = _insert_many("posting", POSTINGS_AT_ONCE)
ADD_INVOLVEMENT: Final = _insert("involvement")
ADD_TIE: Final = _insert("tie")
ADD_GOLDEN: Final = _insert("golden")
ADD_EDGE: Final = _insert("edge")
ADD_ASK: Final = _insert("ask")
ADD_LOAD: Final = _insert("load")
ADD_QUARANTINE: Final = _insert("quarantine")
ADD_SOURCE: Final = _insert("source")

REPLACED_COLUMNS: Final = tuple(column.name for column in tables["record"].columns if column.name != "id")
REPLACE_RECORD: Final = _update("record", *REPLACED_COLUMNS, key="id")
REFRESH_RECORD: Final = _update("record", "as_of", "load", key="id")
LINK_RECORD: Final = _update("record", "golden", key="id")
SHRED_RECORD: Final = Statement(
    update(tables["record"])
    .values(
        state=literal_column(str(State.SHREDDED.value)),
        golden=literal_column("NULL"),
        match_key=literal_column("NULL"),
        disclose_key=literal_column("NULL"),
        detail_key=literal_column("NULL"),
    )
    .where(tables["record"].c.id == place(0, Whole))
)
DROP_POSTING: Final = _delete("posting", "token", "record")
DROP_INVOLVEMENTS: Final = _delete("involvement", "record")
DROP_TIES: Final = _delete("tie", "record")
DROP_EDGE: Final = _delete("edge", "record", "other")
DROP_EDGES_FROM: Final = _delete("edge", "record")
DROP_EDGES_TO: Final = _delete("edge", "other")
DROP_ASK: Final = _delete("ask", "record", "other")
DROP_ASKS_FROM: Final = _delete("ask", "record")
DROP_ASKS_TO: Final = _delete("ask", "other")
DROP_SOURCE: Final = _delete("source", "provider")
COUNT_GOLDEN: Final = Statement(
    update(tables["golden"])
    .values(version=tables["golden"].c.version + literal_column("1"))
    .where(tables["golden"].c.id == place(0, Whole))
)
ADVANCE_LOAD: Final = _update("load", "state", "position", "counts", key="id")

KNOWN_RECORDS: Final = Family(_known, _SIZES)
KNOWN_QUARANTINE: Final = Family(_quarantined, _SIZES)
LARGEST: Final = {name: Statement(_largest(name)) for name in ("record", "golden", "load", "quarantine")}
LAST_LOAD: Final = Statement(
    select(
        tables["load"].c.id,
        tables["load"].c.provider,
        tables["load"].c.file_digest,
        tables["load"].c.state,
        tables["load"].c.position,
        tables["load"].c.started_at,
        tables["load"].c.counts,
    )
    .where(
        tables["load"].c.provider == place(0),
        tables["load"].c.file_digest == place(1, tables["load"].c.file_digest.type),
    )
    .order_by(tables["load"].c.id.desc())
    .limit(literal_column("1"))
    .offset(literal_column("0"))
)
MEMBERS: Final = Statement(
    select(func.count()).select_from(tables["record"]).where(tables["record"].c.golden == place(0, Whole))
)
