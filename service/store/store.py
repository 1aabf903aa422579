"""What the enquiry asks of the store. Each answer is sealed; nothing here can open anything."""

import secrets
import time
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
from service.store.sharing import Met
from service.store.statement import Family

CANDIDATES: Final = queries.CANDIDATES
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

    async def candidates(self, tokens: Sequence[int], met: Met | None = None) -> list[SealedPerson]:
        """Find the live records that share a blind token, those that share most first; at most 256 (see `sharing`).

        `met` is what the same query has looked up before, with fewer of these tokens: that is not looked up again.

        Raises:
            Unavailable: the store does not answer.
        """
        return [SealedPerson(*row) for row in await self.database.candidates(tokens, met or Met())]

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
        for statement, padded in family.parts(values):
            rows += await self.database.rows(statement, padded)
        return rows


def _involvement(row: Row) -> SealedInvolvement:
    return SealedInvolvement._make((*row[:7], tuple(row[7].split(",")) if row[7] else (), *row[8:]))


def _inverse(kind: str) -> str:
    return _INVERSE.get(kind, kind)


def _same(tie: FamilyTie) -> tuple[int, int, str, str]:
    return tie.golden, tie.other, tie.kind, tie.provider


def _tie(row: Row, kind: str, *, stated: bool) -> FamilyTie:
    golden, other, _, lives_with, provider, as_of, record, other_record = row
    return FamilyTie(golden, other, kind, _LIVES_WITH.get(lives_with), provider, as_of, record, other_record, stated)
