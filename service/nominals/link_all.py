"""`service match link`: every record that waits is linked, all together, into the golden nominals that are there.

Read, settle, keep the plan, carry it out in transactions of bounded size. Whoever is live keeps their golden nominal.
It can be killed at any moment: before the plan is kept nothing was written, and after it the next run goes on with it.
"""

import gc
import os
import secrets
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, Protocol

import msgspec

from audit.events import Actor, Entry, EventType, Operation
from service.entries import append_entry
from service.matching.bulk.link import linked
from service.matching.bulk.settled import Settled
from service.matching.bulk.terms import Couples, Terms
from service.matching.model import Model
from service.matching.person import decode
from service.matching.tokens import IndexKey, tokens_of
from service.nominals.link_decided import decided_pairs, keep_history
from service.nominals.link_plan import CHUNK_RECORDS, Chunk, Plan, Position, Tally, chunks, plan_of, tally_of
from service.nominals.link_reading import Population, read_population
from service.nominals.link_workers import Spent
from service.runtime import Runtime
from service.sealing.keyring import Keyring
from service.sealing.seal import MATCH_OF_RECORD, Sealer
from service.store import bulk_writing
from service.store.database import Database, Transaction
from service.store.writing import Writer

Progress = Callable[[str, int, int], None]
"""Called with the step (`read`, `pairs`, `compare`, `settle`, `write`), what is done and what there is in all."""


class History(Protocol):
    """Keeps who came to whom, in the transaction that writes it."""

    async def __call__(self, transaction: Transaction, joined: Sequence[tuple[int, int]], at: int) -> None:
        """Records that came to somebody: (record, golden nominal). Whoever founds one is not among them."""
        ...


Tell = Callable[["LinkSummary", str], Awaitable[None]]

PARTNERSHIP: Final = "partnership"
PSEUDONYM_BYTES: Final = 16
SMALL: Final = 20_000
"""Below so many records, starting worker processes takes longer than reading."""


@dataclass(frozen=True)
class Bulk:
    """What bulk linking needs of the runtime."""

    database: Database
    address: str
    """Of the same store, for worker processes."""
    keyring: Keyring
    model: Model
    workers: int = 2
    small: int = SMALL
    chunk_records: int = CHUNK_RECORDS
    history: "History | None" = None


class LinkSummary(msgspec.Struct, frozen=True):
    """What a run did. `resumed`: it went on with the plan of a run that was cut short."""

    tally: Tally
    resumed: bool
    model: str
    spent: tuple[Spent, ...] = ()
    """What each worker process used that opened records; not said in words."""

    def lines(self) -> list[str]:
        """The summary as sentences."""
        tally = self.tally
        counted = (
            f"Waiting {tally.waited:,} · linked {tally.linked:,} · new golden nominals {tally.founded:,} · "
            f"to be decided by a person {tally.asked:,} · held {tally.held:,}"
        )
        again = ["It went on where an earlier run had stopped."] if self.resumed else []
        shut = [
            f"  {count:,} of {provider} could not be opened: the agency's keys are withdrawn. They stay as they are."
            for provider, count in sorted(tally.shut.items())
        ]
        return [counted, *shut, *again]


async def link_waiting(runtime: Runtime, now: int, progress: Progress | None = None, workers: int = 2) -> LinkSummary:
    """Link every waiting record of the store and put the counts in the log.

    Raises:
        Unavailable: a disk is full or a database down. What was committed stays; run it again to go on.
    """
    database, settings = runtime.store.database, runtime.settings
    bulk = Bulk(database, settings.records_url, runtime.keyring, runtime.model, workers=workers, history=keep_history)
    never, always = await decided_pairs(database)

    async def tell(summary: LinkSummary, run: str) -> None:
        await append_entry(_entry(summary, run), None, runtime)

    return await link_all(bulk, now, progress, never, always, tell)


async def link_all(
    bulk: Bulk,
    now: int,
    progress: Progress | None = None,
    never: Couples = (),
    always: Couples = (),
    tell: Tell | None = None,
) -> LinkSummary:
    """The same, without the log.

    Args:
        never: pairs of record numbers that a person has parted.
        always: pairs of record numbers that a person has joined.
        tell: called with the summary and the run's id when everything is written, and again with the same where the
            process was killed meanwhile: only then is the plan forgotten.
    """
    told = progress or _silent
    spent: tuple[Spent, ...] = ()
    with _uncollected():
        kept = await _still_holds(bulk.database)
        if kept is None:
            plan, position, spent = await _planned(bulk, now, told, never, always)
        else:
            plan, position = kept
        await _carry_out(bulk, plan, position, told)
    summary = LinkSummary(plan.tally, kept is not None, plan.model, spent)
    if tell is not None:
        await tell(summary, plan.run)
    async with bulk.database.transaction() as transaction:
        await bulk_writing.drop_plan(transaction)
    return summary


def settle(population: Population, model: Model, terms: Terms, progress: Progress, processes: int = 1) -> Settled:
    """Settle a population that was read, by a model that is scaled to it."""

    def told(done: int, total: int) -> None:
        progress("compare", done, total)

    return linked(population.columns, population.shared, model, terms, told, processes)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing that is made here refers to itself, and to look for what does among millions of objects takes longer."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


