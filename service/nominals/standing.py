"""How a record is dressed for the matcher: with its own address, or without it while it belongs to a shielded person.

The group that its source sent is set aside under its own key, and a new group without address and telephone is sealed
under a fresh key: nobody who opens a record need know that there are two.
"""

from collections.abc import Sequence

from service.errors import NotAcceptable, ReasonCode
from service.matching.hiding import as_shielded
from service.matching.person import Person, decode, encode
from service.matching.tokens import tokens_of
from service.nominals.shapes import Movement, Standing
from service.runtime import Runtime
from service.sealing.keys import CannotOpen, Purpose
from service.sealing.seal import MATCH_OF_RECORD
from service.store.nominals_reading import Membership
from service.store.nominals_rows import HiddenRow, MemberRow
from service.store.nominals_writing import MembershipWriter
from service.store.rows import State
from service.store.writing import Writer


class Wardrobe:
    """Opens, hides and shows records within one transaction; each is opened once."""

    def __init__(self, membership: Membership, writer: MembershipWriter, records: Writer, runtime: Runtime) -> None:
        self._membership = membership
        self._writer = writer
        self._records = records
        self._runtime = runtime
        self._people: dict[int, Person] = {}
        self._hidden: dict[int, HiddenRow | None] = {}

    async def standing(self, row: MemberRow) -> Standing:
        """Where a record stands now."""
        return Standing(row.golden, row.state, await self._hidden_row(row.record) is not None)

    async def shielded_at_source(self, row: MemberRow) -> bool:
        """Whether its own source shields it."""
        return (await self.person(row)).shielded

    async def person(self, row: MemberRow) -> Person:
        """A record as its source has it.

        Raises:
            NotAcceptable: LINK_REFUSED, where it does not open: nobody can say then whom it must not be linked with.
        """
        known = self._people.get(row.record)
        if known is None:
            aside = await self._hidden_row(row.record)
            key, sealed = (aside.match_key, aside.match_sealed) if aside else (row.match_key, row.match_sealed)
            known = self._people[row.record] = self._open(row, key, sealed)
        return known

    def _open(self, row: MemberRow, key: bytes | None, sealed: bytes) -> Person:
        try:
            return decode(self._runtime.sealer.open_one(row.provider, MATCH_OF_RECORD, row.ref_token, key, sealed))
        except CannotOpen:
            advice = (
                "A record of this person cannot be opened (its agency has withdrawn its keys), so nothing is moved."
            )
            raise NotAcceptable(ReasonCode.LINK_REFUSED, advice) from None

    async def preload(self, rows: Sequence[MemberRow]) -> None:
        """Learn at once which of these records are hidden."""
        unknown = [row.record for row in rows if row.record not in self._hidden]
        hidden = await self._membership.hidden(unknown)
        self._hidden |= {record: hidden.get(record) for record in unknown}

    async def change_into(self, pairs: Sequence[tuple[MemberRow, Movement]]) -> None:
        """Write where records stand, with what the matcher may see and find of each there."""
        await self._writer.place([await self._change_one(row, move) for row, move in pairs])

    async def _change_one(self, row: MemberRow, move: Movement) -> tuple[int | None, int, int, int]:
        before, after = move.before, move.after
        if before[1:] == after[1:]:
            return after.golden, after.state, row.shielded, row.record
        person = await self.person(row)
        if before.hidden != after.hidden:
            await (self._hide(row, person) if after.hidden else self._show(row))
        old = self._tokens(person, before) if before.state == State.LIVE else set()
        new = self._tokens(person, after) if after.state == State.LIVE else set()
        await self._records.drop_postings((token, row.record) for token in old - new)
        await self._records.add_postings((token, row.record) for token in new - old)
        shielded = after.hidden or person.shielded or after.state == State.HELD
        return after.golden, after.state, int(shielded), row.record

    def _tokens(self, person: Person, standing: Standing) -> set[int]:
        seen = as_shielded(person) if standing.hidden else person
        return set(tokens_of(seen, self._runtime.index_key))

    async def _hide(self, row: MemberRow, person: Person) -> None:
        sealer = self._runtime.sealer
        key = sealer.fresh_key(row.provider, Purpose.MATCH, row.ref_token)
        sealed = sealer.seal(key, MATCH_OF_RECORD, row.ref_token, encode(as_shielded(person)))
        aside = HiddenRow(row.record, row.match_key or b"", row.match_sealed, key.wrapped)
        await self._writer.add_hidden(aside)
        await self._writer.set_match(row.record, key.wrapped, sealed)
        self._hidden[row.record] = aside

    async def _show(self, row: MemberRow) -> None:
        aside = await self._hidden_row(row.record)
        assert aside is not None  # noqa: S101 - it is hidden, so something was set aside
        await self._writer.set_match(row.record, aside.match_key, aside.match_sealed)
        await self._writer.drop_hidden(row.record)
        self._hidden[row.record] = None

    async def _hidden_row(self, record: int) -> HiddenRow | None:
        if record not in self._hidden:
            self._hidden[record] = (await self._membership.hidden([record])).get(record)
        return self._hidden[record]
