"""Records in one at a time, from agencies' own systems: found by the next enquiry, and acknowledged only once durable.

Messages that come together share one transaction of the store and one entry of the log for each sender (as the log
itself commits in groups: decision 0008); a message by itself has both to itself. The sender learns what has become of
its own records and nothing of whom they were linked with: that would tell what other agencies hold.
"""

import asyncio
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from audit.events import Actor, Entry, EventType, Operation
from connectors.connector import Chunk
from service.entries import append_entry
from service.errors import ReasonCode, Unavailable
from service.intake.opened import Opened
from service.intake.prepare import PreparedChunk
from service.intake.sent import Sent, SentFault
from service.intake.stopped import check_not_stopped
from service.intake.summary import Tally
from service.intake.taking import Became, Taker, Taking
from service.matching.nearness import Nearness
from service.runtime import Runtime
from service.sealing.blind import Blinder
from service.store.loads import LoadState, advance_load, begin_load, last_load
from service.store.writing import Writer

MOST_TOGETHER = 256
"""Messages of one transaction."""
GROWTH = 0.1
"""By what share the people here may have grown before the model is scaled to them anew."""


class Taken(NamedTuple):
    """What has become of one message: its own records, and what of it was not taken."""

    became: tuple[Became, ...]
    faults: tuple[SentFault, ...]


@dataclass
class _Waiting:
    sent: Sent
    taken: "asyncio.Future[Taken]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class _Stored(NamedTuple):
    """What one sender's messages of a group came to, committed and not acknowledged yet."""

    actor: Actor
    tally: Tally
    answers: list[tuple[_Waiting, Taken]]


