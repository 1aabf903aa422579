"""The log through all its shards: entries go into the one that serves, and are read from whichever holds them.

Every entry has one number through all shards (`audit.numbering`): it is what `index` is here, in `Logged` and in
`PayloadRow.seq`. A receipt has the index in its own log, since that is what it proves; `number_of` gives the number.

An entry about one of an earlier shard cannot name it by `relates_to`, which is an index in its own log: it says
`"earlier":{"index":…,"origin":…}` among its details (`EARLIER`).
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from audit.earlier_shard import EarlierShard
from audit.entry_filter import EntryFilter
from audit.errors import EntryRefused, LogUnavailable
from audit.events import Entry, EventType
from audit.key_chain import TrustedKey
from audit.log import AuditLog, Logged
from audit.note import Verifier
from audit.numbering import Numbering, Shard
from audit.receipt import Receipt, ReceiptDocument
from audit.release import SealedPayload
from audit.storage.port import PayloadRow, Row, StorageFailed
from audit.template import template
from audit.witness.covering import Cosigned
from audit.witness.policy import Policy

T = TypeVar("T")
EARLIER: Final = "earlier"


class WholeLog:
    """All shards of one log. The serving one and the closed ones, oldest first, are open; `close` lets go of all."""

    def __init__(self, serving: AuditLog, closed: Sequence[EarlierShard] = ()) -> None:
        self._serving = serving
        self._closed = tuple(closed)
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="audit-shards")
        sizes = [(shard.verifier.name, shard.size) for shard in closed]
        self.numbering = Numbering(sizes, serving.verifier.name)
        self._first = self.numbering.serving.first

    # what the serving shard says of itself

    @property
    def serving(self) -> AuditLog:
        """The shard that takes entries."""
        return self._serving

    @property
    def frozen(self) -> str:
        """Why it takes no more entries, or nothing if it does."""
        return self._serving.frozen

    @property
    def closed(self) -> bool:
        """Whether the serving shard was closed meanwhile: the service has to be started again."""
        return self._serving.closed

    @property
    def fault(self) -> str:
        """What went wrong with the last batch; nothing if all is well."""
        return self._serving.fault

    @property
    def size(self) -> int:
        """How many entries are signed in all shards: the number that the next one will have."""
        return self._first + self._serving.size

    @property
    def root(self) -> bytes:
        """The root of the serving shard's signed tree."""
        return self._serving.root

    @property
    def checkpoint(self) -> str:
        """The newest signed checkpoint of the serving shard."""
        return self._serving.checkpoint

    @property
    def verifier(self) -> Verifier:
        """The public key of the serving shard."""
        return self._serving.verifier

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        """Its public keys: while one is being replaced the outgoing one, then the incoming one."""
        return self._serving.verifiers

    @property
    def closed_verifiers(self) -> tuple[Verifier, ...]:
        """The public keys that signed the last checkpoints of the closed shards, oldest first."""
        return tuple(shard.verifier for shard in self._closed)

    @property
    def policy(self) -> Policy | None:
        """Who witnesses it, and how many of them are enough; None where nobody does."""
        return self._serving.policy

    def keys_of(self, number: int) -> tuple[TrustedKey, ...]:
        """All keys that the shard which holds this number has signed with, the oldest first."""
        return self._serving.keys if number >= self._first else self._at(number)[1].keys

    @property
    def cosigned(self) -> Cosigned:
        """The newest checkpoint of the serving shard that a quorum of witnesses cosigned."""
        return self._serving.cosigned

    @property
    def witness_alarm(self) -> str:
        """Why somebody should look at the witnesses, or nothing."""
        return self._serving.witness_alarm

    @property
    def witness_faults(self) -> dict[str, str]:
        """The witnesses that did not cosign when they were asked last, and why."""
        return self._serving.witness_faults

    async def cosigned_soon(self, size: int) -> Cosigned:
        """As the serving shard's, for a size of it."""
        return await self._serving.cosigned_soon(size)

    # writing

    async def append(self, entry: Entry, payload: SealedPayload | None = None) -> Receipt:
        """Add an entry to the serving shard; `relates_to` is a number. Raises as `AuditLog.append`."""
        if self._first and entry.relates_to is not None:
            entry = await self._as_in_a_shard(entry, entry.relates_to)
        return await self._serving.append(entry, payload)

    async def shred(self, number: int, entry: Entry) -> Receipt:
        """Destroy the key to a payload, and append `entry` (`payload.shredded`). Raises as `AuditLog.shred`.

        In one commit in the serving shard. Of a closed shard the entry comes first, in the serving one; after a fault
        between the two the same call destroys the key.
        """
        if number >= self._first:
            return await self._serving.shred(number - self._first, replace(entry, relates_to=None))
        if entry.type is not EventType.PAYLOAD_SHREDDED or entry.relates_to not in (None, number):
            raise EntryRefused("An erasure is logged as payload.shredded, relating to the entry that it erases.")
        shard, held = self._at(number)
        index = number - shard.first
        if await self._read(held.storage.payload, index) is None:
            raise EntryRefused(f"Entry {self.numbering.name(number)} has no sealed payload to destroy.")
        receipt = await self._serving.append(await self._as_in_a_shard(entry, number))
        await self._read(held.lose_key, index, receipt.entry)
        return receipt

    async def _as_in_a_shard(self, entry: Entry, number: int) -> Entry:
        """The entry as the serving shard is to hold it; a retry of what the shard before holds, as that one does."""
        before = self._closed[-1]
        if found := (await self._read(before.having, [entry.request_id])).get(entry.request_id):
            told = self._told(entry, number, self.numbering.shards[-2])
            if template(told).same_but_for_time(found.body):
                return told
        return self._told(entry, number, self.numbering.serving)

    def _told(self, entry: Entry, number: int, by: Shard) -> Entry:
        shard = self.numbering.shard_of(number)
        index = number - shard.first
        if shard is by:
            return replace(entry, relates_to=index)
        details = {**entry.details, EARLIER: {"index": index, "origin": shard.origin}}
        return replace(entry, relates_to=None, details=details)

    # reading

    def number_of(self, receipt: ReceiptDocument) -> int:
        """The number of the entry that a receipt of one of these logs is of."""
        return self.numbering.firsts[receipt.checkpoint.partition("\n")[0]] + receipt.index

    async def entry(self, number: int) -> Logged | None:
        """One entry, or None."""
        if number >= self._first:
            return self._logged(await self._serving.entry(number - self._first))
        shard, held = self._at(number)
        return self._row(await self._read(held.storage.row, number - shard.first), shard)

    async def find(self, request_id: str) -> Logged | None:
        """The entry with this request id, of whichever shard, or None."""
        found = self._logged(await self._serving.find(request_id))
        for shard, held in self._closed_newest_first():
            found = found or self._row(await self._read(held.storage.find, request_id), shard)
        return found

    async def entries(self, limit: int = 50, before: int | None = None, type_: EventType | None = None) -> list[Logged]:
        """Newest first: at most `limit` entries with a number below `before`, of one type if asked."""
        below = self.size if before is None else min(before, self.size)
        found: list[Logged] = []
        if below > self._first:
            rows = await self._serving.entries(limit, below - self._first, type_)
            found = [one for row in rows if (one := self._logged(row))]
        for shard, held in self._closed_newest_first():
            if len(found) >= limit or below <= shard.first:
                continue
            bound = min(below - shard.first, held.size)
            older = await self._read(held.storage.newest, limit - len(found), bound, type_ and type_.value)
            found += [one for row in older if (one := self._row(row, shard))]
        return found

    async def payload(self, number: int) -> PayloadRow | None:
        """The sealed payload of an entry, or None; its `wrapped_key` is None once it was shredded."""
        return next(iter(await self.payloads(number, number + 1)), None)

    async def payloads(self, start: int, end: int) -> list[PayloadRow]:
        """The sealed payloads of entries `start` up to but not `end`, in order."""
        found: list[PayloadRow] = []
        for shard, held in self._closed_within(start, end):
            rows = await self._read(held.storage.payloads, max(0, start - shard.first), end - shard.first)
            found += [replace(row, seq=row.seq + shard.first) for row in rows]
        if end > self._first:
            rows = await self._serving.payloads(max(0, start - self._first), end - self._first)
            found += [replace(row, seq=row.seq + self._first) for row in rows] if self._first else rows
        return found

    async def keyed_payloads(self, start: int, end: int) -> list[int]:
        """Which of the entries `start` up to but not `end` have a sealed payload that was not shredded."""
        found: list[int] = []
        for shard, held in self._closed_within(start, end):
            rows = await self._read(held.storage.keyed_payloads, max(0, start - shard.first), end - shard.first)
            found += [index + shard.first for index in rows]
        if end > self._first:
            rows = await self._serving.keyed_payloads(max(0, start - self._first), end - self._first)
            found += [index + self._first for index in rows]
        return found

    async def receipt(self, number: int) -> Receipt | None:
        """A receipt of an entry, against the newest checkpoint of its shard; None if there is no such entry."""
        if number >= self._first:
            return await self._serving.receipt(number - self._first)
        shard, held = self._at(number)
        row = await self._read(held.storage.row, number - shard.first) if number >= 0 else None
        return await self._read(held.receipt, row) if row else None

    async def first_cosigned(self, number: int, multiple: int = 1) -> Cosigned:
        """The first checkpoint covering an entry that a quorum cosigned; its size is that of the entry's own shard."""
        if number >= self._first:
            return await self._serving.first_cosigned(number - self._first, multiple)
        shard, held = self._at(number)
        return await self._read(held.first_cosigned, number - shard.first, multiple)

    async def export(self, directory: Path, shard: Shard | None = None) -> None:
        """Write one shard, the serving one unless told otherwise. Raises as `AuditLog.export`."""
        if shard is None or shard is self.numbering.serving:
            return await self._serving.export(directory)
        return await self._read(self._closed[self.numbering.shards.index(shard)].export, directory)

    async def extract(self, wanted: EntryFilter, path: Path, shard: Shard | None = None) -> int:
        """Write the entries of one shard that meet the filter into a new file. Raises as `AuditLog.extract`."""
        if shard is None or shard is self.numbering.serving:
            return await self._serving.extract(wanted, path)
        return await self._read(self._closed[self.numbering.shards.index(shard)].extract, wanted, path)

    async def close(self) -> None:
        """Finish what is queued, then let go of every shard."""
        await self._serving.close()
        self._readers.shutdown()
        for shard in self._closed[:-1]:  # the last one is the serving shard's own, for retries
            shard.close()

    def _at(self, number: int) -> tuple[Shard, EarlierShard]:
        position = self.numbering.position(number)
        return self.numbering.shards[position], self._closed[position]

    def _closed_within(self, start: int, end: int) -> list[tuple[Shard, EarlierShard]]:
        closed = zip(self.numbering.shards, self._closed, strict=False)
        return [(shard, held) for shard, held in closed if start < shard.first + held.size and end > shard.first]

    def _closed_newest_first(self) -> list[tuple[Shard, EarlierShard]]:
        return list(zip(self.numbering.shards, self._closed, strict=False))[::-1]

    def _logged(self, found: Logged | None) -> Logged | None:
        return found and Logged(found.index + self._first, found.body, self.numbering)

    def _row(self, row: Row | None, shard: Shard) -> Logged | None:
        return row and Logged(row.seq + shard.first, row.body, self.numbering)

    async def _read(self, read: Callable[..., T], *arguments: object) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, read, *arguments)
        except StorageFailed as error:
            raise LogUnavailable("The audit log cannot be read at the moment: try again later.") from error
