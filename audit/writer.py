"""The one thread that writes: takes whoever is waiting as one batch, makes it durable, then signs, then answers.

Nothing is signed before it is durable, and nothing in memory moves before both: after any failure the state is read
again from what the database holds.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread

from audit.earlier_shard import EarlierShard
from audit.errors import AuditError, EntryRefused, LogFrozen, LogInUse, LogUnavailable, ShardClosed
from audit.events import Actor, Entry, EventType
from audit.merkle import inclusion_proof, leaf_hash
from audit.receipt import Receipt, Standing, issue, issue_together
from audit.recovery import State, is_closing, load_state, sign_up_to, state_after
from audit.release import SealedPayload
from audit.signer import Signer
from audit.storage.port import Addition, Head, PayloadRow, RequestIdKnown, Row, Storage, StorageFailed
from audit.template import Template, template
from audit.tree import Growth, Subtrees, Tree, grow, reader

MAX_BATCH = 256
CHECKPOINT_EVERY = 64
"""How many entries may pass before a signed checkpoint is stored with the next commit."""
CLOCK_TOLERANCE = 1_000_000
"""Microseconds by which the clock may be behind the newest entry before the log says so in an entry of its own."""

UNAVAILABLE = "The audit log cannot be written at the moment (a full disk or a fault of its storage): try again later."
CLOSED = "The audit log is closed."


@dataclass(slots=True, eq=False)
class Waiting:
    """One caller's entry, and where its receipt goes."""

    template: Template
    future: "asyncio.Future[Receipt] | None"
    """None for an entry of the log's own."""
    payload: SealedPayload | None = None
    shreds: int | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A state of the log with the log's signature on it; `checkpoint` is empty for an empty log."""

    state: State
    checkpoint: str


Outcome = Receipt | AuditError
_Placed = int | EntryRefused | Receipt
"""Where an entry stands, or why it does not; the receipt of one that stands in the shard before."""


