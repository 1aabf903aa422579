"""The statements that count entries of the projection, each over a stretch of the log, for both engines."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, func, literal_column, select

from service.store.projection_rows import About, Outcome
from service.store.projection_statements import about, index, word
from service.store.statement import Statement, place
from service.store.tables import Whole


def _is(value: int) -> ColumnElement[int]:
    return literal_column(str(int(value)))


def _within(entry: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return entry >= place(0, Whole), entry < place(1, Whole)


BY_KIND: Final = Statement(
    select(index.type, index.agency, index.purpose, index.level, index.outcome, func.count())
    .where(*_within(index.entry), index.outcome > _is(Outcome.NO_ENQUIRY))
    .group_by(index.type, index.agency, index.purpose, index.level, index.outcome)
)

_shown = (
    select(index.entry, index.agency)
    .where(*_within(index.entry), index.outcome == _is(Outcome.SHOWN))
    .order_by(index.entry)
    .limit(place(2, Integer))
    .offset(_is(0))
    .subquery("shown")
)
ACROSS: Final = Statement(
    select(_shown.c.agency, about.value, func.count())
    .join(about.entry.table, about.entry == _shown.c.entry)
    .where(about.kind + _is(0) == _is(About.PROVIDER))
    .group_by(_shown.c.agency, about.value)
)
"""`+ 0` keeps an engine from walking through every provider of the log instead of those of these entries."""

_earlier = index.entry.table.alias("earlier")
_answers: list[ColumnElement[str]] = [literal_column(f"'{one}'") for one in ("emergency.answered", "review.decided")]
ANSWERED_AFTER: Final = Statement(
    select(index.type, index.at - _earlier.c.at)
    .join(_earlier, _earlier.c.entry == index.relates_to)
    .where(
        *_within(index.entry),
        index.type.in_(select(word.id).where(word.text.in_(_answers))),
    )
    .order_by(index.entry.desc())
    .limit(place(2, Integer))
    .offset(_is(0))
)
