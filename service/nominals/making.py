"""One change while it is made: what moves is collected, checked against the rules that stand above everyone, written.

Everything happens in the one transaction that holds the store's writer, so that nothing moves underneath.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from service.errors import NotAcceptable, NotFound, ReasonCode
from service.matching.person import Person
from service.nominals.rules import check_hard_rules, check_never
from service.nominals.shapes import Movement, Standing
from service.nominals.standing import Wardrobe
from service.runtime import Runtime
from service.store.database import Transaction
from service.store.nominals_reading import Membership
from service.store.nominals_rows import ChangeRow, EdgeRow, MemberRow, MoveRow, OverrideRow
from service.store.nominals_writing import MembershipWriter
from service.store.rows import State
from service.store.writing import Writer


class Making:
    """Collects the moves and overrides of one change, and applies them."""

    def __init__(self, row: ChangeRow, transaction: Transaction, runtime: Runtime) -> None:
        self.row = row
        self.membership = Membership(transaction)
        self.writer = MembershipWriter(transaction)
        self.wardrobe = Wardrobe(self.membership, self.writer, Writer(transaction), runtime)
        self.concerned: set[int] = set()
        """Golden nominals that the change is about though nothing of theirs moves."""
        self.concerned_records: set[int] = set()
        self.cuts_for = row.id
        """The change with which cut edges are kept."""
        self.brings: list[EdgeRow] = []
        """Edges that the change brings."""
        self._records = Writer(transaction)
        self._moves: dict[int, Movement] = {}
        self._rows: dict[int, MemberRow] = {}
        self._set: list[OverrideRow] = []
        self._noted: dict[str, object] = {}

    async def look_up(self, numbers: Sequence[int]) -> list[MemberRow]:
        """Records that may be moved, in the order given.

        Raises:
            NotFound: there is no such record, or it was shredded or waits to be linked.
        """
        found = await self.membership.records(numbers)
        rows = [found[number] for number in numbers if number in found]
        if len(rows) < len(numbers) or any(row.state in (State.SHREDDED, State.WAITING) for row in rows):
            raise NotFound(ReasonCode.NOT_FOUND, "There is no record of this number that can be linked or parted.")
        self._rows |= {row.record: row for row in rows}
        self.concerned_records |= {row.record for row in rows}
        return rows

    async def members(self, golden: int) -> list[MemberRow]:
        """The records of a golden nominal now."""
        rows = await self.membership.members([golden])
        self._rows |= {row.record: row for row in rows}
        return rows

    async def person(self, row: MemberRow) -> Person:
        """A record as its source has it. Raises NotAcceptable where its agency has withdrawn its keys."""
        return await self.wardrobe.person(row)

    async def found(self) -> int:
        """A golden nominal that is new."""
        golden = await self._records.number("golden")
        await self._records.add_goldens([(golden, os.urandom(16), 1)])
        return golden

    async def move(self, row: MemberRow, golden: int | None, state: State = State.LIVE) -> None:
        """Let a record stand elsewhere. Whether its address stays hidden is settled by `settle_shielding`."""
        before = await self.wardrobe.standing(row)
        self._moves[row.record] = Movement(row.record, before, Standing(golden, state.value, before.hidden))
        self._rows[row.record] = row

    async def restore(self, row: MemberRow, after: Standing) -> None:
        """Let a record stand exactly as it did."""
        self._moves[row.record] = Movement(row.record, await self.wardrobe.standing(row), after)
        self._rows[row.record] = row

    async def settle_shielding(self) -> None:
        """Hide the address of whoever comes to a shielded person, and show it again once they have left.

        A source that does not know that somebody is shielded sends the address that another source hides.
        """
        goldens = {move.before.golden for move in self._moves.values()}
        goldens |= {move.after.golden for move in self._moves.values()}
        for row in [row for row in self._moved_rows() if self._moves[row.record].after.golden is None]:
            self._hide(row, False, await self.wardrobe.standing(row))
        for golden in sorted(golden for golden in goldens if golden is not None):
            await self._settle_golden(golden)

    async def _settle_golden(self, golden: int) -> None:
        now = await self.members(golden)
        stay = [row for row in now if self._leads(row) == golden]
        come = [row for row in self._moved_rows() if self._leads(row) == golden and row.golden != golden]
        was = any([await self.wardrobe.shielded_at_source(row) for row in now])
        shielded = any([await self.wardrobe.shielded_at_source(row) for row in (*stay, *come)])
        for row in (*stay, *come):
            standing = await self.wardrobe.standing(row)
            to_hide = shielded and not await self.wardrobe.shielded_at_source(row)
            if to_hide and was and row in stay and not standing.hidden:
                continue  # it came by itself, under the model, and stays as it was
            self._hide(row, to_hide, standing)

    def _hide(self, row: MemberRow, hidden: bool, standing: Standing) -> None:
        move = self._moves.get(row.record)
        if move is not None:
            self._moves[row.record] = move._replace(after=move.after._replace(hidden=hidden))
        elif standing.hidden != hidden:
            self._moves[row.record] = Movement(row.record, standing, standing._replace(hidden=hidden))

    def _leads(self, row: MemberRow) -> int | None:
        move = self._moves.get(row.record)
        return row.golden if move is None else move.after.golden

    def _moved_rows(self) -> list[MemberRow]:
        return [self._rows[record] for record in sorted(self._moves)]

    async def set_override(self, one: int, other: int, kind: str) -> None:
        """Write down what a person decided of two records."""
        row = OverrideRow(
            id=await self.writer.number("override"),
            one=min(one, other),
            other=max(one, other),
            kind=kind,
            reason=self.row.reason,
            staff=self.row.staff,
            at=self.row.at,
            change=self.row.id,
            withdrawn=0,
            withdrawn_by="",
            withdrawn_at=0,
        )
        await self.writer.add_override(row)
        self._set.append(row)

    async def withdraw(self, overrides: Iterable[OverrideRow]) -> None:
        """What a person decided stands no longer."""
        numbers = []
        for each in overrides:
            await self.writer.withdraw_override(each.id, self.row.id, self.row.staff, self.row.at)
            numbers.append(each.id)
        if numbers:
            self.note(withdrew=numbers)

    def note(self, **details: object) -> None:
        """Numbers and codes that the entry is to hold as well."""
        self._noted |= details

    def noted(self) -> dict[str, object]:
        """What the entry is to hold beside the moves."""
        set_by_kind: dict[str, list[list[int]]] = defaultdict(list)
        for each in self._set[:200]:
            set_by_kind[each.kind].append([each.one, each.other])
        return {**self._noted, **set_by_kind}

    def movements(self) -> tuple[Movement, ...]:
        """What moves, by record."""
        return tuple(self._moves[record] for record in sorted(self._moves))

    def overrides_set(self) -> tuple[int, ...]:
        """The numbers of the overrides that were set."""
        return tuple(each.id for each in self._set)

    def providers(self) -> tuple[str, ...]:
        """The agencies whose records the change is about."""
        about = self._moves.keys() | self.concerned_records
        return tuple(sorted({self._rows[record].provider for record in about if record in self._rows}))

    async def apply(self) -> None:
        """Write everything, and hold the outcome to the rules.

        Raises:
            NotAcceptable: the outcome would break a rule that stands above every decision. Nothing is kept.
        """
        self._moves = {record: move for record, move in self._moves.items() if move.before != move.after}
        moves = self.movements()
        await self.wardrobe.change_into([(self._rows[move.record], move) for move in moves])
        await self.writer.add_moves([self._move_row(move) for move in moves])
        await self._count(moves)
        await self._settle_aliases(moves)
        await self._cut_edges(moves)
        await self.writer.bring_edges(self.row.id, self.brings)
        await self._check(moves)

    def _move_row(self, move: Movement) -> MoveRow:
        before, after = move.before, move.after
        return MoveRow(
            0, move.record, self.row.id, None, self.row.at,
            before.golden, before.state, int(before.hidden), after.golden, after.state, int(after.hidden),
        )  # fmt: skip

    async def _count(self, moves: Sequence[Movement]) -> None:
        """Every move is one more version of each golden nominal that it touches."""
        touched = [golden for move in moves for golden in {move.before.golden, move.after.golden}]
        await self._records.count_goldens([golden for golden in touched if golden is not None])

    async def _settle_aliases(self, moves: Sequence[Movement]) -> None:
        went: dict[int, Counter[int]] = defaultdict(Counter)
        for move in moves:
            if move.before.golden is not None and move.after.golden not in (None, move.before.golden):
                went[move.before.golden][move.after.golden] += 1
        touched = went.keys() | {move.after.golden for move in moves if move.after.golden is not None}
        peopled = {row.golden for row in await self.membership.members(sorted(touched))}
        await self.writer.drop_aliases(sorted(golden for golden in touched if golden in peopled))
        empty = [(golden, went[golden].most_common(1)[0][0]) for golden in sorted(went) if golden not in peopled]
        await self.writer.set_aliases(empty)

    async def _cut_edges(self, moves: Sequence[Movement]) -> None:
        moved = {move.record: move.after.golden for move in moves}
        edges = await self.membership.edges_of(sorted(moved))
        ends = sorted({end for edge in edges for end in (edge.record, edge.other)})
        golden = {number: row.golden for number, row in (await self.membership.records(ends)).items()}
        cut = [e for e in edges if golden.get(e.record) != golden.get(e.other) or golden.get(e.record) is None]
        await self.writer.cut_edges(self.cuts_for, cut)

    async def _check(self, moves: Sequence[Movement]) -> None:
        """What no decision may bring about: a `never` within a golden nominal, or two verified NHS numbers."""
        grown = sorted({m.after.golden for m in moves if m.after.golden not in (None, m.before.golden)}, key=str)
        members: dict[int, list[MemberRow]] = defaultdict(list)
        for row in await self.membership.members([golden for golden in grown if golden is not None]):
            members[row.golden or 0].append(row)
        for rows in members.values():
            check_never(rows, await self.membership.overrides_of([row.record for row in rows]))
            check_hard_rules([(row.record, await self.wardrobe.person(row)) for row in rows])


def changed_meanwhile() -> NotAcceptable:
    """Somebody was quicker."""
    advice = "These records have moved since. Look at them again, then decide."
    return NotAcceptable(ReasonCode.MEMBERSHIP_CHANGED, advice)
