"""The read statements, each declared once for both engines."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, TextClause, func, literal_column, select, text, union_all
from sqlalchemy.sql.selectable import CompoundSelect, ScalarSelect
from sqlmodel import SQLModel

from service.store.rows import State
from service.store.statement import Family, Statement, place
from service.store.tables import Whole  # the import also declares the tables

CANDIDATES: Final = 256
"""At most so many candidates a query; a token commoner than that is not selective and is skipped."""
LIMIT: Final = CANDIDATES + 1
"""Enough to see that a token is too common."""
CUT: Final = 3
"""The best candidate shares at most so many times as many tokens as the last."""
_SIZES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)

tables = SQLModel.metadata.tables
record = tables["record"].c
posting = tables["posting"].c
involvement = tables["involvement"].c
tie = tables["tie"].c
source = tables["source"].c
golden = tables["golden"].c
_LIVE: Final = text(f"record.state = {State.LIVE.value}")


def _among(wanted: ColumnElement[Any], size: int) -> ColumnElement[bool]:
    return wanted.in_([place(position, Whole) for position in range(size)])


def _postings(size: int) -> Select[Any]:
    """One row with a column for each token: up to 257 of its records, as decimal numbers with commas between them.

    A row for each posting would cost more in the driver than the look-up itself.
    """
    return select(*(_one_token(position) for position in range(size)))


def _one_token(position: int) -> ScalarSelect[Any]:
    found = _of_token(position, posting.record).subquery(f"t{position}")
    return select(func.group_concat(found.c.record)).scalar_subquery()


def _of_token(position: int, *columns: Any) -> Select[Any]:
    """Up to 257 postings of one token."""
    return (
        select(*columns)
        .where(posting.token == place(position, Whole))
        .limit(literal_column(str(LIMIT)))
        .offset(literal_column("0"))
    )


def _holders(size: int) -> CompoundSelect[Any]:
    at: list[Any] = [literal_column(str(position)).label("at") for position in range(size)]
    return union_all(*(select(_of_token(p, at[p], posting.record).subquery(f"t{p}")) for p in range(size)))


def _candidates_at_once() -> TextClause:
    """`sharing` in one statement and one round trip, for an array of tokens: PostgreSQL's own words.

    The lateral limit bounds what a common token costs.
    """
    columns = ", ".join(
        str(column.element) if column is _SHIELDED_BY_ANY else f"record.{column.name}" for column in PERSON
    )
    return text(f"""
SELECT {columns}
FROM (
    SELECT counted.record, counted.tokens
    FROM (
        SELECT one.record, count(*) AS tokens, max(count(*)) OVER () AS most
        FROM (
            SELECT unnest(few.records) AS record
            FROM unnest(CAST(:p0 AS bigint[])) AS asked(token)
            CROSS JOIN LATERAL (
                SELECT array_agg(capped.record) AS records
                FROM (SELECT posting.record FROM posting WHERE posting.token = asked.token LIMIT {LIMIT}) AS capped
            ) AS few
            WHERE cardinality(few.records) < {LIMIT}
        ) AS one
        GROUP BY one.record
    ) AS counted
    WHERE counted.tokens * {CUT} >= counted.most
    ORDER BY counted.tokens DESC, counted.record
    LIMIT {CANDIDATES}
) AS best
JOIN record ON record.id = best.record
WHERE record.state = {State.LIVE.value}
ORDER BY best.tokens DESC, best.record""")  # noqa: S608  (made of our own columns and numbers alone)


def _shared(size: int) -> Select[Any]:
    return select(posting.token, posting.record).where(_among(posting.token, size))


_SHIELDED_BY_ANY: Final[ColumnElement[int]] = literal_column(
    "COALESCE((SELECT max(kin.shielded) FROM record AS kin"  # noqa: S608  (a number of our own)
    f" WHERE kin.golden = record.golden AND kin.state = {State.LIVE.value}), record.shielded)"
).label("shielded")
"""Whether any agency shields this person: then no other agency's record of them is found by where they live."""

PERSON: Final = (
    record.id,
    record.provider,
    record.ref_token,
    record.golden,
    _SHIELDED_BY_ANY,
    record.as_of,
    record.match_key,
    record.match_sealed,
)
_OF_RECORD: Final = (record.id, record.golden, record.provider, record.ref_token, record.shielded, record.as_of)


def _people_by_record(size: int) -> Select[Any]:
    return select(*PERSON).where(_among(record.id, size), _LIVE)


