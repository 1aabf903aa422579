"""Finding what is wanted in the log, newest first, in pages of bounded work.

The projection says where in the log to look (`service.projection`), and what is shown is read from the log itself. A
search looks at a bounded number of entries for one page, which says below which index the next one begins: so a page
may hold fewer than were asked for, or none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.errors import AuditError
from audit.whole_log import WholeLog
from service.entries import log_unavailable
from service.forms.recorded import Recorded, read_recorded
from service.forms.wanted import FOREVER, Wanted
from service.projection.bringing_up_to_date import bring_up_to_date
from service.runtime import Runtime
from service.store import projection
from service.store.projection import LOOKED_AT
from service.store.projection_rows import Wanted as Indexed


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found."""

    entries: list[Recorded]
    """Newest first."""
    next: int | None
    """The index below which the next page begins; None where there is none."""


async def find(wanted: Wanted, before: int, count: int, runtime: Runtime, looked_at: int = LOOKED_AT) -> Found:
    """At most `count` of the wanted entries with an index below `before`, after looking at most at `looked_at`.

    Raises:
        Unavailable: the log or the store does not answer.
    """
    await bring_up_to_date(runtime)
    database = runtime.store.database
    below = max(0, min(before, runtime.log.size))
    if wanted.until < FOREVER:
        below = min(below, await projection.first_since(database, wanted.until))
    start = await projection.first_since(database, wanted.since) if wanted.since > -FOREVER else 0
    pages = [await projection.find(database, one, below, count, looked_at) for one in _indexed(wanted, start)]
    reach = max((page.next for page in pages if page.next is not None), default=0)
    entries = sorted({row.entry for page in pages for row in page.rows if row.entry >= reach}, reverse=True)
    try:
        read = await _read(entries, runtime.log)
    except AuditError:
        raise log_unavailable() from None
    found = [one for one in read if _is(one, wanted)]
    if len(found) > count:
        found, reach = found[:count], found[count - 1].number
    return Found(found, reach or None)


def _indexed(wanted: Wanted, start: int) -> Iterator[Indexed]:
    """The searches that together hold all that is wanted.

    Whom an entry names is under `person` where something was told, else under `sought`. Relatives, of whom only a
    sealed payload speaks, are under both too: they are left out once the entry is read.
    """
    by = Indexed(staff=wanted.staff, agency=wanted.agency, start=start)
    if not wanted.subject:
        yield by
        return
    yield Indexed(person=wanted.subject, staff=wanted.staff, agency=wanted.agency, start=start)
    yield Indexed(sought=wanted.subject, staff=wanted.staff, agency=wanted.agency, start=start)


async def _read(entries: Sequence[int], log: WholeLog) -> list[Recorded]:
    """Entries in falling order; those that follow each other are read together."""
    found: list[Recorded] = []
    at = 0
    while at < len(entries):
        end = at + 1
        while end < len(entries) and entries[end] == entries[end - 1] - 1:
            end += 1
        page = await log.entries(limit=end - at, before=entries[at] + 1)
        found += [read_recorded(one, log.verifier.name) for one in page]
        at = end
    return found


def _is(recorded: Recorded, wanted: Wanted) -> bool:
    entry = recorded.entry
    return (
        wanted.subject in ("", entry.subject)
        and wanted.staff in ("", entry.actor.staff)
        and wanted.agency in ("", entry.actor.agency)
        and wanted.since <= recorded.time < wanted.until
    )
