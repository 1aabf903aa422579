"""Writes membership, inside one transaction: changes, moves, overrides, aliases and correction notices."""

from collections.abc import Iterable, Sequence
from itertools import count

from service.store import nominals_statements as said
from service.store.changes import ADD_EDGE, DROP_EDGE
from service.store.database import Transaction
from service.store.nominals_rows import ChangeRow, EdgeRow, HiddenRow, MoveRow, NoticeRow, OverrideRow


class MembershipWriter:
    """The writes of one transaction. There is one writer at a time on either engine, so it numbers the rows itself."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self._numbers: dict[str, count[int]] = {}

    async def number(self, table: str) -> int:
        """The next free number of `change`, `move`, `override` or `notice`."""
        numbers = self._numbers.get(table)
        if numbers is None:
            rows = await self.transaction.rows(said.LARGEST[table])
            numbers = self._numbers[table] = count(int(rows[0][0]) + 1)
        return next(numbers)

    async def add_change(self, row: ChangeRow) -> None:
        """Write down that a change is begun or proposed."""
        await self.transaction.run(said.ADD_CHANGE, row)

    async def begin_again(self, row: ChangeRow) -> None:
        """A proposal is about to be made true: by whom, when, and under which entry."""
        about = (row.state, row.reason, row.staff, row.agency, row.role, row.at, row.request, None)
        await self.transaction.run(said.BEGIN_AGAIN, (*about, row.id))

    async def set_change(self, change: int, state: str, entry: int) -> None:
        """Say what became of a change, and which entry of the log holds it; nothing is counted of it yet."""
        await self.transaction.run(said.SET_CHANGE, (state, entry, "", change))

    async def set_state(self, change: int, state: str) -> None:
        """Say what became of a change."""
        await self.transaction.run(said.SET_CHANGE_STATE, (state, change))

    async def count_change(self, change: int, counts: str) -> None:
        """Say in JSON what came of a change."""
        await self.transaction.run(said.COUNT_CHANGE, (counts, change))

    async def drop_change(self, change: int) -> None:
        """Forget an intent of which the log knows nothing."""
        await self.transaction.run(said.DROP_CHANGE, (change,))

    async def add_moves(self, rows: Sequence[MoveRow]) -> None:
        """Write what moved; a row's number 0 stands for the next free one."""
        numbered = [row if row.id else row._replace(id=await self.number("move")) for row in rows]
        await self.transaction.run_many(said.ADD_MOVE, numbered)

    async def drop_moves(self, change: int) -> None:
        """Forget the moves of a proposal."""
        await self.transaction.run(said.DROP_MOVES, (change,))

    async def place(self, rows: Iterable[tuple[int | None, int, int, int]]) -> None:
        """Say where records belong: (golden, state, shielded, record)."""
        await self.transaction.run_many(said.PLACE_RECORD, list(rows))

    async def set_match(self, record: int, match_key: bytes, match_sealed: bytes) -> None:
        """Put another matching group in place of a record's own."""
        await self.transaction.run(said.SET_MATCH, (match_key, match_sealed, record))

    async def add_hidden(self, row: HiddenRow) -> None:
        """Set a record's own matching group aside."""
        await self.transaction.run(said.DROP_HIDDEN, (row.record,))
        await self.transaction.run(said.ADD_HIDDEN, row)

    async def drop_hidden(self, record: int) -> None:
        """What was set aside is in its place again, or destroyed."""
        await self.transaction.run(said.DROP_HIDDEN, (record,))

    async def add_override(self, row: OverrideRow) -> None:
        """Write what a person decided of two records."""
        await self.transaction.run(said.ADD_OVERRIDE, row)
        await self.transaction.run(said.ADD_RULED, (row.change, row.id, 1))

    async def withdraw_override(self, override: int, change: int, staff: str, at: int) -> None:
        """An override stands no longer."""
        await self.transaction.run(said.WITHDRAW_OVERRIDE, (change, staff, at, override))
        await self.transaction.run(said.ADD_RULED, (change, override, 0))

    async def reinstate_override(self, override: int, change: int) -> None:
        """An override stands again, because its withdrawal was taken back."""
        await self.transaction.run(said.WITHDRAW_OVERRIDE, (0, "", 0, override))
        await self.transaction.run(said.ADD_RULED, (change, override, 1))

    async def set_aliases(self, rows: Sequence[tuple[int, int]]) -> None:
        """Say into which golden nominal each one without records went: (golden, into)."""
        await self.drop_aliases([row[0] for row in rows])
        await self.transaction.run_many(said.ADD_ALIAS, rows)

    async def drop_aliases(self, goldens: Iterable[int]) -> None:
        """These golden nominals have records again."""
        await self.transaction.run_many(said.DROP_ALIAS, [(golden,) for golden in goldens])

    async def cut_edges(self, change: int, edges: Sequence[EdgeRow]) -> None:
        """Take edges away, and keep them with the change that cut them."""
        await self.transaction.run_many(said.ADD_KEPT_EDGE, [(change, *edge, 0) for edge in edges])
        await self.transaction.run_many(DROP_EDGE, [(edge.record, edge.other) for edge in edges])

    async def restore_edges(self, change: int, edges: Sequence[EdgeRow]) -> None:
        """Put back what a change had cut."""
        await self.transaction.run(said.DROP_KEPT_EDGES, (change, 0))
        await self.transaction.run_many(ADD_EDGE, edges)

    async def propose_edges(self, change: int, edges: Sequence[EdgeRow]) -> None:
        """Keep the edges that a proposal would bring."""
        await self.transaction.run_many(said.ADD_KEPT_EDGE, [(change, *edge, 1) for edge in edges])

    async def bring_edges(self, change: int, edges: Sequence[EdgeRow]) -> None:
        """Put in place what a proposal brings, over what was there for the same pairs."""
        await self.transaction.run(said.DROP_KEPT_EDGES, (change, 1))
        await self.transaction.run_many(DROP_EDGE, [(edge.record, edge.other) for edge in edges])
        await self.transaction.run_many(ADD_EDGE, edges)

    async def add_notices(self, rows: Sequence[NoticeRow]) -> None:
        """Write down who is to be told of a correction."""
        await self.transaction.run_many(said.ADD_NOTICE, rows)

    async def correct_notice(self, notice: int, at: int, staff: str) -> None:
        """Somebody has been told."""
        await self.transaction.run(said.CORRECT_NOTICE, ("told", at, staff, notice))
