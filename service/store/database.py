"""The port to a database engine: statements in, rows out, one writer at a time.

Two implementations, `sqlite` and `postgresql`, and one code path above them.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Protocol

from service.errors import ReasonCode, Unavailable
from service.store.statement import Statement

if TYPE_CHECKING:
    from service.store.sharing import Met

Row = tuple[Any, ...]


class Reader(Protocol):
    """Answers queries from what is committed (or, within a transaction, also from what it wrote)."""

    async def rows(self, statement: Statement, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run a query.

        Raises:
            Unavailable: the engine is down or refuses.
        """
        ...


class Transaction(Reader, Protocol):
    """The only way to write. It commits when its block ends, durably, and rolls back when the block raises."""

    async def run(self, statement: Statement, parameters: Sequence[Any] = ()) -> int:
        """Run one statement and return how many rows it changed."""
        ...

    async def run_many(self, statement: Statement, parameters: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        ...


class Database(Reader, Protocol):
    """One open database."""

    async def candidates(self, tokens: Sequence[int], met: "Met") -> list[Row]:
        """The live records that share a selective token, by the rule of `sharing`; `met` may spare what it has.

        Each row has the columns of `queries.PERSON`. Each engine has its own fastest way to them.

        Raises:
            Unavailable: the engine is down or refuses.
        """
        ...

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin writing; whoever comes second waits.

        Raises:
            Unavailable: DISK_FULL or STORE_UNAVAILABLE. What was committed before is intact.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


def disk_full() -> Unavailable:
    """The error of a store that has no room: said once, for both engines."""
    advice = (
        "The store's disk is full. Nothing of this step was kept; what was stored before is intact. "
        "Free some space and run it again."
    )
    return Unavailable(ReasonCode.DISK_FULL, advice)


def store_down() -> Unavailable:
    """The error of a store that does not answer."""
    return Unavailable(ReasonCode.STORE_UNAVAILABLE, "The record store does not answer. Nothing was disclosed or lost.")
