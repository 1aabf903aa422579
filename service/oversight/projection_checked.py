"""Holds the projection to the log: makes each entry's rows anew and compares. What differs is named, nothing is mended.

The projection only says where to look, but a line that is missing from it is a disclosure that nobody would find.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, NamedTuple

from audit.errors import AuditError
from service.entries import log_unavailable
from service.projection.bringing_up_to_date import PAGE, entries_taken, taken_anew
from service.projection.reading import Taken
from service.runtime import Runtime
from service.store import projection
from service.store.projection_rows import AboutRow

MOST_NAMED: Final = 100


class Checked(NamedTuple):
    """What the comparison came to."""

    entries: int
    """How many entries of the log were compared."""
    behind: int
    """How many the projection has still to take in: no fault."""
    wrong: int
    named: list[int]
    """The first of those that are wrong."""

    @property
    def sound(self) -> bool:
        """Whether the projection says of every entry that it has what the log says."""
        return self.wrong == 0


async def check_projection(runtime: Runtime) -> Checked:
    """Compare every entry that the projection has.

    Raises:
        Unavailable: the log or the store does not answer.
    """
    size = await projection.size(runtime.store.database)
    wrong: list[int] = []
    for start in range(0, size, PAGE):
        wrong += await _wrong_within(start, min(start + PAGE, size), runtime)
    beyond = await projection.rows(runtime.store.database, size, runtime.log.size + PAGE)
    wrong += [row.entry for row in beyond]
    return Checked(size, max(0, runtime.log.size - size), len(wrong), wrong[:MOST_NAMED])


async def _wrong_within(start: int, end: int, runtime: Runtime) -> list[int]:
    held = await _held(start, end, runtime)
    wrong = []
    for leaf, taken in await entries_taken(start, end, runtime):
        expected: Taken | None = taken
        if await _was_withheld(leaf.request, leaf.type, runtime):
            expected = await taken_anew(leaf.index, runtime, withheld=True)
        if expected is None or held.get(leaf.index) != Taken(expected.row, sorted(expected.about)):
            wrong.append(leaf.index)
    return wrong


async def _held(start: int, end: int, runtime: Runtime) -> Mapping[int, Taken]:
    database = runtime.store.database
    about: dict[int, list[AboutRow]] = defaultdict(list)
    for row in await projection.abouts(database, start, end):
        about[row.entry].append(row)
    return {row.entry: Taken(row, sorted(about[row.entry])) for row in await projection.rows(database, start, end)}


async def _was_withheld(request: str, kind: str, runtime: Runtime) -> bool:
    """Whether a later entry says that this answer did not leave."""
    if kind != "enquiry.answered":
        return False
    try:
        return await runtime.log.find(f"{request}-withheld") is not None
    except AuditError:
        raise log_unavailable() from None
