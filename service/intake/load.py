"""Records in: one file of one agency, read, quarantined, sealed, indexed and linked, with its position kept.

A load may be killed at any moment and run again: what was committed is skipped, and nothing is there twice, because a
record is known by its reference token and a chunk is committed together with the position that it brought the load to.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec

from connectors.connector import Chunk, Connector
from connectors.faults import FaultCode, FileRefused
from connectors.manifest import Manifest, check_digest
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.intake.collection import seldom_within
from service.intake.opened import Opened
from service.intake.prepare import PreparedChunk, Preparer
from service.intake.summary import LoadSummary, Tally
from service.intake.taking import Taker, Taking
from service.intake.waiting import Link
from service.intake.workers import in_order, preparing
from service.matching.model import Model
from service.matching.nearness import Nearness
from service.matching.shared_places import NONE
from service.matching.tokens import IndexKey
from service.sealing.blind import Blinder
from service.sealing.keyring import Keyring
from service.sealing.seal import Sealer
from service.store.loads import LoadState, advance_load, begin_load, last_load
from service.store.store import Store
from service.store.writing import Writer

Allowed = Callable[[], None]
"""Raises where nothing more may be taken in."""
Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all."""

Prepared = AsyncIterator[tuple[Chunk, PreparedChunk]]
SMALL_BYTES = 4 << 20
"""Below this size, starting worker processes takes longer than the load."""
COMMIT_RECORDS = {Link.NOW: 50_000, Link.LATER: 250_000}
COMMIT_SECONDS = {Link.NOW: 3.0, Link.LATER: 30.0}
"""A commit touches most pages of the index, so it pays to make few; after a kill at most this much is done again."""


@dataclass(frozen=True)
class Intake:
    """What a load needs of the runtime."""

    store: Store
    keyring: Keyring
    model: Model
    workers: int = 1
    commit_records: int = 0
    """After how many records to commit; 0 for as many as suits the time of linking."""
    small_bytes: int = SMALL_BYTES
    link: Link = Link.NOW
    shared_places: frozenset[bytes] = NONE
    """Tokens of the places that join nobody."""
    allowed: Allowed = lambda: None
    """Asked before each commit."""

    def admits(self, provider: str) -> None:
        """Refuse an agency that has no keys.

        Raises:
            NotAcceptable: FIELD_INVALID, on `provider`.
        """
        if provider not in self.keyring.agencies:
            advice = "This agency has no keys here yet. Add the agency to the partnership, then load its file again."
            fault = FieldFault("provider", ReasonCode.FIELD_INVALID, advice)
            raise NotAcceptable(ReasonCode.FIELD_INVALID, advice, (fault,))


async def load(
    intake: Intake, connector: Connector, manifest: Manifest, path: Path, progress: Progress | None = None
) -> LoadSummary:
    """Load one file. Run it again after a kill, a full disk or any other failure: it goes on where it stopped.

    Raises:
        NotAcceptable: the agency has no keys, or the file cannot be read at all or is not the one of its manifest.
        Unavailable: DISK_FULL or STORE_UNAVAILABLE. What was committed is intact.
    """
    intake.admits(manifest.provider)
    began = time.monotonic()
    total, content = await asyncio.to_thread(_measure, path, manifest)
    file = Blinder(intake.keyring).file_token(manifest.provider, connector.name, content)
    state, tally, resumed = await _begin(intake.store, manifest.provider, file)
    with seldom_within():
        refused = await _Run(intake, connector, manifest, path, total, state, tally).finish(progress or _silent)
    return LoadSummary(manifest.provider, tally, resumed, time.monotonic() - began, refused, manifest.rows)


async def _begin(store: Store, provider: str, digest: bytes) -> tuple[LoadState, Tally, bool]:
    """Go on with a load of this very file that was cut short, or begin a new one."""
    before = await last_load(store.database, provider, digest)
    if before is not None and before.state == "running":
        return before, msgspec.json.decode(before.counts, type=Tally), before.position > 0
    async with store.database.transaction() as transaction:
        number = await Writer(transaction).number("load")
        tally = Tally()
        state = LoadState(number, provider, digest, "running", 0, int(time.time()), _written(tally))
        await begin_load(transaction, state)
    return state, tally, False


