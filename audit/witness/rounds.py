"""Has the newest checkpoint cosigned, in the background: no disclosure waits for a witness.

Now and then the newest checkpoint goes to every witness with a proof that it continues what that witness saw last.
Where a quorum cosigns it, it is kept with their signatures. A witness that proves another history freezes the log.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from threading import Condition, Event, Thread

from audit.errors import LogFrozen
from audit.events import Entry
from audit.merkle import consistency_proof
from audit.recovery import check_beginning
from audit.signer import Signer
from audit.storage.port import Storage
from audit.tree import Tree, reader
from audit.witness.asking import Asking, Contradicted
from audit.witness.block_ends import BlockEnds
from audit.witness.covering import Cosigned
from audit.witness.lag import Lag, caught_up, lagged
from audit.witness.policy import Policy
from audit.witness.remote import WitnessFailed
from audit.writer import Signed, Writer


@dataclass(frozen=True, slots=True)
class Watch:
    """Who witnesses a log, and how closely."""

    policy: Policy
    every: float = 0.5
    """Seconds between two rounds."""
    timeout: float = 3.0
    """Seconds that a witness may take."""
    most_entries: int = 10_000
    most_seconds: float = 300.0
    """What may wait for a quorum, and for how long, before it is an alarm."""


class Rounds:
    """The rounds of one log in one process, on a thread of their own; `note` adds an entry of the log's own."""

    def __init__(
        self,
        storage: Storage,
        writer: Writer,
        signer: Signer,
        watch: Watch,
        cosigned: Cosigned,
        note: Callable[[Entry], None],
    ) -> None:
        self.cosigned = cosigned
        self._fault = ""
        self._storage = storage
        self._writer = writer
        self._keys = signer.keys
        self._ends = BlockEnds(storage, signer)
        self._origin = signer.origin
        self._note = note
        self._watch = watch
        self._lag = Lag(watch.most_entries, watch.most_seconds)
        self._lagged_at: int | None = None
        self._askings = [Asking(w, signer.keys, watch.timeout) for w in watch.policy.witnesses if w.url]
        self._running: dict[str, tuple[int, Future[str]]] = {}
        self._claims: set[str] = set()
        self._lines: dict[str, str] = {}
        self._lines_of = 0
        self._overtaken = False
        self._stop = Event()
        self._moved = Condition()
        self._pool = ThreadPoolExecutor(max(1, len(self._askings)), thread_name_prefix="audit-witness")
        self._thread = Thread(target=self._run, name="audit-witnesses", daemon=True)

    @property
    def alarm(self) -> str:
        """Why somebody should look at the witnesses, or nothing."""
        return self._lag.alarm

    @property
    def faults(self) -> dict[str, str]:
        """The witnesses that did not cosign when they were asked last, and why; and what failed here, if anything."""
        found = {asking.name: asking.fault for asking in self._askings if asking.fault}
        return found | ({"this side": self._fault} if self._fault else {})

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wait_for(self, size: int, seconds: float) -> Cosigned:
        """The newest cosigned checkpoint, once it is of this size at least; after these seconds, whatever it is."""
        with self._moved:
            self._moved.wait_for(lambda: self.cosigned.size >= size or not self._thread.is_alive(), seconds)
        return self.cosigned

    def stop(self) -> None:
        """End; a witness that is just being asked is not waited for. Blocks for a moment."""
        self._stop.set()
        self._thread.join()
        with self._moved:
            self._moved.notify_all()
        self._pool.shutdown(wait=False, cancel_futures=True)
        for asking in self._askings:
            _, running = self._running.get(asking.name, (0, None))
            if running is None:
                asking.close()
            else:
                running.add_done_callback(partial(_close, asking))

    def _run(self) -> None:
        while not self._stop.is_set() and not self._writer.frozen:
            try:
                self._round(self._writer.signed)
                self._fault = ""
            except LogFrozen as error:
                self._writer.frozen = error.advice
                break
            except Exception as error:  # of the storage or ours: the next round may do better, or else the lag shows
                self._fault = type(error).__name__
            self._measure()
            self._stop.wait(self._watch.every)

    def _round(self, newest: Signed) -> None:
        """Have the ends of blocks cosigned one after the other, and then the newest checkpoint, as far as may be."""
        size = newest.state.tree.size
        while size > self.cosigned.size and newest.checkpoint and not self._stop.is_set():
            asked_at = time.monotonic()
            target = self._ends.next(newest, self.cosigned.size)
            reached = self._reach(target)
            if reached and target is newest:
                self._lag.reached(asked_at)
            if target is newest or not (reached or self._overtaken):
                return
            if not reached:
                self._ends.passed(target.state.tree.size)

    def _reach(self, signed: Signed) -> bool:
        """Have this checkpoint cosigned by whoever has not done so yet; whether a quorum has."""
        size = signed.state.tree.size
        if self._lines_of != size:
            self._lines, self._lines_of, self._overtaken = {}, size, False
        self._ask(signed)
        self._wait_for_answers()
        for asking in self._askings:
            self._take_answer(asking, signed)
        if not self._lines or not self._watch.policy.is_met(self._lines):
            return False
        self._keep(Cosigned(size, signed.checkpoint + "".join(f"{line}\n" for line in self._lines.values())))
        return True

    def _ask(self, signed: Signed) -> None:
        size, now = signed.state.tree.size, time.monotonic()
        for asking in self._askings:
            if asking.name not in self._running and asking.name not in self._lines and asking.is_due(now):
                found = self._pool.submit(
                    asking.cosign, size, signed.checkpoint, Prover(self._storage, signed.state.tree)
                )
                self._running[asking.name] = (size, found)

    def _wait_for_answers(self) -> None:
        """Until all have answered, or the time is up: whoever is slow then is not asked again before it has."""
        until = time.monotonic() + self._watch.timeout
        running = [found for _, found in self._running.values()]
        while running and not self._stop.is_set() and time.monotonic() < until:
            running = list(wait(running, timeout=0.05).not_done)

    def _take_answer(self, asking: Asking, signed: Signed) -> None:
        size, found = self._running.get(asking.name, (0, None))
        if found is None or not found.done():
            return
        del self._running[asking.name]
        try:
            line = found.result()
        except WitnessFailed as failure:
            asking.failed(str(failure), time.monotonic(), self._watch.every)
        except Contradicted as contradiction:
            self._weigh(asking, contradiction, signed.state.tree)
        else:
            asking.succeeded()
            self._claims.discard(asking.name)
            if size == self._lines_of:
                self._lines[asking.name] = line

    def _weigh(self, asking: Asking, contradiction: Contradicted, tree: Tree) -> None:
        """A contradiction that is proven freezes the log; one that is only claimed, once no quorum is left without.

        Proven means that the witness shows a checkpoint which a key of the log signed: no witness can make that up,
        and no single one can stop a log by a lie.
        """
        shown = contradiction.shown
        remembered = max(shown.size if shown else 0, contradiction.size or 0)
        if tree.size < remembered <= self._storage.head().size:
            self._take_over()  # another process of this log is ahead of this one
            self._overtaken = True
            return
        asking.failed("it contradicts the log", time.monotonic(), self._watch.every)
        if shown is not None:
            check_beginning(self._storage, tree, shown, f"the witness {asking.name}")
            return
        self._claims.add(asking.name)
        if not self._watch.policy.is_met({a.name for a in self._askings} - self._claims):
            raise LogFrozen(
                f"The witnesses ({', '.join(sorted(self._claims))}) say that they cosigned another history of this log "
                f"({remembered} entries). Was an old backup restored? Restore the newest one."
            )

    def _keep(self, cosigned: Cosigned) -> None:
        """Keep it, unless another process went on beyond it: what was drawn meanwhile would be drawn anew."""
        kept = self._storage.cosigned()
        if kept is not None and kept[0] > cosigned.size:
            self._take_over()
            return
        self._storage.keep_cosigned(cosigned.size, cosigned.note)
        self._move_to(cosigned)

    def _move_to(self, cosigned: Cosigned) -> None:
        with self._moved:
            self.cosigned = cosigned
            self._moved.notify_all()

    def _take_over(self) -> None:
        """Take what another process had cosigned, where it is more."""
        found = Cosigned.newest(self._storage, self._keys)
        if found.size > self.cosigned.size:
            self._move_to(found)

    def _measure(self) -> None:
        self._lag.measure(self._writer.signed.state.tree.size, self.cosigned.size, time.monotonic())
        if self._lag.alarm and self._lagged_at is None:
            self._lagged_at = self.cosigned.size
            self._note(lagged(self._origin, self._lagged_at))
        elif not self._lag.alarm and self._lagged_at is not None:
            self._note(caught_up(self._origin, self._lagged_at))
            self._lagged_at = None


@dataclass(frozen=True, slots=True)
class Prover:
    """Makes the consistency proofs that lead to one tree."""

    storage: Storage
    tree: Tree

    def __call__(self, old: int) -> tuple[bytes, ...]:
        """The proof that the tree begins with its first `old` leaves; a witness that saw nothing needs none."""
        return consistency_proof(old, self.tree.size, reader(self.tree, self.storage.tile)) if old else ()


def _close(asking: Asking, _: Future[str]) -> None:
    asking.close()
