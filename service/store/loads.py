"""How far each load is: what a load that was killed needs to go on where it stopped."""

from typing import NamedTuple

from service.store import changes
from service.store.database import Reader, Transaction


class LoadState(NamedTuple):
    """A row of `load`, in the order of its columns."""

    id: int
    provider: str
    file_digest: bytes
    state: str
    position: int
    started_at: int
    counts: str


async def last_load(reader: Reader, provider: str, file_digest: bytes) -> LoadState | None:
    """The latest load of this very file for this agency."""
    rows = await reader.rows(changes.LAST_LOAD, (provider, file_digest))
    return LoadState._make(rows[0]) if rows else None


async def begin_load(transaction: Transaction, load: LoadState) -> None:
    """Write down that a load has begun."""
    await transaction.run(changes.ADD_LOAD, load)


async def advance_load(transaction: Transaction, load: LoadState) -> None:
    """Write down how far it is, in the transaction that brought it there."""
    await transaction.run(changes.ADVANCE_LOAD, (load.state, load.position, load.counts, load.id))
