"""What bulk linking writes: places, in chunks, and how far it is. The plan is kept whole before the first chunk.

The plan and the position lie in `store_fact`: record numbers and scores, as the tables hold them too.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from service.store import bulk_statements
from service.store.database import Reader, Transaction

PLAN = "link.plan"
POSITION = "link.position"


class SealedMatch(NamedTuple):
    """A record's match group, to be opened once more."""

    provider: str
    ref_token: bytes
    match_key: bytes | None
    match_sealed: bytes


async def kept_plan(reader: Reader) -> tuple[bytes, bytes] | None:
    """The plan that an earlier run left unfinished, and its position."""
    plan = await reader.rows(bulk_statements.FACT, (PLAN,))
    position = await reader.rows(bulk_statements.FACT, (POSITION,))
    return (bytes(plan[0][0]), bytes(position[0][0])) if plan and position else None


async def keep_plan(transaction: Transaction, plan: bytes, position: bytes) -> None:
    """Keep a plan in place of any other, before anything of it is carried out."""
    await drop_plan(transaction)
    await transaction.run(bulk_statements.ADD_FACT, (PLAN, plan))
    await transaction.run(bulk_statements.ADD_FACT, (POSITION, position))


async def advance_plan(transaction: Transaction, position: bytes) -> None:
    """Say how far the plan is carried out, in the transaction that brought it there."""
    await transaction.run(bulk_statements.SET_FACT, (position, POSITION))


async def drop_plan(transaction: Transaction) -> None:
    """The plan is carried out, or no longer holds."""
    for name in (PLAN, POSITION):
        await transaction.run(bulk_statements.DROP_FACT, (name,))


async def place_records(transaction: Transaction, places: Iterable[tuple[int, int]]) -> None:
    """Records are live from here on, each with its golden nominal: (golden, record)."""
    await transaction.run_many(bulk_statements.PLACE_RECORD, places)


async def hold_records(transaction: Transaction, records: Sequence[int]) -> None:
    """Records that may be a shielded person's: as shielded as they, and found by nobody until a person decides."""
    await transaction.run_many(bulk_statements.HOLD_RECORD, [(record,) for record in records])


async def sealed_match(reader: Reader, record: int) -> SealedMatch:
    """What the matcher may see of a record, sealed."""
    return SealedMatch._make((await reader.rows(bulk_statements.SEALED, (record,)))[0])


async def waiting_by_provider(reader: Reader) -> dict[str, int]:
    """How many records of each agency wait to be linked."""
    return {str(provider): int(count) for provider, count in await reader.rows(bulk_statements.WAITING)}


async def last_record(reader: Reader) -> int:
    """The highest number of a record."""
    return int((await reader.rows(bulk_statements.LAST_RECORD))[0][0])


async def loads_so_far(reader: Reader) -> list[tuple[int, str, int]]:
    """Every load with its state and position: two equal answers mean that nothing was loaded between them."""
    return [
        (int(number), str(state), int(position)) for number, state, position in await reader.rows(bulk_statements.LOADS)
    ]


async def goldens_so_far(reader: Reader) -> tuple[int, int]:
    """How many golden nominals there are, and the sum of their versions."""
    rows = await reader.rows(bulk_statements.GOLDENS)
    return int(rows[0][0]), int(rows[0][1])
