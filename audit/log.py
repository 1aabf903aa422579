"""The log as the rest of the service sees it: append and wait until it is durable and signed; read; shred; export.

An `append` that returns has put its entry on the disk, into the tree and under the log's signature. One that raises has
acknowledged nothing, and the caller must disclose nothing.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from audit.earlier_shard import EarlierShard
from audit.entry_filter import EntryFilter
from audit.errors import EntryRefused, LogFrozen, LogUnavailable
from audit.events import Entry, EventType
from audit.export import write_export
from audit.extract import write_extract
from audit.key_chain import TrustedKey
from audit.note import Verifier
from audit.numbering import Numbering
from audit.receipt import Receipt
from audit.recovery import State, load_state, resume_signer, tree_of_size
from audit.release import SealedPayload
from audit.signer import Signer
from audit.storage.port import PayloadRow, Row, Storage, StorageFailed
from audit.template import template
from audit.tree import Subtrees, Tree
from audit.witness.covering import Cosigned, check_witnessed, issue_cosigned
from audit.witness.policy import Policy
from audit.witness.rounds import Rounds, Watch
from audit.witness.startup import Remembered, ask_witnesses
from audit.writer import CLOSED, UNAVAILABLE, Signed, Waiting, Writer, issue_again

T = TypeVar("T")
READERS = 4
COSIGNED_WITHIN = 5.0
"""Seconds that an export waits for the witnesses, at the most."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry as it stands in the log: its index (of a log in shards, its number) and its exact bytes (JSON)."""

    index: int
    body: bytes
    numbering: Numbering | None = field(default=None, compare=False, repr=False)
    """Where it stands among the shards of the whole log, when that was asked (`audit.whole_log`)."""


def _wall_clock() -> int:
    return time.time_ns() // 1000


