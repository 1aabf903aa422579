"""What the enquiry asks of the store. Each answer is sealed; nothing here can open anything."""

import secrets
import time
from collections import Counter
from collections.abc import Sequence
from typing import Final

from service.store import queries
from service.store.database import Database, Row
from service.store.rows import (
    Counts,
    FamilyTie,
    SealedDetail,
    SealedInvolvement,
    SealedName,
    SealedPerson,
    SourceState,
)
from service.store.statement import Family

CANDIDATES: Final = 256
"""At most so many candidates a query; a token commoner than that is not selective and is skipped."""

SOURCES_SECONDS: Final = 1.0
_INVERSE: Final = {
    "parent": "child",
    "child": "parent",
    "sibling": "sibling",
    "partner": "partner",
    "carer": "cared_for",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
    "step_parent": "step_child",
    "step_child": "step_parent",
    "former_partner": "former_partner",
    "other_relative": "other_relative",
}
_LIVES_WITH: Final = {1: True, 0: False}


class Store:
    """The queries of the one path, over either engine."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._sources: list[SourceState] = []
        self._sources_until = 0.0

    async def candidates(self, tokens: Sequence[int]) -> list[SealedPerson]:
        """Find the records that share a blind token, those that share most first; at most 256.

        Whoever shares less than a third of what the best one shares is left out: a sibling or a neighbour, who cannot
        come within the bits that a contest needs, and costs as much to open and score as the one sought.

        Raises:
            Unavailable: the store does not answer.
        """
        shared = Counter[int]()
        for part in _parts(sorted(set(tokens)), queries.POSTINGS.largest):
            statement, padded = queries.POSTINGS.fit(part)
            shared.update(_selective(await self.database.rows(statement, padded), padded))
        least = max(shared.values(), default=0) / 3
        best = [record for record, count in shared.most_common(CANDIDATES) if count >= least]
        found = {row[0]: row for row in await self._in(queries.PEOPLE_BY_RECORD, best)}
        return [SealedPerson(*found[record]) for record in best if record in found]

    async def people(self, goldens: Sequence[int]) -> list[SealedPerson]:
        """All live records of these golden nominals."""
        return [SealedPerson._make(row) for row in await self._in(queries.PEOPLE_BY_GOLDEN, goldens)]

    async def names(self, goldens: Sequence[int]) -> list[SealedName]:
        """What to call these golden nominals, as each source has it."""
        return [SealedName._make(row) for row in await self._in(queries.NAMES_BY_GOLDEN, goldens)]

    async def details(self, records: Sequence[int]) -> list[SealedDetail]:
        """Level 4 of these records."""
        return [SealedDetail._make(row) for row in await self._in(queries.DETAILS_BY_RECORD, records)]

    async def involvements(self, records: Sequence[int]) -> list[SealedInvolvement]:
        """All involvements of these live records."""
        return [_involvement(row) for row in await self._in(queries.INVOLVEMENTS_BY_RECORD, records)]

    async def family(self, goldens: Sequence[int]) -> list[FamilyTie]:
        """The declared relationships of these people to others whom we know, from whichever side was declared."""
        stated = [_tie(row, row[2], stated=True) for row in await self._in(queries.TIES_FROM, goldens)]
        inverse = await self._in(queries.TIES_TO, goldens)
        followed = [_tie(row, _inverse(row[2]), stated=False) for row in inverse]
        known = {_same(each) for each in stated}
        return stated + [each for each in followed if _same(each) not in known]

    async def sources(self) -> list[SourceState]:
        """How fresh every agency's records are, and what they cover; read at most once a second."""
        if time.monotonic() >= self._sources_until:
            self._sources = [SourceState._make(row) for row in await self.database.rows(queries.SOURCES)]
            self._sources_until = time.monotonic() + SOURCES_SECONDS
        return self._sources

    async def somebody(self) -> int | None:
        """A golden nominal drawn at random; None where there is nobody at all."""
        last = (await self.database.rows(queries.LAST_GOLDEN))[0][0]
        if last is None:
            return None
        return int((await self.database.rows(queries.NEXT_GOLDEN, (1 + secrets.randbelow(last),)))[0][0])

    async def counts(self) -> Counts:
        """How much is here. Reads whole tables: for a start page or a load's end, not for an enquiry."""
        return Counts._make((await self.database.rows(queries.COUNTS))[0])

    async def pseudonyms(self, goldens: Sequence[int]) -> dict[int, str]:
        """The random 128-bit pseudonym of each golden nominal, as 32 hexadecimal digits."""
        return {row[0]: bytes(row[1]).hex() for row in await self._in(queries.PSEUDONYMS, goldens)}

    async def _in(self, family: Family, values: Sequence[int]) -> list[Row]:
        rows: list[Row] = []
        for part in _parts(values, family.largest):
            statement, padded = family.fit(part)
            rows += await self.database.rows(statement, padded)
        return rows


def _selective(rows: list[Row], tokens: Sequence[int]) -> list[int]:
    """The records behind the tokens that are no commoner than the limit. Padding repeats a token: count it once."""
    by_token: dict[int, list[int]] = {}
    for position, record in rows:
        by_token.setdefault(position, []).append(record)
    first = {token: position for position, token in reversed(list(enumerate(tokens)))}
    kept = (by_token.get(position, []) for position in first.values())
    return [record for records in kept if len(records) <= CANDIDATES for record in records]


def _parts(values: Sequence[int], size: int) -> list[Sequence[int]]:
    return [values[start : start + size] for start in range(0, len(values), size)]


def _involvement(row: Row) -> SealedInvolvement:
    return SealedInvolvement._make((*row[:7], tuple(row[7].split(",")) if row[7] else (), *row[8:]))


def _inverse(kind: str) -> str:
    return _INVERSE.get(kind, kind)


def _same(tie: FamilyTie) -> tuple[int, int, str, str]:
    return tie.golden, tie.other, tie.kind, tie.provider


def _tie(row: Row, kind: str, *, stated: bool) -> FamilyTie:
    golden, other, _, lives_with, provider, as_of, record, other_record, since = row
    lives = _LIVES_WITH.get(lives_with)
    return FamilyTie(golden, other, kind, lives, provider, as_of, record, other_record, stated, since)
