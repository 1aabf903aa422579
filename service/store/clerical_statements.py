"""The statements of the clerical queue, each declared once for both engines.

A pair leaves the queue by itself: whether it still waits is asked of the ask, edge and records themselves, every time.
"""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    exists,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
    update,
)
from sqlmodel import SQLModel

from service.store.clerical_rows import ACTING, DECIDED, JOINED, LEFT, OPEN, SECOND, THIRD, WAITING
from service.store.clerical_tables import ClericalPair  # the import also declares the tables
from service.store.nominals_tables import Override
from service.store.rows import State
from service.store.statement import Family, Statement, place
from service.store.tables import Whole

_SIZES: Final = (1, 2, 8, 32, 128, 256)
tables = SQLModel.metadata.tables
_pair = tables[str(ClericalPair.__tablename__)]
_verdict, _draw, _drawn = (tables[f"clerical_{name}"] for name in ("verdict", "draw", "drawn"))
_ask, _edge, _record, _involvement, _golden = (
    tables[name] for name in ("ask", "edge", "record", "involvement", "golden")
)
_override = tables[str(Override.__tablename__)]
pair, ask, edge, record, involvement = _pair.c, _ask.c, _edge.c, _record.c, _involvement.c
override = _override.c


def _word(value: str | int) -> ColumnElement[Any]:
    """A constant of ours in the text of a statement."""
    return literal_column(f"'{value}'" if isinstance(value, str) else str(value))


def _into(table: Any) -> Statement:
    return Statement(insert(table).values({c.name: place(at, c.type) for at, c in enumerate(table.columns)}))


def _largest(table: Any) -> Statement:
    return Statement(select(func.coalesce(func.max(table.c.id), _word(0))))


def _present(state: ColumnElement[int]) -> ColumnElement[bool]:
    return state.in_([_word(State.LIVE.value), _word(State.HELD.value)])


_HELD: Final = pair.because == _word("perhaps_shielded")
_ACTIVE: Final = pair.state.in_([_word(state) for state in (*WAITING, ACTING)])
_WAITS: Final = pair.state.in_([_word(state) for state in WAITING])


def _apart(one: Any, other: Any) -> ColumnElement[bool]:
    """Two records of no one golden nominal."""
    return or_(one.c.golden.is_(None), other.c.golden.is_(None), one.c.golden != other.c.golden)


def _never(of: Any, within: Any) -> ColumnElement[bool]:
    """A person has said of the two records of a pair or an ask that they are never one."""
    return exists(
        select(_word(1))
        .select_from(_override)
        .where(override.withdrawn == _word(0), override.kind == _word("never"))
        .where(
            or_(
                and_(override.one == of.record, override.other == of.other),
                and_(override.one == of.other, override.other == of.record),
            )
        )
        .correlate(within)
    )


def _together() -> ColumnElement[bool]:
    """The two belong to one golden nominal."""
    one, other = _record.alias("one"), _record.alias("two")
    return exists(
        select(_word(1))
        .select_from(one, other)
        .where(one.c.id == pair.record, other.c.id == pair.other, one.c.golden == other.c.golden)
        .correlate(_pair)
    )


def _still_here() -> ColumnElement[bool]:
    """The ask (or edge) of a pair stands as it was, and its records are apart (or together) as they were then."""
    one, other = _record.alias("one"), _record.alias("two")
    of_pair = and_(one.c.id == pair.record, other.c.id == pair.other)
    asked = exists(
        select(_word(1))
        .select_from(_ask, one, other)
        .where(ask.record == pair.record, ask.other == pair.other, ask.at == pair.since, of_pair)
        .where(ask.levels == pair.levels)
        .where(_present(one.c.state), _present(other.c.state), _apart(one, other))
        .correlate(_pair)
    )
    live = and_(one.c.state == _word(State.LIVE.value), other.c.state == _word(State.LIVE.value))
    joined = exists(
        select(_word(1))
        .select_from(_edge, one, other)
        .where(edge.record == pair.record, edge.other == pair.other, edge.at == pair.since, of_pair)
        .where(edge.levels == pair.levels)
        .where(live, one.c.golden == other.c.golden)
        .correlate(_pair)
    )
    return case((pair.because == _word(JOINED), joined), else_=and_(asked, not_(_never(pair, _pair))))