async def _planned(
    bulk: Bulk, now: int, progress: Progress, never: Couples, always: Couples
) -> tuple[Plan, Position, tuple[Spent, ...]]:
    """Work the plan out and keep it."""
    database = bulk.database
    loads, goldens = await bulk_writing.loads_so_far(database), await bulk_writing.goldens_so_far(database)
    somebody = await bulk_writing.waiting_by_provider(database)
    last = await bulk_writing.last_record(database) if somebody else 0
    workers = bulk.workers if last > bulk.small else 0
    population = read_population(bulk.address, bulk.keyring, last, workers, progress)
    waiting = int((population.golden == 0).sum())
    model = bulk.model.scaled(max(bulk.model.population, goldens[0] + waiting))
    terms = Terms(population.golden, never=population.places(never), always=population.places(always))
    settled = settle(population, model, terms, progress, bulk.workers)
    tally = tally_of(settled, population.golden, population.shared.one.size, population.shut)
    about = model.digest, now, secrets.token_hex(16)
    plan = plan_of(settled, population.record, population.golden, tally, about)
    position = Position(0, loads, goldens)
    async with database.transaction() as transaction:
        await bulk_writing.keep_plan(transaction, msgspec.msgpack.encode(plan), msgspec.msgpack.encode(position))
    progress("settle", waiting, waiting)
    return plan, position, population.spent


async def _still_holds(database: Database) -> tuple[Plan, Position] | None:
    """The plan of a run that was cut short, where nothing else was loaded or linked since."""
    kept = await bulk_writing.kept_plan(database)
    if kept is None:
        return None
    plan = msgspec.msgpack.decode(kept[0], type=Plan)
    position = msgspec.msgpack.decode(kept[1], type=Position)
    now = await bulk_writing.loads_so_far(database), await bulk_writing.goldens_so_far(database)
    return (plan, position) if now == (position.loads, position.goldens) else None


async def _carry_out(bulk: Bulk, plan: Plan, position: Position, progress: Progress) -> None:
    total, done = len(plan.record) // 8, 0
    goldens = position.goldens
    for number, chunk in enumerate(chunks(plan, bulk.chunk_records)):
        done += sum(len(records) for _, records in chunk.people) + len(chunk.held)
        if number < position.chunks:
            continue
        async with bulk.database.transaction() as transaction:
            goldens = await _write(transaction, chunk, bulk, goldens, plan.at)
            position = Position(number + 1, position.loads, goldens)
            await bulk_writing.advance_plan(transaction, msgspec.msgpack.encode(position))
        progress("write", done, total)


async def _write(
    transaction: Transaction, chunk: Chunk, bulk: Bulk, goldens: tuple[int, int], at: int
) -> tuple[int, int]:
    """One chunk. Returns how many golden nominals there are now, and the sum of their versions."""
    writer = Writer(transaction)
    founded: list[int] = []
    joined: set[int] = set()
    places: list[tuple[int, int]] = []
    came: list[tuple[int, int]] = []
    numbers = await writer.numbers("golden")
    for golden, records in chunk.people:
        if golden:
            joined.add(golden)
            number = golden
            came += [(record, number) for record in records]
        else:
            number = next(numbers)
            founded.append(number)
            if len(records) > 1:
                came += [(record, number) for record in records[1:]]
        places += [(number, record) for record in records]
    drawn = os.urandom(PSEUDONYM_BYTES * len(founded))
    pseudonyms = (drawn[start : start + PSEUDONYM_BYTES] for start in range(0, len(drawn), PSEUDONYM_BYTES))
    await writer.add_goldens([(number, pseudonym, 1) for number, pseudonym in zip(founded, pseudonyms, strict=True)])
    await writer.count_goldens(joined)
    places.sort(key=itemgetter(1))  # in the order in which they lie, so that each page is touched once
    came.sort()
    await bulk_writing.place_records(transaction, places)
    if bulk.history is not None:
        await bulk.history(transaction, came, at)
    await _hold(writer, chunk.held, bulk)
    await writer.add_edges(chunk.edges)
    await writer.add_asks(chunk.asks)
    return goldens[0] + len(founded), goldens[1] + len(founded) + len(joined)


async def _hold(writer: Writer, records: list[int], bulk: Bulk) -> None:
    """Held records leave the index: what they are found by is worked out from what they are."""
    if not records:
        return
    sealer, key = Sealer(bulk.keyring), IndexKey(bulk.keyring.index_key, bulk.keyring.index_version)
    postings = []
    for record in records:
        row = await bulk_writing.sealed_match(writer.transaction, record)
        plain = sealer.open_one(row.provider, MATCH_OF_RECORD, row.ref_token, row.match_key, row.match_sealed)
        postings += [(token, record) for token in tokens_of(decode(plain), key)]
    await writer.drop_postings(postings)
    await bulk_writing.hold_records(writer.transaction, records)


def _entry(summary: LinkSummary, run: str) -> Entry:
    """Counts and codes only; one entry for the run. A run that was cut short and went on is one run."""
    tally = summary.tally
    return Entry(
        type=EventType.RECORD_LINKED,
        request_id=run,
        actor=Actor(staff="match:link", agency=PARTNERSHIP, role="agency_system"),
        operation=Operation.COMBINATION,
        details={
            "waited": tally.waited,
            "founded": tally.founded,
            "linked": tally.linked,
            "asked": tally.asked,
            "held": tally.held,
            "shut": dict(sorted(tally.shut.items())),
            "model": summary.model,
        },
    )


def _silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""