def _people_by_golden(size: int) -> Select[Any]:
    return (
        select(*PERSON, golden.pseudonym)
        .join_from(tables["record"], tables["golden"], record.golden == golden.id, isouter=True)
        .where(_among(record.golden, size), _LIVE)
        .order_by(record.golden, record.id)
    )


def _names_by_golden(size: int) -> Select[Any]:
    found = select(*_OF_RECORD, record.disclose_key, record.shown_sealed)
    return found.where(_among(record.golden, size), _LIVE).order_by(record.golden, record.id)


def _details_by_record(size: int) -> Select[Any]:
    return select(*_OF_RECORD, record.detail_key, record.detail_sealed).where(_among(record.id, size), _LIVE)


def _involvements_by_record(size: int) -> Select[Any]:
    return (
        select(
            involvement.record,
            involvement.position,
            involvement.token,
            record.golden,
            record.provider,
            involvement.record_type,
            record.regime,
            involvement.classes,
            involvement.subject_role,
            record.area,
            involvement.status,
            record.as_of,
            record.shielded,
            record.ref_token,
            record.disclose_key,
            record.detail_key,
            involvement.contact_sealed,
            involvement.summary_sealed,
            involvement.detail_sealed,
        )
        .join_from(tables["involvement"], tables["record"], involvement.record == record.id)
        .where(_among(involvement.record, size), _LIVE)
        .order_by(involvement.record, involvement.position)
    )


def _ties(asked: str, size: int) -> Select[Any]:
    """Ties between two golden nominals, from the side that was asked about (`mine` or `theirs`)."""
    mine, theirs = tables["record"].alias("mine"), tables["record"].alias("theirs")
    near, far = (mine, theirs) if asked == "mine" else (theirs, mine)
    return (
        select(
            near.c.golden,
            far.c.golden,
            tie.kind,
            tie.lives_with,
            mine.c.provider,
            mine.c.as_of,
            near.c.id,
            far.c.id,
            tie.since,
        )
        .select_from(tables["tie"])
        .join(mine, mine.c.id == tie.record)
        .join(theirs, theirs.c.ref_token == tie.other)
        .where(
            near.c.golden.in_([place(position, Whole) for position in range(size)]),
            far.c.golden.is_not(None),
            near.c.golden != far.c.golden,
            text(f"mine.state = {State.LIVE.value} AND theirs.state = {State.LIVE.value}"),
        )
        .order_by(near.c.golden, far.c.golden, tie.kind, near.c.id)
    )


def _how_many(table: str, condition: str = "") -> Any:
    counted = select(func.count()).select_from(tables[table])
    return (counted.where(text(condition)) if condition else counted).scalar_subquery()


CANDIDATES_AT_ONCE: Final = Statement(_candidates_at_once())
POSTINGS: Final = Family(_postings, tuple(range(1, 33)))
HOLDERS: Final = Family(_holders, tuple(range(1, 33)))
"""For both engines: (position of the token, record), up to 257 of each."""
SHARED: Final = Family(_shared, (16, 32, 64, 128, 256, 512))
"""For a whole chunk at once: each token is looked up once, whoever carries it."""
PEOPLE_BY_RECORD: Final = Family(_people_by_record, (*range(1, 9), *_SIZES[4:]))
PEOPLE_BY_GOLDEN: Final = Family(_people_by_golden, _SIZES)
NAMES_BY_GOLDEN: Final = Family(_names_by_golden, _SIZES)
DETAILS_BY_RECORD: Final = Family(_details_by_record, _SIZES)
INVOLVEMENTS_BY_RECORD: Final = Family(_involvements_by_record, _SIZES)
TIES_FROM: Final = Family(lambda size: _ties("mine", size), _SIZES)
TIES_TO: Final = Family(lambda size: _ties("theirs", size), _SIZES)
SOURCES: Final = Statement(select(*tables["source"].c).order_by(source.provider))
PSEUDONYMS: Final = Family(lambda size: select(golden.id, golden.pseudonym).where(_among(golden.id, size)), _SIZES)
LAST_GOLDEN: Final = Statement(select(func.max(golden.id)))
NEXT_GOLDEN: Final = Statement(select(func.min(golden.id)).where(golden.id >= place(0, Whole)))
COUNTS: Final = Statement(
    select(
        _how_many("record"),
        _how_many("golden"),
        _how_many("involvement"),
        _how_many("record", f"state = {State.HELD.value}"),
        _how_many("quarantine"),
        _how_many("ask"),
        _how_many("record", f"state = {State.WAITING.value}"),
    )
)