class Writer:
    """Owns the storage's writing half and the signer."""

    def __init__(
        self,
        storage: Storage,
        signer: Signer,
        signed: Signed,
        frozen: str,
        clock: Callable[[], int],
        earlier: EarlierShard | None = None,
    ) -> None:
        self.signed = signed
        self.frozen = frozen
        self.fault = ""
        self._storage = storage
        self._signer = signer
        self._clock = clock
        self._earlier = earlier
        self._stale = False
        self._stored = -CHECKPOINT_EVERY
        self._clock_behind = False
        self._queue: SimpleQueue[Sequence[Waiting] | None] = SimpleQueue()
        self._ending = Lock()
        self._ended = False
        self._thread = Thread(target=self._run, name="audit-writer", daemon=True)

    def start(self) -> None:
        """Begin to take entries."""
        self._thread.start()

    def put(self, waiting: Sequence[Waiting]) -> None:
        """Queue entries that came together; refuse them once the writer was told to end: nobody would take them."""
        with self._ending:
            if not self._ended:
                self._queue.put(waiting)
                return
        _deliver(waiting, [LogUnavailable(CLOSED)] * len(waiting))

    def stop(self) -> None:
        """Finish what is queued, keep the last checkpoint, and end. Blocks."""
        with self._ending:
            self._ended = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        running = True
        while running:
            turns = [self._queue.get()]
            with contextlib.suppress(Empty):
                while sum(map(len, filter(None, turns))) < MAX_BATCH:
                    turns.append(self._queue.get_nowait())
            running = None not in turns
            found = [waiting for turn in turns if turn is not None for waiting in turn]
            for start in range(0, len(found), MAX_BATCH):
                self._take(found[start : start + MAX_BATCH])
        self._keep_last_checkpoint()

    def _take(self, batch: Sequence[Waiting]) -> None:
        _deliver(batch, self._outcomes(batch))
        self._storage.tidy(erased=any(waiting.shreds is not None for waiting in batch))

    def _outcomes(self, batch: Sequence[Waiting]) -> Sequence[Outcome]:
        """One outcome for each; whatever goes wrong, nobody is left waiting."""
        try:
            if self.frozen:
                raise LogFrozen(self.frozen)
            outcomes = self._commit_new(batch)
        except LogFrozen as error:
            self.frozen = error.advice
            self._storage.rollback()
            return [LogFrozen(error.advice)] * len(batch)
        except (StorageFailed, LogInUse, OSError) as error:
            return self._unavailable(batch, f"{type(error).__name__}: {error}")
        except Exception as error:  # a fault of ours must not leave callers waiting for ever
            return self._unavailable(batch, type(error).__name__)
        self.fault = ""
        return outcomes

    def _unavailable(self, batch: Sequence[Waiting], fault: str) -> Sequence[Outcome]:
        self.fault = fault
        self._stale = True
        self._storage.rollback()
        return [LogUnavailable(UNAVAILABLE)] * len(batch)

    def _commit_new(self, batch: Sequence[Waiting]) -> Sequence[Outcome]:
        """Taking all for new, as they nearly always are; where one is not, they are looked up and committed again."""
        try:
            return self._commit(batch, look_up=False)
        except RequestIdKnown:
            self._storage.retract()
            return self._commit(batch, look_up=True)

    def _commit(self, batch: Sequence[Waiting], look_up: bool) -> Sequence[Outcome]:
        head = self._storage.begin()
        if self._stale:
            state = load_state(self._storage)
            self.signed = Signed(state, sign_up_to(self._storage, self._signer, state.tree) or "")
            self._stale = False
        before, missed = self._catch_up(head)
        time = self._time(before.time)
        behind = before.time - self._clock()
        anomaly = self._anomaly(behind)
        rows, placed, shredded = self._place([*anomaly, *batch], before, time, look_up)
        if len(rows) < len(placed) and not look_up:
            raise RequestIdKnown("not all are new")
        leaves = [row.leaf for row in rows]
        growth = grow(before.tree, leaves)
        payloads = _payloads(batch, placed[len(anomaly) :], before.tree.size)
        self._store(before.tree, growth, rows, payloads, shredded)
        self._storage.commit()
        self._clock_behind = behind > CLOCK_TOLERANCE
        after = State(growth.tree, time, is_closing(rows[-1].body)) if rows else before
        self._sign([*missed, *leaves], after)
        return self._receipts(placed[len(anomaly) :], rows, before.tree.size, growth)

    def _catch_up(self, head: Head) -> tuple[State, list[bytes]]:
        """Take in what other processes appended, checking that the head follows from it; with the leaves of that."""
        state = self.signed.state
        if head == Head(state.tree.size, state.tree.peaks):
            return state, []
        rows = self._storage.rows(state.tree.size, head.size)
        missed = [leaf_hash(row.body) for row in rows]
        tree = grow(state.tree, missed).tree
        if Head(tree.size, tree.peaks) != head:
            raise LogFrozen("The log's head does not follow from the entries that were signed before.")
        return state_after(tree, rows[-1].body), missed

    def _time(self, newest: int) -> int:
        return max(self._clock(), newest)

    def _anomaly(self, behind: int) -> list[Waiting]:
        """An entry of the log's own, the first time that the clock is found to have gone back."""
        if self._clock_behind or behind <= CLOCK_TOLERANCE:
            return []
        entry = Entry(
            EventType.CLOCK_ANOMALY,
            f"clock-{self.signed.state.tree.size}-{behind}",
            Actor("audit-log", self._signer.origin),
            details={"behind_microseconds": behind},
        )
        return [Waiting(template(entry), None)]

    def _place(
        self, batch: Sequence[Waiting], before: State, time: int, look_up: bool
    ) -> tuple[list[Row], list[_Placed], list[int]]:
        """Give every new entry its number; one whose request id is known already keeps the number it has.

        With the new rows and where everybody stands come the entries whose payload loses its key.
        """
        known = self._storage.known([w.template.request_id for w in batch]) if look_up else {}
        elsewhere = self._in_earlier([w.template.request_id for w in batch if w.template.request_id not in known])
        closed = before.closed
        rows: list[Row] = []
        placed: list[_Placed] = []
        shredded: list[int] = []
        for waiting in batch:
            request_id = waiting.template.request_id
            if (earlier := known.get(request_id)) is not None:
                same = waiting.template.same_but_for_time(earlier.body)
                placed.append(earlier.seq if same else EntryRefused(_USED))
                continue
            if request_id in elsewhere:
                placed.append(self._from_earlier(waiting, elsewhere[request_id]))
                continue
            if closed:
                placed.append(ShardClosed(_CLOSED_SHARD))
                continue
            if waiting.shreds is not None:
                if self._storage.payload(waiting.shreds) is None:
                    placed.append(EntryRefused(f"Entry {waiting.shreds} has no sealed payload to destroy."))
                    continue
                shredded.append(waiting.shreds)
            body = waiting.template.at(time)
            row = Row(before.tree.size + len(rows), request_id, body, leaf_hash(body))
            rows.append(row)
            known[request_id] = row
            placed.append(row.seq)
            closed = is_closing(body)
        return rows, placed, shredded

    def _in_earlier(self, request_ids: Sequence[str]) -> dict[str, Row]:
        return self._earlier.having(request_ids) if self._earlier and request_ids else {}

    def _from_earlier(self, waiting: Waiting, row: Row) -> _Placed:
        """A retry of what the shard before holds gets the receipt from there."""
        if self._earlier is None or not waiting.template.same_but_for_time(row.body):
            return EntryRefused(_USED)
        return self._earlier.receipt(row)

    def _store(
        self, old: Tree, growth: Growth, rows: Sequence[Row], payloads: Sequence[PayloadRow], shredded: Sequence[int]
    ) -> None:
        """Hand it all to the database, and see that it has kept the bytes from which the tree grew."""
        checkpoint = self._checkpoint_of_last_batch()
        if not rows and checkpoint is None:
            return
        new = Head(growth.tree.size, growth.tree.peaks)
        addition = Addition(rows, new, growth.tiles, payloads, shredded, checkpoint)
        kept = self._storage.append(Head(old.size, old.peaks), addition)
        if kept != [row.body for row in rows]:
            raise LogFrozen("The database did not keep the entries as they were given.")

    def _checkpoint_of_last_batch(self) -> tuple[int, str] | None:
        """Store one now and then: the newest is with the signer and in every receipt, and most commits write less."""
        size = self.signed.state.tree.size
        if not self.signed.checkpoint or size - self._stored < CHECKPOINT_EVERY:
            return None
        self._stored = size
        return size, self.signed.checkpoint

    def _sign(self, leaves: list[bytes], state: State) -> None:
        """Sign the new state: `leaves` are those since the one that was signed last."""
        size, signed = state.tree.size, self.signed.state.tree.size
        if size == signed and self.signed.checkpoint:
            return
        if self._signer.size == size:
            note = self.signed.checkpoint
        else:
            new = leaves if self._signer.size == signed else self._storage.leaves(self._signer.size, size)
            note = self._signer.sign(new, size, state.tree.peaks)
        self.signed = Signed(state, note)

    def _receipts(
        self, placed: Sequence[_Placed], rows: Sequence[Row], start: int, growth: Growth
    ) -> Sequence[Outcome]:
        """What each caller gets: of the new rows, which begin at `start`, or of an older one."""
        standing = Standing(growth.tree.size, self.signed.checkpoint, growth.proof)
        fresh = issue_together(((row.seq, row.body) for row in rows), standing)
        return [
            fresh[place - start] if isinstance(place, int) and place >= start else self._older(place)
            for place in placed
        ]

    def _older(self, place: _Placed) -> Outcome:
        if isinstance(place, int):
            return issue_again(self._storage, self.signed, place) or LogUnavailable(UNAVAILABLE)
        return place

    def _keep_last_checkpoint(self) -> None:
        """On an orderly end, store the checkpoint of the last commit too."""
        if self.frozen or self._stale or not self.signed.checkpoint:
            return
        with contextlib.suppress(StorageFailed):
            head = self._storage.begin()
            checkpoint = (self.signed.state.tree.size, self.signed.checkpoint)
            self._storage.append(head, Addition((), head, checkpoint=checkpoint))
            self._storage.commit()


