"""The statements of membership, each declared once for both engines."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, literal_column, or_, select, update
from sqlmodel import SQLModel

from service.store import nominals_tables  # noqa: F401 - declares the tables
from service.store.rows import State
from service.store.statement import Family, Statement, place
from service.store.tables import Whole

tables = SQLModel.metadata.tables
_SIZES: Final = (1, 8, 64, 512)
_PAIRED: Final = (1, 8, 64, 256)

record = tables["record"].c
change = tables["change"].c
move = tables["move"].c
override = tables["override"].c
ruled = tables["ruled"].c
alias = tables["alias"].c
hidden = tables["hidden"].c
edge = tables["edge"].c
kept = tables["kept_edge"].c
notice = tables["notice"].c
golden = tables["golden"].c
ask = tables["ask"].c
_STANDS: Final = override.withdrawn == literal_column("0")
_MEMBER: Final = (
    record.id,
    record.provider,
    record.ref_token,
    record.golden,
    record.state,
    record.shielded,
    record.as_of,
    record.match_key,
    record.match_sealed,
)
_LIVE: Final = record.state == literal_column(str(State.LIVE.value))


def _insert(name: str) -> Statement:
    columns = tables[name].columns
    return Statement(insert(tables[name]).values({one.name: place(at, one.type) for at, one in enumerate(columns)}))


def _update(name: str, *changed: str, key: str = "id") -> Statement:
    columns = tables[name].columns
    values = {column: place(at, columns[column].type) for at, column in enumerate(changed)}
    return Statement(update(tables[name]).values(values).where(columns[key] == place(len(changed), columns[key].type)))


def _delete(name: str, *keys: str) -> Statement:
    columns = tables[name].columns
    return Statement(
        delete(tables[name]).where(and_(*(columns[key] == place(at, Whole) for at, key in enumerate(keys))))
    )


def _largest(name: str) -> Statement:
    return Statement(select(func.coalesce(func.max(tables[name].c.id), literal_column("0"))))


def _all(name: str) -> Select[Any]:
    return select(*tables[name].c)


def _in(column: ColumnElement[Any], size: int, first: int = 0) -> ColumnElement[bool]:
    return column.in_([place(first + at, Whole) for at in range(size)])


def _either(one: ColumnElement[Any], other: ColumnElement[Any], size: int) -> ColumnElement[bool]:
    return or_(_in(one, size), _in(other, size, size))


ADD_CHANGE: Final = _insert("change")
ADD_MOVE: Final = _insert("move")
ADD_OVERRIDE: Final = _insert("override")
ADD_RULED: Final = _insert("ruled")
ADD_ALIAS: Final = _insert("alias")
ADD_HIDDEN: Final = _insert("hidden")
ADD_KEPT_EDGE: Final = _insert("kept_edge")
ADD_NOTICE: Final = _insert("notice")
DROP_CHANGE: Final = _delete("change", "id")
DROP_ALIAS: Final = _delete("alias", "golden")
DROP_HIDDEN: Final = _delete("hidden", "record")
DROP_KEPT_EDGES: Final = _delete("kept_edge", "change", "brought")
DROP_MOVES: Final = _delete("move", "change")
SET_CHANGE: Final = _update("change", "state", "entry", "counts")
BEGIN_AGAIN: Final = _update("change", "state", "reason", "staff", "agency", "role", "at", "request", "entry")
SET_CHANGE_STATE: Final = _update("change", "state")
COUNT_CHANGE: Final = _update("change", "counts")
PLACE_RECORD: Final = _update("record", "golden", "state", "shielded")
SET_MATCH: Final = _update("record", "match_key", "match_sealed")
WITHDRAW_OVERRIDE: Final = _update("override", "withdrawn", "withdrawn_by", "withdrawn_at")
CORRECT_NOTICE: Final = _update("notice", "state", "corrected_at", "corrected_by")
LARGEST: Final = {name: _largest(name) for name in ("record", "change", "move", "override", "notice")}

MEMBERS_BY_RECORD: Final = Family(lambda size: select(*_MEMBER).where(_in(record.id, size)), _SIZES)
MEMBERS_BY_GOLDEN: Final = Family(
    lambda size: select(*_MEMBER).where(_in(record.golden, size)).order_by(record.id), _SIZES
)
LIVE_MEMBERS: Final = Statement(select(*_MEMBER).where(_LIVE).order_by(record.id))
CHANGE: Final = Statement(_all("change").where(change.id == place(0, Whole)))
CHANGES: Final = Statement(_all("change").order_by(change.id.desc()).limit(place(0, Whole)).offset(literal_column("0")))
CHANGES_IN: Final = Family(lambda size: _all("change").where(_in(change.id, size)), _SIZES)
CHANGES_BY_STATE: Final = Statement(_all("change").where(change.state == place(0)).order_by(change.id))
UNCOUNTED: Final = Statement(
    _all("change")
    .where(change.state.in_([place(0), place(1)]), change.counts == literal_column("''"))
    .order_by(change.id)
)
MOVES_OF_CHANGE: Final = Statement(_all("move").where(move.change == place(0, Whole)).order_by(move.id))
MOVES_OF_RECORDS: Final = Family(lambda size: _all("move").where(_in(move.record, size)).order_by(move.id), _SIZES)
MOVES_FROM: Final = Family(lambda size: _all("move").where(_in(move.from_golden, size)).order_by(move.id), _SIZES)
OVERRIDES_OF: Final = Family(
    lambda size: _all("override").where(_STANDS, _either(override.one, override.other, size)), _PAIRED
)
OVERRIDE: Final = Statement(_all("override").where(override.id == place(0, Whole)))
OVERRIDES: Final = Statement(_all("override").where(_STANDS).order_by(override.id))
RULED_BY: Final = Statement(
    select(ruled.override, ruled.stands).where(ruled.change == place(0, Whole)).order_by(ruled.override)
)
LAST_DECIDED: Final = Statement(
    select(
        select(func.coalesce(func.max(override.other), literal_column("0"))).where(_STANDS).scalar_subquery(),
        select(func.coalesce(func.max(hidden.record), literal_column("0"))).scalar_subquery(),
    )
)
ALIASES: Final = Family(lambda size: select(alias.golden, alias.into).where(_in(alias.golden, size)), _SIZES)
ALIASES_INTO: Final = Family(lambda size: select(alias.golden, alias.into).where(_in(alias.into, size)), _SIZES)
HIDDEN_AMONG: Final = Family(lambda size: _all("hidden").where(_in(hidden.record, size)), _SIZES)
SENT_AGAIN: Final = Statement(
    select(hidden.record)
    .join_from(tables["hidden"], tables["record"], hidden.record == record.id)
    .where(or_(record.match_key.is_(None), record.match_key != hidden.seen_key))
)
EDGES_OF: Final = Family(lambda size: _all("edge").where(_either(edge.record, edge.other, size)), _PAIRED)
KEPT_EDGES: Final = Statement(
    select(kept.record, kept.other, kept.score, kept.levels, kept.model, kept.at).where(
        kept.change == place(0, Whole), kept.brought == place(1, Whole)
    )
)
ASKS_OF: Final = Family(
    lambda size: select(ask.record, ask.other).where(
        _in(ask.record, size), ask.reason == literal_column("'perhaps_shielded'")
    ),
    _SIZES,
)
GOLDENS: Final = Family(
    lambda size: select(golden.id, golden.pseudonym, golden.version).where(_in(golden.id, size)), _SIZES
)
GOLDEN_OF_PSEUDONYM: Final = Statement(select(golden.id).where(golden.pseudonym == place(0)))
NOTICES: Final = Statement(
    _all("notice")
    .where(notice.state == place(0), notice.id > place(1, Whole))
    .order_by(notice.id)
    .limit(place(2, Whole))
    .offset(literal_column("0"))
)
NOTICES_OF: Final = Statement(_all("notice").where(notice.change == place(0, Whole)).order_by(notice.id))
NOTICE: Final = Statement(_all("notice").where(notice.id == place(0, Whole)))
