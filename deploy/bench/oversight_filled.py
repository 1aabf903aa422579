"""Fills the projection of the log with entries that nobody made, as a busy partnership of many years would have.

By statements within the database, because ten million rows from Python would take an hour; indexes are made afterwards.
The numbers of words are given out by kind, so that a search for a word finds what was meant.
"""

from typing import Final, NamedTuple

from sqlalchemy import Connection, Table, text
from sqlmodel import SQLModel

from deploy.bench.prepared import say
from service.store import projection_tables  # noqa: F401 - declares the tables
from service.store.projection_rows import EMERGENCY, About, Outcome

TABLES: Final = SQLModel.metadata.tables
MICROS: Final = 30_000_000
"""Between two entries: ten million of them take nine and a half years."""
FIRST: Final = 1_500_000_000_000_000


class Words(NamedTuple):
    """How many there are of each kind of word."""

    staff: int = 5000
    agency: int = 12
    purpose: int = 12
    agreement: int = 20
    person: int = 500_000


TYPES: Final = ("enquiry.answered", "enquiry.empty", "log.queried", "record.loaded")
COUNTS: Final = Words()
BASES: Final = dict(zip(Words._fields, (1000, 10_000, 11_000, 12_000, 20_000), strict=True))
"""The number of the first word of each kind; lower ones are the types, operations and roles."""
EMERGENCY_WORD: Final = 90


def fill(connection: Connection, entries: int) -> None:
    """Fill empty tables with so many entries."""
    index, about = TABLES["entry_index"], TABLES["entry_about"]
    kept = [each for table in (index, about) for each in table.indexes]
    for each in kept:
        each.drop(connection)
    _words(connection)
    say(f"Filling {entries:,} entries")
    connection.execute(text(_index_rows(connection, entries)))
    say("Filling what they are about")
    connection.execute(text(_about_rows(about)))
    for each in kept:
        say(f"Making the index {each.name}")
        each.create(connection)
    fact = TABLES["store_fact"].insert().values(name="projection_size", value=entries.to_bytes(8, "big"))
    connection.execute(fact)


def _words(connection: Connection) -> None:
    known = {at + 1: name for at, name in enumerate(TYPES)}
    known |= {10: "disclosure", 11: "consultation", 12: "collection", 20: "social_worker", 21: "", 22: "open_case"}
    known[EMERGENCY_WORD] = EMERGENCY
    for kind, base in BASES.items():
        known |= {base + at: word(kind, at) for at in range(getattr(COUNTS, kind))}
    rows = [{"id": number, "text": each} for number, each in known.items()]
    connection.execute(TABLES["entry_word"].insert(), rows)


def word(kind: str, number: int) -> str:
    """The word of a kind with a number, from 0."""
    return f"{kind}-{number:06}"


def _pick(connection: Connection, kind: str) -> str:
    base, count = BASES[kind], getattr(COUNTS, kind)
    drawn = f"abs(random()) % {count}" if _is_sqlite(connection) else f"floor(random() * {count})::int"
    return f"{base} + {drawn}"


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _index_rows(connection: Connection, entries: int) -> str:
    """Six in ten show something; one in a thousand is an emergency."""
    if _is_sqlite(connection):
        series = f"WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {entries - 1}), "  # noqa: S608 - as below
        drawn, source = "abs(random()) % 1000", "s"
    else:
        series, drawn, source = "WITH ", "floor(random() * 1000)::int", f"generate_series(0, {entries - 1}) AS s(n)"
    staff, agency, purpose = (_pick(connection, kind) for kind in ("staff", "agency", "purpose"))
    shown, empty, denied = int(Outcome.SHOWN), int(Outcome.EMPTY), int(Outcome.DENIED)
    return f"""
        INSERT INTO entry_index (entry, at, type, staff, agency, role, operation, purpose, relationship, level, outcome,
                                 break_glass, sealed, relates_to)
        {series} drawn AS MATERIALIZED (
            SELECT n, {drawn} AS r, {staff} AS staff, {agency} AS agency, {purpose} AS purpose FROM {source}
        )
        SELECT n, {FIRST} + CAST(n AS bigint) * {MICROS},
               CASE WHEN r < 600 THEN 1 WHEN r < 850 THEN 2 WHEN r < 990 THEN 3 ELSE 4 END,
               staff, agency, 20, CASE WHEN r < 600 THEN 10 WHEN r < 990 THEN 11 ELSE 12 END,
               CASE WHEN r < 850 THEN purpose ELSE 21 END, 22,
               CASE WHEN r < 600 THEN 1 + r % 4 ELSE 0 END,
               CASE WHEN r < 600 THEN {shown} WHEN r < 810 THEN {empty} WHEN r < 850 THEN {denied} ELSE 0 END,
               CASE WHEN r = 0 THEN 1 ELSE 0 END, CASE WHEN r < 850 THEN 1 ELSE 0 END, -1
        FROM drawn
    """  # noqa: S608 - numbers of our own


def _about_rows(about: Table) -> str:
    """People, holders, agreements, denials and emergencies follow from the number of the entry, in a fixed way."""
    shown = f"outcome = {int(Outcome.SHOWN)}"
    person, agency, agreement = (BASES[kind] for kind in ("person", "agency", "agreement"))

    def part(kind: About, value: str, where: str) -> str:
        return f"SELECT {int(kind)} AS kind, {value} AS value, entry, level FROM entry_index WHERE {where}"  # noqa: S608 - as above

    far, near = f"(entry * 2654435761) % {COUNTS.person}", f"(entry * 40503) % {COUNTS.person}"
    parts = (
        part(About.PERSON, f"{person} + {far}", shown),
        part(
            About.PERSON, f"{person} + ({near} + {COUNTS.person} / 2) % {COUNTS.person}", f"{shown} AND entry % 3 = 0"
        ),
        part(About.PROVIDER, f"{agency} + (entry * 7) % {COUNTS.agency}", shown),
        part(About.HOLDER, f"{agency} + (entry * 7) % {COUNTS.agency}", shown),
        part(About.HOLDER, f"{agency} + (entry * 7 + 1) % {COUNTS.agency}", shown),
        part(About.AGREEMENT, f"{agreement} + (entry * 11) % {COUNTS.agreement}", shown),
        part(About.DENIED, "agency", f"outcome = {int(Outcome.DENIED)}"),
        part(About.BREAK_GLASS, str(EMERGENCY_WORD), "break_glass = 1"),
    )
    union = " UNION ".join(f"{one}" for one in parts)
    return f"INSERT INTO {about.name} (kind, value, entry, level) {union} ORDER BY 1, 2, 3"