class OneByOne:
    """Takes messages over one runtime. There is one of these in a process, and one process for a SQLite store."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._opened = Opened(runtime.sealer)
        self._waiting: list[_Waiting] = []
        self._running: asyncio.Task[None] | None = None
        self._answering: set[asyncio.Task[None]] = set()
        self._loads: dict[str, tuple[LoadState, Tally]] = {}
        self._near: Nearness | None = None
        self._people = self._since = 0

    async def take(self, sent: Sent) -> Taken:
        """Store, index and link one message; return once the store and the log have it on disk.

        The same message again changes nothing, so whoever was not answered can send it again.

        Raises:
            NotPermitted: CONNECTOR_SUSPENDED.
            Unavailable: DISK_FULL, STORE_UNAVAILABLE or LOG_UNAVAILABLE.
        """
        check_not_stopped(sent.actor.agency, self._runtime)
        waiting = _Waiting(sent)
        self._waiting.append(waiting)
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await waiting.taken

    async def area_of(self, agency: str) -> str:
        """The jurisdiction that an agency's files are of; empty where it never delivered one."""
        sources = await self._runtime.store.sources()
        return next((each.covers_area for each in sources if each.provider == agency), "")

    async def _run(self) -> None:
        """Group after group, for as long as anyone waits. While one is answered, the next is stored."""
        try:
            while self._waiting:
                await self._take_group(self._next_group())
                await asyncio.sleep(0)  # whoever was answered may have the next message ready
        finally:
            self._running = None

    def _next_group(self) -> list[_Waiting]:
        """Those who came first, as long as no record comes twice: the second must find what became of the first."""
        group: list[_Waiting] = []
        seen: set[bytes] = set()
        for waiting in self._waiting[:MOST_TOGETHER]:
            tokens = {each.ref_token for each in waiting.sent.prepared.records}
            if tokens & seen:
                break
            seen |= tokens
            group.append(waiting)
        del self._waiting[: len(group)]
        return group

    async def _take_group(self, group: list[_Waiting]) -> None:
        try:
            done = await self._store(group)
        except Exception as fault:
            _fail(group, fault)
        except BaseException:
            _fail(group, Unavailable(ReasonCode.STORE_UNAVAILABLE, "The service is stopping. Send the record again."))
            raise
        else:
            task = asyncio.create_task(self._answer(done))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _store(self, group: list[_Waiting]) -> list[_Stored]:
        """One transaction for the group, sender after sender; nothing in memory moves before it is committed."""
        senders: dict[Actor, list[_Waiting]] = defaultdict(list)
        for waiting in group:
            senders[waiting.sent.actor].append(waiting)
        loads = {actor.agency: await self._load(actor.agency) for actor in senders}
        near = await self._nearness()
        done: list[_Stored] = []
        async with self._runtime.store.database.transaction() as transaction:
            writer = Writer(transaction)
            for actor, messages in senders.items():
                state, before = loads[actor.agency]
                tally = Tally()
                taker = Taker(writer, self._taking(state, near))
                became = (await taker.take(*_merged(messages), tally)).became
                await taker.finish()
                done.append(_Stored(actor, tally, [(each, _taken(each.sent, became)) for each in messages]))
                counts = before.plus(tally)
                state = state._replace(counts=msgspec.json.encode(counts).decode())
                await advance_load(transaction, state)
                loads[actor.agency] = state, counts
        self._loads |= loads
        self._since += sum(stored.tally.new for stored in done)
        return done

    async def _answer(self, done: list[_Stored]) -> None:
        """One entry for each sender of the group; then its messages are acknowledged."""
        for actor, tally, answers in done:
            try:
                await append_entry(_entry(actor, tally), None, self._runtime)
            except Exception as fault:
                _fail([waiting for waiting, _ in answers], fault)
                continue
            for waiting, taken in answers:
                if not waiting.taken.done():
                    waiting.taken.set_result(taken)

    async def _load(self, agency: str) -> tuple[LoadState, Tally]:
        """The one load that all of an agency's messages belong to."""
        if agency not in self._loads:
            store = self._runtime.store
            digest = Blinder(self._runtime.keyring).file_token(agency, "one_by_one", b"")
            state = await last_load(store.database, agency, digest)
            if state is None:
                async with store.database.transaction() as transaction:
                    number = await Writer(transaction).number("load")
                    counts = msgspec.json.encode(Tally()).decode()
                    state = LoadState(number, agency, digest, "done", 0, int(time.time()), counts)
                    await begin_load(transaction, state)
            self._loads[agency] = state, msgspec.json.decode(state.counts, type=Tally)
        return self._loads[agency]

    async def _nearness(self) -> Nearness:
        """The model for as many people as are here, to a tenth."""
        if self._near is None or self._since > self._people * GROWTH:
            goldens = (await self._runtime.store.counts()).goldens
            self._people, self._since = max(self._runtime.model.population, goldens), 0
            self._near = Nearness(self._runtime.model.scaled(self._people))
        return self._near

    def _taking(self, state: LoadState, near: Nearness) -> Taking:
        return Taking(
            load=state.id,
            provider=state.provider,
            preparer=None,
            sealer=self._runtime.sealer,
            opened=self._opened,
            index_key=self._runtime.index_key,
            near=near,
            now=int(time.time()),
            once=False,
        )


def _merged(messages: list[_Waiting]) -> tuple[Chunk, PreparedChunk]:
    """The messages of one sender as one chunk."""
    prepared = [each.sent.prepared for each in messages]
    return Chunk(1, [row for each in messages for row in each.sent.chunk.rows]), PreparedChunk(
        sum(each.read for each in prepared),
        [record for each in prepared for record in each.records],
        [fault for each in prepared for fault in each.faults],
    )


def _taken(sent: Sent, became: dict[bytes, Became]) -> Taken:
    return Taken(tuple(became[each.ref_token] for each in sent.prepared.records), sent.faults)


def _entry(actor: Actor, tally: Tally) -> Entry:
    """Counts and codes only, as for a file."""
    return Entry(
        type=EventType.RECORD_LOADED,
        request_id=secrets.token_hex(16),
        actor=actor,
        operation=Operation.COLLECTION,
        providers=(actor.agency,),
        details=tally.counts(),
    )


def _fail(group: list[_Waiting], fault: Exception) -> None:
    for waiting in group:
        if not waiting.taken.done():
            waiting.taken.set_exception(fault)
