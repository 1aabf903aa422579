"""What intake does to the store, inside one transaction: records in, replaced, refreshed, linked, shredded.

There is one writer at a time on either engine, so it numbers the rows itself and can write them in bulk.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

from service.store import changes
from service.store.database import Transaction
from service.store.nominals_statements import DROP_HIDDEN


class RecordRow(NamedTuple):
    """A row of `record`, in the order of its columns."""

    id: int
    provider: str
    ref_token: bytes
    digest: bytes
    regime: str
    area: str
    golden: int | None
    state: int
    shielded: int
    as_of: int
    load: int
    index_version: int
    match_key: bytes
    match_sealed: bytes
    disclose_key: bytes
    shown_sealed: bytes
    detail_key: bytes
    detail_sealed: bytes


class InvolvementRow(NamedTuple):
    """A row of `involvement`, in the order of its columns."""

    record: int
    position: int
    token: bytes
    record_type: str
    classes: str
    subject_role: str
    status: str
    contact_sealed: bytes
    summary_sealed: bytes
    detail_sealed: bytes


class TieRow(NamedTuple):
    """A row of `tie`, in the order of its columns."""

    record: int
    other: bytes
    kind: str
    lives_with: int
    since: str = ""


class PairRow(NamedTuple):
    """A row of `edge`, in the order of its columns."""

    record: int
    other: int
    score: int
    levels: str
    model: str
    at: int


class AskRow(NamedTuple):
    """A row of `ask`, in the order of its columns."""

    record: int
    other: int
    score: int
    levels: str
    model: str
    at: int
    reason: str


class QuarantineRow(NamedTuple):
    """A row of `quarantine`, in the order of its columns but for its number."""

    token: bytes
    provider: str
    load: int
    row: int
    code: str
    field: str
    at: int
    raw_key: bytes
    raw_sealed: bytes


class KnownRecord(NamedTuple):
    """What a record was before this load."""

    ref_token: bytes
    id: int
    digest: bytes
    golden: int | None
    state: int
    as_of: int
    provider: str
    match_key: bytes | None
    match_sealed: bytes
    load: int
    """The last load that had it."""


def _near_token(pair: Sequence[int]) -> float:
    """The order of the tree but for neighbours: floats compare several times faster than pairs of large integers."""
    return float(pair[0])


class Writer:
    """The writes of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self._numbers: dict[str, count[int]] = {}

    async def number(self, table: str) -> int:
        """The next free number of a table."""
        numbers = self._numbers.get(table)
        if numbers is None:
            rows = await self.transaction.rows(changes.LARGEST[table])
            numbers = self._numbers[table] = count(int(rows[0][0]) + 1)
        return next(numbers)

    async def known(self, tokens: Sequence[bytes]) -> dict[bytes, KnownRecord]:
        """Those of these records that are here, by reference token."""
        found: dict[bytes, KnownRecord] = {}
        for start in range(0, len(tokens), changes.KNOWN_RECORDS.largest):
            statement, padded = changes.KNOWN_RECORDS.fit(tokens[start : start + changes.KNOWN_RECORDS.largest])
            for row in await self.transaction.rows(statement, padded):
                found[bytes(row[0])] = KnownRecord._make(row)
        return found

    async def add_records(self, rows: Sequence[RecordRow]) -> None:
        """Write new records."""
        await self.transaction.run_many(changes.ADD_RECORD, rows)

    async def replace_records(self, rows: Sequence[RecordRow]) -> None:
        """Write these records anew over what they were, without their involvements and ties."""
        await self.transaction.run_many(changes.REPLACE_RECORD, [(*row[1:], row.id) for row in rows])
        await self.transaction.run_many(changes.DROP_INVOLVEMENTS, [(row.id,) for row in rows])
        await self.transaction.run_many(changes.DROP_TIES, [(row.id,) for row in rows])

    async def refresh_records(self, moments: Iterable[tuple[int, int, int]]) -> None:
        """Nothing changed but the moment at which it was true, and the load that said so: (as_of, load, record)."""
        await self.transaction.run_many(changes.REFRESH_RECORD, list(moments))

    async def add_involvements(self, rows: Sequence[InvolvementRow]) -> None:
        """Write involvements of new or replaced records."""
        await self.transaction.run_many(changes.ADD_INVOLVEMENT, rows)

    async def add_ties(self, rows: Sequence[TieRow]) -> None:
        """Write the ties of new or replaced records."""
        await self.transaction.run_many(changes.ADD_TIE, rows)

    async def add_postings(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Index (token, record) pairs, in the order of the tree, so that each of its pages is touched once."""
        await self.transaction.run_many(changes.ADD_POSTING, sorted(pairs, key=_near_token))

    async def drop_postings(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Take (token, record) pairs out of the index."""
        await self.transaction.run_many(changes.DROP_POSTING, sorted(pairs))

    async def shred_record(self, record: int, tokens: Iterable[int]) -> None:
        """Destroy a record's keys, index entries and links: what remains of it cannot be opened by anyone."""
        await self.transaction.run(changes.SHRED_RECORD, (record,))
        await self.drop_postings((token, record) for token in set(tokens))
        await self.unlink([record])
        await self.transaction.run(changes.DROP_TIES, (record,))
        await self.transaction.run(DROP_HIDDEN, (record,))

    async def unlink(self, records: Sequence[int]) -> None:
        """Forget why these records were linked to others, and what was asked about them."""
        each = [(record,) for record in records]
        for statement in (
            changes.DROP_EDGES_FROM,
            changes.DROP_EDGES_TO,
            changes.DROP_ASKS_FROM,
            changes.DROP_ASKS_TO,
        ):
            await self.transaction.run_many(statement, each)

    async def add_goldens(self, rows: Sequence[tuple[int, bytes, int]]) -> None:
        """Found golden nominals: (number, random 16-byte pseudonym, version)."""
        await self.transaction.run_many(changes.ADD_GOLDEN, rows)

    async def link_records(self, pairs: Sequence[tuple[int | None, int]]) -> None:
        """Say which golden nominal each record belongs to: (golden, record)."""
        await self.transaction.run_many(changes.LINK_RECORD, pairs)

    async def count_goldens(self, goldens: Iterable[int]) -> None:
        """The membership of these golden nominals changed."""
        await self.transaction.run_many(changes.COUNT_GOLDEN, [(golden,) for golden in sorted(goldens)])

    async def members(self, golden: int) -> int:
        """How many records a golden nominal has."""
        return int((await self.transaction.rows(changes.MEMBERS, (golden,)))[0][0])

    async def add_edges(self, rows: Sequence[PairRow]) -> None:
        """Say why records are held to be one person."""
        await self.transaction.run_many(changes.ADD_EDGE, rows)

    async def add_asks(self, rows: Sequence[AskRow]) -> None:
        """Put pairs into the clerical queue."""
        await self.transaction.run_many(changes.ADD_ASK, rows)

    async def add_quarantine(self, rows: Sequence[QuarantineRow]) -> int:
        """Keep rows that were not taken. The same row again stands once. Returns how many are new."""
        fresh = {row.token: row for row in rows}
        tokens = list(fresh)
        for start in range(0, len(tokens), changes.KNOWN_QUARANTINE.largest):
            statement, padded = changes.KNOWN_QUARANTINE.fit(tokens[start : start + changes.KNOWN_QUARANTINE.largest])
            for (token,) in await self.transaction.rows(statement, padded):
                fresh.pop(bytes(token), None)
        numbered = [(await self.number("quarantine"), *row) for row in fresh.values()]
        await self.transaction.run_many(changes.ADD_QUARANTINE, numbered)
        return len(numbered)

    async def set_source(self, row: tuple[str, int, int, str, str, str]) -> None:
        """Say how fresh an agency's records are: the columns of `source`, in order."""
        await self.transaction.run(changes.DROP_SOURCE, row[:1])
        await self.transaction.run(changes.ADD_SOURCE, row)