class AuditLog:
    """One log, open in this process. Make it with `await AuditLog.open(...)`, and `await close()` it."""

    def __init__(
        self,
        storage: Storage,
        signer: Signer,
        writer: Writer,
        readers: ThreadPoolExecutor,
        cosigned: Cosigned,
        earlier: EarlierShard | None = None,
    ) -> None:
        self._storage = storage
        self._signer = signer
        self._writer = writer
        self._readers = readers
        self._subtrees = Subtrees()
        self._rounds: Rounds | None = None
        self._cosigned = cosigned
        self._earlier = earlier
        self._policy: Policy | None = None
        self._closed = False
        self._turns: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}

    @classmethod
    async def open(
        cls,
        storage: Storage,
        signer: Signer,
        clock: Callable[[], int] = _wall_clock,
        witnesses: Watch | None = None,
        earlier: EarlierShard | None = None,
    ) -> "AuditLog":
        """Open the log and check that what is stored is what was signed, and what its witnesses remember.

        `clock` gives microseconds since 1970, UTC; `earlier` is the closed shard before it, whose request ids count
        here too. Raises LogInUse, KeyRefused and LogUnavailable. When what is stored is not what was signed the log
        opens frozen: `frozen` says why, it can be read, and it takes no entries.
        """
        readers = ThreadPoolExecutor(READERS, thread_name_prefix="audit-reader")
        try:
            loop = asyncio.get_running_loop()
            signed, cosigned, frozen = await loop.run_in_executor(readers, _open, storage, signer, witnesses, earlier)
        except BaseException:
            readers.shutdown()
            signer.close()
            storage.close()
            if earlier:
                earlier.close()
            raise
        writer = Writer(storage, signer, signed, frozen, clock, earlier)
        writer.start()
        log = cls(storage, signer, writer, readers, cosigned, earlier)
        log._watch(witnesses)
        return log

    def _watch(self, witnesses: Watch | None) -> None:
        self._policy = witnesses.policy if witnesses else None
        if witnesses is not None and not self.frozen:
            self._rounds = Rounds(self._storage, self._writer, self._signer, witnesses, self._cosigned, self._note)
            self._rounds.start()

    @property
    def frozen(self) -> str:
        """Why the log takes no more entries, or nothing if it does."""
        return self._writer.frozen

    @property
    def closed(self) -> bool:
        """Whether its last entry closes it, in favour of the shard after it: it takes no more."""
        return self._writer.signed.state.closed

    @property
    def fault(self) -> str:
        """What went wrong with the last batch, for whoever runs the service; nothing if all is well."""
        return self._writer.fault

    @property
    def size(self) -> int:
        """How many entries are signed."""
        return self._writer.signed.state.tree.size

    @property
    def root(self) -> bytes:
        """The root of the signed tree."""
        return self._writer.signed.state.tree.root

    @property
    def checkpoint(self) -> str:
        """The newest signed checkpoint, or nothing for an empty log."""
        return self._writer.signed.checkpoint

    @property
    def verifier(self) -> Verifier:
        """The log's public key."""
        return self._signer.verifier

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        """Its public keys: while a key is being replaced the outgoing one, then the incoming one."""
        return self._signer.verifiers

    @property
    def keys(self) -> tuple[TrustedKey, ...]:
        """All keys that it has signed with, the oldest first, each with the size up to which it counts."""
        return tuple(self._signer.keys)

    @property
    def policy(self) -> Policy | None:
        """Who witnesses it, and how many of them are enough; None where nobody does."""
        return self._policy

    @property
    def cosigned(self) -> Cosigned:
        """The newest checkpoint that a quorum of witnesses cosigned."""
        return self._rounds.cosigned if self._rounds else self._cosigned

    @property
    def witness_alarm(self) -> str:
        """Why somebody should look at the witnesses (too few of them have kept up), or nothing."""
        return self._rounds.alarm if self._rounds else ""

    @property
    def witness_faults(self) -> dict[str, str]:
        """The witnesses, by their names in the policy, that did not cosign when they were asked last, and why."""
        return self._rounds.faults if self._rounds else {}

    def _note(self, entry: Entry) -> None:
        """Add an entry of the log's own, for whose receipt nobody waits."""
        self._writer.put([Waiting(template(entry), None)])

    async def append(self, entry: Entry, payload: SealedPayload | None = None) -> Receipt:
        """Add an entry, with its sealed payload if it has one; returns once it is durable, integrated and signed.

        A retry with the same request id and content gets a receipt of the same index. Raises EntryRefused (the same id
        with another content, a value that may not stand in the log), LogUnavailable and LogFrozen.
        """
        if (payload.commitment() if payload else None) != entry.payload:
            raise EntryRefused("The entry does not commit to the sealed payload that came with it.")
        return await self._taken(entry, payload, None)

    async def shred(self, seq: int, entry: Entry) -> Receipt:
        """Destroy the key to the payload of entry `seq`, and append `entry` (`payload.shredded`), in one commit.

        Raises EntryRefused if that entry has no payload, and what `append` raises.
        """
        if entry.type is not EventType.PAYLOAD_SHREDDED or entry.relates_to not in (None, seq):
            raise EntryRefused("An erasure is logged as payload.shredded, relating to the entry that it erases.")
        return await self._taken(replace(entry, relates_to=seq), None, seq)

    def _taken(self, entry: Entry, payload: SealedPayload | None, shreds: int | None) -> asyncio.Future[Receipt]:
        """Whoever appends in one turn of the loop goes to the writer together; nobody lingers for anybody later."""
        if self._closed:
            raise LogUnavailable(CLOSED)
        if self._writer.frozen:
            raise LogFrozen(self._writer.frozen)
        written = template(entry)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Receipt] = loop.create_future()
        turn = self._turns.get(loop)
        if turn is None:
            turn = self._turns[loop] = []
            loop.call_soon(self._hand_over, loop)
        turn.append(Waiting(written, future, payload, shreds))
        return future

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        self._writer.put(self._turns.pop(loop, ()))

    async def entry(self, seq: int) -> Logged | None:
        """One entry, or None."""
        row = await self._read(self._storage.row, seq)
        return _logged(row) if row and row.seq < self.size else None

    async def find(self, request_id: str) -> Logged | None:
        """The entry with this request id, or None."""
        row = await self._read(self._storage.find, request_id)
        return _logged(row) if row and row.seq < self.size else None

    async def entries(self, limit: int = 50, before: int | None = None, type_: EventType | None = None) -> list[Logged]:
        """Newest first: at most `limit` entries below index `before`, of one type if asked."""
        bound = self.size if before is None else min(before, self.size)
        return [_logged(r) for r in await self._read(self._storage.newest, limit, bound, type_ and type_.value)]

    async def payload(self, seq: int) -> PayloadRow | None:
        """The sealed payload of an entry, or None; its `wrapped_key` is None once it was shredded."""
        return await self._read(self._storage.payload, seq)

    async def keyed_payloads(self, start: int, end: int) -> list[int]:
        """Which of the entries `start` up to but not `end` have a sealed payload that was not shredded."""
        return await self._read(self._storage.keyed_payloads, start, end)

    async def payloads(self, start: int, end: int) -> list[PayloadRow]:
        """The sealed payloads of entries `start` up to but not `end`, in order."""
        return await self._read(self._storage.payloads, start, end)

    async def receipt(self, seq: int) -> Receipt | None:
        """A receipt of an entry, cosigned by a quorum where they have come so far; None if there is no such entry."""
        if self.frozen:
            raise LogFrozen(self.frozen)
        return await self._read(self._issue, self._writer.signed, self.cosigned, seq)

    def _issue(self, signed: Signed, cosigned: Cosigned, seq: int) -> Receipt | None:
        covered = issue_cosigned(self._storage, signed.state.tree, cosigned, seq, self._subtrees)
        return covered or issue_again(self._storage, signed, seq, self._subtrees)

    async def cosigned_soon(self, size: int) -> Cosigned:
        """The newest cosigned checkpoint, once it is of this size at least, or after some seconds whatever it is."""
        if self._rounds is None:
            return self.cosigned
        return await self._read(self._rounds.wait_for, size, COSIGNED_WITHIN)

    async def first_cosigned(self, seq: int, multiple: int = 1) -> Cosigned:
        """The first checkpoint covering entry `seq` that a quorum cosigned, of sizes that are a multiple of this.

        Once there is one, it stays the first.
        """
        return await self._read(Cosigned.first_covering, self._storage, self._signer.keys, seq, multiple)

    async def export(self, directory: Path) -> None:
        """Write the log, as it is signed now, for `python -m audit verify` (layout: `audit.layout`).

        Where witnesses watch it, it is written up to the checkpoint that they cosign next.

        Raises FileExistsError when the directory holds something, LogFrozen, LogUnavailable.
        """
        if self.frozen:
            raise LogFrozen(self.frozen)
        signed = self._writer.signed
        tree, checkpoint = signed.state.tree, signed.checkpoint
        cosigned = await self.cosigned_soon(tree.size)
        if cosigned.size > tree.size:
            tree = await self._read(tree_of_size, self._storage, cosigned.size)
        if cosigned.size == tree.size and not cosigned.retired:
            checkpoint = cosigned.note
        await self._read(write_export, self._storage, tree, checkpoint, self.verifier, directory)

    async def extract(self, wanted: EntryFilter, path: Path) -> int:
        """Write the entries that meet the filter into a new file, each with its proof; gives their number.

        Raises FileExistsError, LogFrozen, LogUnavailable.
        """
        if self.frozen:
            raise LogFrozen(self.frozen)
        tree, checkpoint = self._writer.signed.state.tree, self.checkpoint
        return await self._read(write_extract, self._storage, tree, checkpoint, wanted, path)

    async def close(self) -> None:
        """Finish what is queued, then let go of everything."""
        if self._closed:
            return
        self._closed = True
        loop = asyncio.get_running_loop()
        if loop in self._turns:
            self._hand_over(loop)
        await loop.run_in_executor(self._readers, self._shut)
        self._readers.shutdown()

    def _shut(self) -> None:
        if self._rounds:
            self._rounds.stop()
        self._writer.stop()
        self._signer.close()
        self._storage.close()
        if self._earlier:
            self._earlier.close()

    async def _read(self, read: Callable[..., T], *arguments: object) -> T:
        if self._closed:
            raise LogUnavailable(CLOSED)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, read, *arguments)
        except StorageFailed as error:
            raise LogUnavailable("The audit log cannot be read at the moment: try again later.") from error


def _open(
    storage: Storage, signer: Signer, witnesses: Watch | None, earlier: EarlierShard | None
) -> tuple[Signed, Cosigned, str]:
    try:
        if earlier:
            earlier.open()
        storage.open()
        return _check(storage, signer, ask_witnesses(witnesses.policy, signer.keys) if witnesses else [])
    except StorageFailed as error:
        raise LogUnavailable(UNAVAILABLE) from error


def _check(storage: Storage, signer: Signer, remembered: list[Remembered]) -> tuple[Signed, Cosigned, str]:
    """Check the stored log while no other process can append to it."""
    state = State(Tree(), 0)
    storage.begin()
    try:
        state = load_state(storage)
        cosigned = check_witnessed(storage, state.tree, signer.keys, remembered)
        checkpoint = resume_signer(storage, signer, state.tree) or ""
    except LogFrozen as error:
        storage.rollback()
        return Signed(state, ""), Cosigned(), error.advice
    storage.commit()
    return Signed(state, checkpoint), cosigned, ""


def _logged(row: Row) -> Logged:
    return Logged(row.seq, row.body)