def issue_again(storage: Storage, signed: Signed, seq: int, known: Subtrees | None = None) -> Receipt | None:
    """The receipt of an older entry against a signed state, or None if there is no such entry."""
    tree: Tree = signed.state.tree
    row = storage.row(seq) if 0 <= seq < tree.size else None
    if row is None:
        return None
    proof = inclusion_proof(seq, tree.size, reader(tree, storage.tile, known))
    return issue(seq, tree.size, row.body, proof, signed.checkpoint)


def _payloads(batch: Sequence[Waiting], placed: Sequence[_Placed], first: int) -> list[PayloadRow]:
    """The payloads of new entries; a retry's is dropped, since the first one's is there."""
    found: dict[int, PayloadRow] = {}
    for waiting, place in zip(batch, placed, strict=True):
        sealed = waiting.payload
        if sealed is not None and isinstance(place, int) and place >= first and place not in found:
            found[place] = PayloadRow(place, sealed.alg, sealed.ciphertext, sealed.wrapped_key)
    return list(found.values())


_CLOSED_SHARD = "This shard of the log is closed: entries go to the one after it."
_USED = "This request id is in the log already, with another content: use a new request id."


def _deliver(batch: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
    """Hand the outcomes over to the callers' event loops, one wake-up for each loop."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Receipt], Outcome]]] = defaultdict(list)
    for waiting, outcome in zip(batch, outcomes, strict=True):
        if waiting.future is not None:
            loops[waiting.future.get_loop()].append((waiting.future, outcome))
    for loop, pairs in loops.items():
        with contextlib.suppress(RuntimeError):  # the caller's loop has ended: nobody is waiting any more
            loop.call_soon_threadsafe(_settle, pairs)


def _settle(pairs: list[tuple["asyncio.Future[Receipt]", Outcome]]) -> None:
    for future, outcome in pairs:
        if future.done():
            continue
        if isinstance(outcome, AuditError):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
