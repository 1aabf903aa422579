"""Reads membership: who belongs to whom, how that came about, and what people decided. Nothing here opens anything."""

from collections.abc import Sequence
from typing import Any

from service.store import nominals_statements as said
from service.store.database import Reader, Row
from service.store.nominals_rows import (
    ChangeRow,
    EdgeRow,
    HiddenRow,
    MemberRow,
    MoveRow,
    NoticeRow,
    OverrideRow,
)
from service.store.statement import Family, Statement


class Membership:
    """The queries, over what is committed, or over a transaction that is still being written."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def records(self, numbers: Sequence[int]) -> dict[int, MemberRow]:
        """Records by number, whatever their state."""
        return {row[0]: MemberRow._make(row) for row in await self._among(said.MEMBERS_BY_RECORD, numbers)}

    async def members(self, goldens: Sequence[int]) -> list[MemberRow]:
        """The records of golden nominals, oldest number first."""
        return [MemberRow._make(row) for row in await self._among(said.MEMBERS_BY_GOLDEN, goldens)]

    async def everyone(self) -> list[MemberRow]:
        """All live records, by number. Reads the whole table: for re-linking."""
        return [MemberRow._make(row) for row in await self._reader.rows(said.LIVE_MEMBERS)]

    async def last_record(self) -> int:
        """The largest number of a record."""
        return await self.largest("record")

    async def change(self, number: int) -> ChangeRow | None:
        """One change."""
        return next(iter(_made(ChangeRow, await self._reader.rows(said.CHANGE, (number,)))), None)

    async def changes(self, limit: int) -> list[ChangeRow]:
        """The newest changes first."""
        return _made(ChangeRow, await self._reader.rows(said.CHANGES, (limit,)))

    async def changes_in(self, numbers: Sequence[int]) -> dict[int, ChangeRow]:
        """Changes by number."""
        return {row[0]: ChangeRow._make(row) for row in await self._among(said.CHANGES_IN, numbers)}

    async def in_state(self, state: str) -> list[ChangeRow]:
        """Changes in one state, oldest first."""
        return _made(ChangeRow, await self._reader.rows(said.CHANGES_BY_STATE, (state,)))

    async def uncounted(self) -> list[ChangeRow]:
        """Changes that were made and of which nobody has worked out yet who was told."""
        return _made(ChangeRow, await self._reader.rows(said.UNCOUNTED, ("done", "taken_back")))

    async def moves_of_change(self, change: int) -> list[MoveRow]:
        """What one change moved."""
        return _made(MoveRow, await self._reader.rows(said.MOVES_OF_CHANGE, (change,)))

    async def moves_of_records(self, records: Sequence[int]) -> list[MoveRow]:
        """Every move of these records, oldest first; those of proposals are among them."""
        return sorted(_made(MoveRow, await self._among(said.MOVES_OF_RECORDS, records)))

    async def moves_from(self, goldens: Sequence[int]) -> list[MoveRow]:
        """Every move out of these golden nominals, oldest first."""
        return sorted(_made(MoveRow, await self._among(said.MOVES_FROM, goldens)))

    async def overrides_of(self, records: Sequence[int]) -> list[OverrideRow]:
        """The overrides that stand and name any of these records."""
        found = {row[0]: OverrideRow._make(row) for row in await self._among(said.OVERRIDES_OF, records, twice=True)}
        return [found[number] for number in sorted(found)]

    async def overrides(self) -> list[OverrideRow]:
        """Every override that stands."""
        return _made(OverrideRow, await self._reader.rows(said.OVERRIDES))

    async def override(self, number: int) -> OverrideRow | None:
        """One override, standing or withdrawn."""
        return next(iter(_made(OverrideRow, await self._reader.rows(said.OVERRIDE, (number,)))), None)

    async def ruled_by(self, change: int) -> list[tuple[int, bool]]:
        """The overrides that a change made stand, or stand no longer: (override, whether it stands)."""
        return [(row[0], bool(row[1])) for row in await self._reader.rows(said.RULED_BY, (change,))]

    async def last_decided(self) -> int:
        """The largest number of a record on which a person has decided anything that stands."""
        return int(max((await self._reader.rows(said.LAST_DECIDED))[0]))

    async def aliases(self, goldens: Sequence[int]) -> dict[int, int]:
        """Of these golden nominals, those without records: into which each went."""
        return {row[0]: row[1] for row in await self._among(said.ALIASES, goldens)}

    async def aliases_into(self, goldens: Sequence[int]) -> dict[int, int]:
        """The golden nominals without records that went into these."""
        return {row[0]: row[1] for row in await self._among(said.ALIASES_INTO, goldens)}

    async def hidden(self, records: Sequence[int]) -> dict[int, HiddenRow]:
        """Of these records, those whose address does not count by a decision."""
        return {row[0]: HiddenRow._make(row) for row in await self._among(said.HIDDEN_AMONG, records)}

    async def sent_again(self) -> list[int]:
        """Hidden records that their source has sent again, address and all."""
        return [row[0] for row in await self._reader.rows(said.SENT_AGAIN)]

    async def edges_of(self, records: Sequence[int]) -> list[EdgeRow]:
        """The edges that touch any of these records."""
        found = {row[:2]: EdgeRow._make(row) for row in await self._among(said.EDGES_OF, records, twice=True)}
        return [found[pair] for pair in sorted(found)]

    async def kept_edges(self, change: int, *, brought: bool = False) -> list[EdgeRow]:
        """The edges that a change cut, or those that it is to bring."""
        return _made(EdgeRow, await self._reader.rows(said.KEPT_EDGES, (change, int(brought))))

    async def perhaps_shielded(self, records: Sequence[int]) -> list[tuple[int, int]]:
        """For held records, the (record, other) pairs for whose sake they are held."""
        return [(row[0], row[1]) for row in await self._among(said.ASKS_OF, records)]

    async def goldens(self, numbers: Sequence[int]) -> dict[int, tuple[str, int]]:
        """The pseudonym (32 hexadecimal digits) and the version of golden nominals."""
        return {row[0]: (bytes(row[1]).hex(), row[2]) for row in await self._among(said.GOLDENS, numbers)}

    async def golden_of(self, pseudonym: bytes) -> int | None:
        """The golden nominal that has, or had, this pseudonym of 16 bytes."""
        rows = await self._reader.rows(said.GOLDEN_OF_PSEUDONYM, (pseudonym,))
        return rows[0][0] if rows else None

    async def notices(self, state: str, limit: int, after: int = 0) -> list[NoticeRow]:
        """Correction notices in one state (`to_tell`, `told`) with a number above `after`, oldest first."""
        return _made(NoticeRow, await self._reader.rows(said.NOTICES, (state, after, limit)))

    async def notices_of(self, change: int) -> list[NoticeRow]:
        """The correction notices of one change."""
        return _made(NoticeRow, await self._reader.rows(said.NOTICES_OF, (change,)))

    async def notice(self, number: int) -> NoticeRow | None:
        """One correction notice."""
        return next(iter(_made(NoticeRow, await self._reader.rows(said.NOTICE, (number,)))), None)

    async def largest(self, table: str) -> int:
        """The largest number in use in a table."""
        return int((await self._reader.rows(said.LARGEST[table]))[0][0])

    async def _among(self, family: Family, values: Sequence[int], *, twice: bool = False) -> list[Row]:
        rows: list[Row] = []
        for start in range(0, len(values), family.largest):
            statement, padded = fitted(family, values[start : start + family.largest], twice=twice)
            rows += await self._reader.rows(statement, padded)
        return rows


def fitted(family: Family, values: Sequence[int], *, twice: bool) -> tuple[Statement, Sequence[int]]:
    """The statement for these values; `twice` where it looks for them in either of two columns."""
    statement, padded = family.fit(values)
    return statement, [*padded, *padded] if twice else padded


def _made(kind: Any, rows: Sequence[Row]) -> list[Any]:
    return [kind._make(row) for row in rows]