_HERE: Final = _still_here()
_LEAVING: Final = (
    update(_pair)
    .values(state=_word(LEFT), version=pair.version + _word(1), claimed_by=_word(""), claimed_until=_word(0))
    .where(_WAITS, not_(_HERE))
)
LEAVE: Final = Statement(_LEAVING)
"""Pairs that wait for nobody any more leave the queue."""
LEAVE_ONE: Final = Statement(_LEAVING.where(pair.id == place(0, Whole)))

_one, _two = _record.alias("one"), _record.alias("two")
_numbered = exists(
    select(_word(1))
    .select_from(_pair)
    .where(pair.record == ask.record, pair.other == ask.other, pair.since == ask.at)
    .where(pair.because == ask.reason, pair.levels == ask.levels, or_(_ACTIVE, _HELD))
    .correlate(_ask)
)
NEW_ASKS: Final = Statement(
    select(*_ask.c)
    .join(_one, _one.c.id == ask.record)
    .join(_two, _two.c.id == ask.other)
    .where(_present(_one.c.state), _present(_two.c.state), _apart(_one, _two))
    .where(not_(_numbered), not_(_never(ask, _ask)))
    .where(tuple_(ask.record, ask.other) > tuple_(place(0, Whole), place(1, Whole)))
    .order_by(ask.record, ask.other)
    .limit(place(2, Integer))
    .offset(_word(0))
)
"""Asks that have no number yet. The ask of a decided pair is taken back, unless a record is held for its sake."""

ADD_PAIR: Final = _into(_pair)
ADD_VERDICT: Final = _into(_verdict)
ADD_DRAW: Final = _into(_draw)
ADD_DRAWN: Final = _into(_drawn)
LARGEST_PAIR: Final = _largest(_pair)
LARGEST_DRAW: Final = _largest(_draw)

CHANGED: Final = (
    "state",
    "round",
    "version",
    "claimed_by",
    "claimed_until",
    "outcome",
    "decided_at",
    "seen",
)
CHANGE_PAIR: Final = Statement(
    update(_pair)
    .values({name: place(at, pair[name].type) for at, name in enumerate(CHANGED)})
    .where(pair.id == place(len(CHANGED), Whole), pair.version == place(len(CHANGED) + 1, Integer))
)
"""Only where the version is still the one that was read."""

PAIR: Final = Statement(select(*pair).where(pair.id == place(0, Whole)))
WAITING_PAIRS: Final = Statement(
    select(*pair).where(_WAITS, pair.id > place(0, Whole)).order_by(pair.id).limit(place(1, Integer)).offset(_word(0))
)
HERE: Final = Statement(select(pair.id).where(pair.id == place(0, Whole), _HERE))
IS_SO: Final = Statement(
    select(pair.id).where(
        pair.id == place(0, Whole),
        or_(
            and_(pair.outcome == _word("same"), _together()),
            and_(pair.outcome == _word("different"), _never(pair, _pair)),
            pair.outcome == _word("cannot_tell"),
        ),
    )
)
DECIDED_BY: Final = Statement(
    select(pair.id)
    .join(_verdict, and_(_verdict.c.pair == pair.id, _verdict.c.round == pair.round))
    .where(_WAITS, _verdict.c.staff == place(0, Text))
)
CONFIRMING_PAIRS: Final = Statement(
    select(*pair).where(pair.state.in_([_word(state) for state in (SECOND, THIRD, ACTING)])).order_by(pair.id)
)
"""On which somebody has given a verdict that is not carried out yet."""
ACTING_PAIRS: Final = Statement(select(*pair).where(pair.state == _word(ACTING)).order_by(pair.id))
UNTOLD: Final = Family(
    lambda size: (
        select(pair.record, pair.other, pair.seen)
        .where(pair.record.in_([place(at, Whole) for at in range(size)]))
        .where(pair.state == _word(DECIDED), pair.outcome == _word("cannot_tell"))
    ),
    _SIZES,
)
"""Of whom nobody could tell. Any other decision stands on golden nominals, unless somebody took it back."""
VERDICTS: Final = Statement(
    select(*_verdict.c).where(_verdict.c.pair == place(0, Whole)).order_by(_verdict.c.round, _verdict.c.position)
)
SHRED_NOTES: Final = Statement(
    update(_verdict)
    .values(note_key=literal_column("NULL"))
    .where(_verdict.c.note_key.is_not(None))
    .where(
        _verdict.c.pair.in_(
            select(pair.id)
            .join(_record, record.id.in_([pair.record, pair.other]))
            .where(record.state == _word(State.SHREDDED.value))
        )
    )
)
"""What was written about a record that was shredded goes with it."""

