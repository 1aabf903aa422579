"""The statements of the projection, each declared once for both engines; a search is put together for its filters."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, Text, and_, delete, func, insert, literal_column, select, update
from sqlmodel import SQLModel

from service.store import projection_tables  # noqa: F401 - declares the tables
from service.store.statement import Family, Statement, place
from service.store.tables import Whole

tables = SQLModel.metadata.tables
_index, _about, _word = (tables[name] for name in ("entry_index", "entry_about", "entry_word"))
index, about, word = _index.c, _about.c, _word.c
_SIZES: Final = (1, 8, 64, 256)
MOST_SHAPES: Final = 128
"""Searches that differ in more than their values, of which the statements are kept."""
_NONE: Final[ColumnElement[int]] = literal_column("0")


def _into(table: Any) -> Statement:
    return Statement(insert(table).values({c.name: place(at, c.type) for at, c in enumerate(table.columns)}))


ADD_ROW: Final = _into(_index)
ADD_ABOUT: Final = _into(_about)
ADD_WORD: Final = _into(_word)
LAST_WORD: Final = Statement(select(func.coalesce(func.max(word.id), _NONE)))
WORDS_BY_TEXT: Final = Family(
    lambda size: select(word.text, word.id).where(word.text.in_([place(at, Text) for at in range(size)])), _SIZES
)
WORDS_BY_NUMBER: Final = Family(
    lambda size: select(word.id, word.text).where(word.id.in_([place(at, Integer) for at in range(size)])), _SIZES
)
ROWS: Final = Statement(
    select(*index).where(index.entry >= place(0, Whole), index.entry < place(1, Whole)).order_by(index.entry)
)
ABOUTS: Final = Statement(
    select(*about)
    .where(about.entry >= place(0, Whole), about.entry < place(1, Whole))
    .order_by(about.entry, about.kind, about.value)
)
ABOUT_ONE: Final = Statement(
    select(about.entry, about.level)
    .where(about.kind == place(0, Integer), about.value == place(1, Integer), about.entry >= place(2, Whole))
    .order_by(about.entry)
)
SINCE: Final = Statement(
    select(index.entry)
    .where(index.at >= place(0, Whole))
    .order_by(index.at, index.entry)
    .limit(literal_column("1"))
    .offset(_NONE)
)
COUNT_TYPES: Final = Statement(
    select(index.type, func.count())
    .where(index.entry >= place(0, Whole), index.entry < place(1, Whole))
    .group_by(index.type)
)


def _last_of_each() -> Select[Any]:
    """The last entry of everybody. Each step goes on to the next actor by the index: no entry between is read."""
    seen = select(func.min(index.staff).label("staff")).cte("seen", recursive=True)
    after = _index.alias("after").c
    following = select(func.min(after.staff)).where(after.staff > seen.c.staff).scalar_subquery()
    every = seen.union_all(select(following).where(seen.c.staff.is_not(None)))
    last = _index.alias("last").c
    newest = select(func.max(last.entry)).where(last.staff == every.c.staff).scalar_subquery()
    return select(*index).select_from(every).join(_index, index.entry == newest)


LAST_OF_EACH: Final = Statement(_last_of_each())
CHANGE_ROW: Final = Statement(
    update(_index).values(outcome=place(0, Integer), sealed=place(1, Integer)).where(index.entry == place(2, Whole))
)
FORGET_ABOUT: Final = Statement(delete(_about).where(about.entry == place(0, Whole)))
CLEAR: Final = tuple(Statement(delete(table)) for table in (_about, _index, _word))


class Criterion(NamedTuple):
    """One filter of a search: a column of `entry_index`, or a kind of `entry_about`, and the value wanted."""

    name: str
    kind: int
    """0 for a column."""
    value: int


class Search(NamedTuple):
    """Two statements with their parameters: the rows, and (how many entries were looked at, the lowest of them)."""

    rows: Statement
    with_rows: list[int]
    reach: Statement
    with_reach: list[int]


class _Places:
    """Gives out the places of parameters in the order in which they stand in the text."""

    def __init__(self) -> None:
        self._next = 0

    def take(self, type_: Any = Whole) -> ColumnElement[Any]:
        self._next += 1
        return place(self._next - 1, type_)


def search(
    leading: Criterion | None, others: Iterable[Criterion], below: int, start: int, most: int, limit: int
) -> Search:
    """The rows, newest first, of those of the `most` newest entries of the leading criterion that fit the others too.

    However rarely the others are met, no more than `most` entries are looked at: the caller goes on from there.
    """
    fitting = tuple(others)
    rows, reach = _searching(_shape(leading) if leading is not None else None, tuple(_shape(one) for one in fitting))
    looked_at = [*(_given(leading) if leading is not None else ()), below, start, most]
    return Search(rows, [*looked_at, *(value for one in fitting for value in _given(one)), limit], reach, looked_at)


def _shape(one: Criterion) -> Criterion:
    """What decides the text of a statement: whether it asks a column, and which; never a value."""
    return Criterion("", 1, 0) if one.kind else Criterion(one.name, 0, 0)


def _given(one: Criterion) -> tuple[int, ...]:
    return (one.kind, one.value) if one.kind else (one.value,)


@lru_cache(maxsize=MOST_SHAPES)
def _searching(leading: Criterion | None, others: tuple[Criterion, ...]) -> tuple[Statement, Statement]:
    """The rows and the reach of a search of this shape: to put both together takes longer than to run them."""
    places = _Places()
    near = _near(leading, places).subquery("near")
    wanted = select(*index).join(near, near.c.entry == index.entry)
    wanted = wanted.where(*[_meets(one, places) for one in others])
    wanted = wanted.order_by(index.entry.desc()).limit(places.take(Integer)).offset(_NONE)
    looked = _near(leading, _Places()).subquery("near")
    reach = select(func.count(), func.min(looked.c.entry)).select_from(looked)
    return Statement(wanted), Statement(reach)


def _near(leading: Criterion | None, places: _Places) -> Select[Any]:
    table = about if leading is not None and leading.kind else index
    found = select(table.entry)
    if leading is not None:
        found = found.where(_holds(leading, places))
    found = found.where(table.entry < places.take(), table.entry >= places.take())
    return found.order_by(table.entry.desc()).limit(places.take(Integer)).offset(_NONE)


def _holds(one: Criterion, places: _Places) -> ColumnElement[bool]:
    if not one.kind:
        return index[one.name] == places.take(Integer)
    return and_(about.kind == places.take(Integer), about.value == places.take(Integer))


def _meets(one: Criterion, places: _Places) -> ColumnElement[bool]:
    held = _holds(one, places)
    if not one.kind:
        return held
    return select(about.entry).where(held, about.entry == index.entry).correlate(_index).exists()
