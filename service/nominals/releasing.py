"""When a held record may become live on its own: once a person has said of every shielded one that it is not theirs."""

from collections.abc import Sequence

from service.nominals.making import Making
from service.nominals.shapes import NEVER
from service.store.nominals_reading import Membership
from service.store.nominals_rows import MemberRow
from service.store.rows import State


async def undecided(membership: Membership, records: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs for whose sake these records are held, and of which nobody has said `never`."""
    pairs = await membership.perhaps_shielded(records)
    never = {(each.one, each.other) for each in await membership.overrides_of(records) if each.kind == NEVER}
    return sorted(pair for pair in pairs if (min(pair), max(pair)) not in never)


async def stand_alone(making: Making, rows: Sequence[MemberRow], golden: int | None) -> None:
    """Records leave for a golden nominal of their own (`golden`, or a new one); any that must, waits held instead."""
    waiting = {record for record, _ in await undecided(making.membership, [row.record for row in rows])}
    free = [row for row in rows if row.record not in waiting]
    if free and golden is None:
        golden = await making.found()
    for row in free:
        await making.move(row, golden)
    for row in rows:
        if row.record in waiting:
            await making.move(row, None, State.HELD)