@dataclass
class _Run:
    """One run of a load: what is to be read, how far it is, and what came of it so far."""

    intake: Intake
    connector: Connector
    manifest: Manifest
    path: Path
    total: int
    state: LoadState
    tally: Tally

    async def finish(self, progress: Progress) -> str:
        """Take chunk after chunk. Returns why the file could not be read to its end, or nothing."""
        reading = _Reading(self.connector.chunks(self.path))
        done = sum(_size(chunk) for chunk in islice(reading, self.state.position))
        workers = 0 if self.total < self.intake.small_bytes else self.intake.workers
        taking = await _taking(self)
        async with (
            preparing(
                self.connector, self.manifest, self.intake.keyring, workers, self.intake.shared_places
            ) as prepare,
            aclosing(in_order(reading, prepare, ahead=workers + 1)) as prepared,
        ):
            while self.state.state == "running":
                self.intake.allowed()
                done += await self._commit_some(taking, prepared, reading)
                progress(min(done, self.total), self.total)
        progress(self.total, self.total)  # headings are no part of any chunk
        return reading.refused

    async def _commit_some(self, taking: Taking, prepared: Prepared, reading: "_Reading") -> int:
        """One transaction: some chunks, and how far they bring the load. Returns their bytes."""
        async with self.intake.store.database.transaction() as transaction:
            writer = Writer(transaction)
            taker = Taker(writer, taking)
            ended, chunks, size = await self._fill(taker, prepared)
            await taker.finish()
            if ended and not reading.refused:
                await writer.set_source(_source(self.manifest, taking.now))
            self.state = self.state._replace(
                state="done" if ended else "running",
                position=self.state.position + chunks,
                counts=_written(self.tally),
            )
            await advance_load(transaction, self.state)
        return size

    async def _fill(self, taker: Taker, prepared: Prepared) -> tuple[bool, int, int]:
        """Take chunks until it is time to commit: (nothing is left, chunks, their bytes)."""
        began, records, chunks, size = time.monotonic(), 0, 0, 0
        most, longest = self.intake.commit_records or COMMIT_RECORDS[self.intake.link], COMMIT_SECONDS[self.intake.link]
        async for chunk, ready in prepared:
            await taker.take(chunk, ready, self.tally)
            records, chunks, size = records + len(ready.records), chunks + 1, size + _size(chunk)
            if records >= most or time.monotonic() - began >= longest:
                return False, chunks, size
        return True, chunks, size


class _Reading:
    """The chunks of a file; remembers why it could not be read any further. What came before stays good."""

    def __init__(self, chunks: Iterator[Chunk]) -> None:
        self._chunks = chunks
        self.refused = ""

    def __iter__(self) -> Iterator[Chunk]:
        return self

    def __next__(self) -> Chunk:
        try:
            return next(self._chunks)
        except FileRefused as refusal:
            self.refused = refusal.advice
            raise StopIteration from None


async def _taking(run: _Run) -> Taking:
    intake, keyring = run.intake, run.intake.keyring
    population = max(intake.model.population, (await intake.store.counts()).goldens)
    sealer = Sealer(keyring)
    return Taking(
        load=run.state.id,
        provider=run.manifest.provider,
        preparer=Preparer(run.connector, run.manifest, keyring),
        sealer=sealer,
        opened=Opened(sealer),
        index_key=IndexKey(keyring.index_key, keyring.index_version),
        near=Nearness(intake.model.scaled(population)),
        now=int(time.time()),
        link=intake.link,
    )


def _measure(path: Path, manifest: Manifest) -> tuple[int, bytes]:
    """The size of the file, and the digest of its content."""
    try:
        check_digest(path, manifest)
        with path.open("rb") as stream:
            return path.stat().st_size, hashlib.file_digest(stream, "sha256").digest()
    except FileRefused as refusal:
        raise _unreadable(refusal.advice) from None
    except OSError:
        raise _unreadable(FileRefused(FaultCode.FILE_UNREADABLE).advice) from None


def _unreadable(advice: str) -> NotAcceptable:
    return NotAcceptable(ReasonCode.FIELD_INVALID, advice, (FieldFault("file", ReasonCode.FIELD_INVALID, advice),))


def _source(manifest: Manifest, now: int) -> tuple[str, int, int, str, str, str]:
    coverage = manifest.coverage
    start = coverage.start.isoformat() if coverage.start else ""
    end = coverage.end.isoformat() if coverage.end else ""
    return manifest.provider, manifest.as_of_seconds, now, start, end, coverage.area


def _size(chunk: Chunk) -> int:
    return sum(map(len, chunk.rows)) + len(chunk.rows)


def _written(tally: Tally) -> str:
    return msgspec.json.encode(tally).decode()


def _silent(done: int, total: int) -> None:
    """Tell nobody."""
