"""Finding what is wanted in the log, newest first, in pages of bounded work.

The log's time never goes back, so a stretch of time is a stretch of indices, found by halving. What else is wanted is
looked for in the entries themselves: at most MOST_READ of them are read for one page, and a page that ends there tells
where the next one begins, so that it may hold fewer than were asked for, or none.
"""

from dataclasses import dataclass
from typing import Final

from audit.errors import AuditError
from audit.log import Logged
from audit.whole_log import WholeLog
from service.entries import log_unavailable
from service.forms.recorded import Recorded, read_recorded, time_of
from service.forms.wanted import FOREVER, Wanted

MOST_READ: Final = 20_000
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found."""

    entries: list[Recorded]
    """Newest first."""
    next: int | None
    """The index below which the next page begins; None where there is none."""


async def find(wanted: Wanted, before: int, count: int, log: WholeLog, most_read: int = MOST_READ) -> Found:
    """At most `count` of the wanted entries with an index below `before`, after reading at most `most_read`.

    Raises:
        Unavailable: the log does not answer.
    """
    try:
        end = await _end(wanted, before, log)
        return await _find(wanted, end, max(0, end - most_read), count, log)
    except AuditError:
        raise log_unavailable() from None


async def _end(wanted: Wanted, before: int, log: WholeLog) -> int:
    """The first index that is not wanted for its time, or `before` where that is lower."""
    low, high = 0, max(0, min(before, log.size))
    if wanted.until == FOREVER:
        return high
    while low < high:
        middle = (low + high) // 2
        logged = await log.entry(middle)
        if logged is None or time_of(logged) >= wanted.until:
            high = middle
        else:
            low = middle + 1
    return low


async def _find(wanted: Wanted, end: int, last: int, count: int, log: WholeLog) -> Found:
    """Read down from `end` to `last`."""
    found: list[Recorded] = []
    while end > last:
        for logged in await log.entries(limit=min(_AT_ONCE, end - last), before=end):
            if time_of(logged) < wanted.since:
                return Found(found, None)
            end = logged.index
            if _may_be(logged, wanted) and _is(recorded := read_recorded(logged, log.verifier.name), wanted):
                found.append(recorded)
            if len(found) == count:
                return Found(found, end or None)
    return Found(found, end or None)


def _may_be(logged: Logged, wanted: Wanted) -> bool:
    """Whether the bytes hold what is wanted: most do not, and need not be read."""
    return all(text.encode() in logged.body for text in (wanted.subject, wanted.staff, wanted.agency))


def _is(recorded: Recorded, wanted: Wanted) -> bool:
    entry = recorded.entry
    return (
        wanted.subject in ("", entry.subject)
        and wanted.staff in ("", entry.actor.staff)
        and wanted.agency in ("", entry.actor.agency)
    )
