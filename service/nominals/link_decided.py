"""What people have decided, for bulk linking: who is never or always one person; and the history that it leaves."""

from collections.abc import Sequence

from service.nominals.shapes import ALWAYS, NEVER
from service.store.database import Reader, Transaction
from service.store.nominals_reading import Membership
from service.store.nominals_rows import MoveRow
from service.store.nominals_writing import MembershipWriter
from service.store.rows import State

Couples = list[tuple[int, int]]


async def decided_pairs(reader: Reader) -> tuple[Couples, Couples]:
    """The pairs of record numbers that people have parted, and those that they have joined."""
    overrides = await Membership(reader).overrides()
    never = [(each.one, each.other) for each in overrides if each.kind == NEVER]
    return never, [(each.one, each.other) for each in overrides if each.kind == ALWAYS]


async def keep_history(transaction: Transaction, joined: Sequence[tuple[int, int]], at: int) -> None:
    """A step for every record that waited and has come to somebody: (record, golden nominal)."""
    waiting, live = State.WAITING.value, State.LIVE.value
    moves = [MoveRow(0, record, None, None, at, None, waiting, 0, golden, live, 0) for record, golden in joined]
    if moves:
        await MembershipWriter(transaction).add_moves(moves)