EDGES: Final = Statement(
    select(*_edge.c)
    .where(edge.model == place(0, Text))
    .where(tuple_(edge.record, edge.other) > tuple_(place(1, Whole), place(2, Whole)))
    .order_by(edge.record, edge.other)
    .limit(place(3, Integer))
    .offset(_word(0))
)
JOINED_PAIRS: Final = Statement(select(pair.record, pair.other, pair.since).where(pair.because == _word(JOINED)))
ASKED_PAIRS: Final = Statement(
    select(*pair)
    .where(pair.state == _word(OPEN), pair.because != _word(JOINED))
    .where(pair.band == place(0, Text), pair.model == place(1, Text))
    .where(not_(pair.id.in_(select(_drawn.c.pair))))
    .order_by(pair.id)
)
DRAWN_PAIRS: Final = Statement(select(_drawn.c.pair).distinct())
DRAWS: Final = Statement(select(*_draw.c).order_by(_draw.c.id))

_is_drawn = case((pair.id.in_(select(_drawn.c.pair)), _word(1)), else_=_word(0)).label("is_drawn")
COUNTED: Final = Statement(
    select(pair.model, pair.band, _is_drawn, pair.state, pair.outcome, func.count())
    .group_by(pair.model, pair.band, _is_drawn, pair.state, pair.outcome)
    .order_by(pair.model, pair.band, literal_column("is_drawn"), pair.state, pair.outcome)
)
GOLDENS: Final = Statement(select(func.count()).select_from(_golden))

_FACT: Final = (
    record.id,
    record.provider,
    record.golden,
    record.state,
    record.shielded,
    involvement.position,
    func.coalesce(involvement.record_type, _word("")),
    func.coalesce(involvement.classes, _word("")),
    func.coalesce(involvement.subject_role, _word("")),
    func.coalesce(involvement.status, _word("")),
)


def _facts(column: ColumnElement[Any], states: tuple[State, ...], size: int) -> Select[Any]:
    return (
        select(*_FACT)
        .join_from(_record, _involvement, involvement.record == record.id, isouter=True)
        .where(column.in_([place(at, Whole) for at in range(size)]))
        .where(record.state.in_([_word(state.value) for state in states]))
        .order_by(record.id, involvement.position)
    )


def _people(size: int) -> Select[Any]:
    """Sealed people, those who are held among them: they are matched again to be shown to a reviewer."""
    columns = (
        record.id,
        record.provider,
        record.ref_token,
        record.golden,
        record.shielded,
        record.as_of,
        record.match_key,
        record.match_sealed,
    )
    return select(*columns).where(record.id.in_([place(at, Whole) for at in range(size)]), _present(record.state))


FACTS_BY_RECORD: Final = Family(lambda size: _facts(record.id, (State.LIVE, State.HELD), size), _SIZES)
FACTS_BY_GOLDEN: Final = Family(lambda size: _facts(record.golden, (State.LIVE,), size), _SIZES)
PEOPLE: Final = Family(_people, _SIZES)
