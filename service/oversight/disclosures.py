"""The disclosure log as an IG lead reads it. Every reading is itself an entry, written before anything is shown.

The projection says where to look; what is shown is read from the log itself, each entry from its stored bytes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from audit.errors import AuditError
from audit.log import Logged
from service.entries import log_unavailable
from service.errors import NotFound, ReasonCode
from service.identity.principal import Principal
from service.leaf import Leaf, read_leaf
from service.oversight.leads import check_lead
from service.oversight.noting import note_query
from service.projection.bringing_up_to_date import bring_up_to_date
from service.runtime import Runtime
from service.store import projection
from service.store.projection_rows import Wanted

MOST_ROWS: Final = 200
PSEUDONYM: Final = re.compile(r"[0-9a-f]{32}\Z")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries are wanted; what is empty wants all."""

    type: str = ""
    agency: str = ""
    """The asker's."""
    purpose: str = ""
    staff: str = ""
    subject: str = ""
    """A pseudonym: of the person asked about, or of a relative of whom something was told."""
    provider: str = ""
    """An agency whose record was told. For the reader's own agency also where it was not named to the asker."""
    agreement: str = ""
    """`LANCS-ISA-0042`, or with a space and a version."""
    operation: str = ""
    level: int = 0
    denied: bool = False
    """What people of the reader's own agency were denied, even where they could not tell it from nothing held."""
    break_glass: bool = False
    """Where an emergency was declared."""
    since: int = 0
    """Unix seconds."""
    until: int = 0


class Page(NamedTuple):
    """Entries newest first, and below which to go on; None where that was all."""

    leaves: list[Leaf]
    next: int | None


async def page(
    filters: Filters, before: int | None, limit: int, principal: Principal, runtime: Runtime, what: str = "list",
    why: str = "",
) -> Page:  # fmt: skip
    """At most `limit` entries with an index below `before`, newest first, that fit the filters.

    However rare they are, a bounded part of the log is looked at: a page may have fewer than `limit`, and go on.
    `why` is a code of `why_look`, where one person is looked at.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: the log or the store does not answer, or the log did not take the entry of this reading.
    """
    await _begin(what, filters, principal, runtime, why)
    return await one_page(await wanted_by(filters, principal, runtime), filters.until, before, limit, runtime)


async def disclosures(
    filters: Filters, before: int | None, limit: int, principal: Principal, runtime: Runtime
) -> list[Leaf]:
    """As `page`, but looked for until there are as many as asked for, or no more.

    Raises:
        NotPermitted, Unavailable: as `page`.
    """
    await _begin("list", filters, principal, runtime)
    wanted = await wanted_by(filters, principal, runtime)
    found: list[Leaf] = []
    below = before
    while len(found) < min(limit, MOST_ROWS):
        some = await one_page(wanted, filters.until, below, min(limit, MOST_ROWS) - len(found), runtime)
        found += some.leaves
        below = some.next
        if below is None:
            break
    return found


async def disclosure(name: int | str, principal: Principal, runtime: Runtime) -> tuple[Leaf, bytes]:
    """One entry, by its number or its name (`2027-1041`), and its receipt as JSON.

    Raises:
        NotFound: the log has no such entry.
        NotPermitted, Unavailable: as `page`.
    """
    check_lead(principal)
    index = runtime.log.numbering.read(str(name))
    there = index is not None and index < runtime.log.size
    await note_query("entry", principal, runtime, relates_to=index if there else None)
    try:
        receipt = await runtime.log.receipt(index) if there and index is not None else None
    except AuditError:
        raise log_unavailable() from None
    if receipt is None or index is None:
        raise NotFound(ReasonCode.NOT_FOUND, "The log has no entry with this number.")
    return read_leaf(Logged(index, receipt.entry, runtime.log.numbering)), receipt.to_json().encode()


async def one_page(wanted: Wanted, until: int, before: int | None, limit: int, runtime: Runtime) -> Page:
    """What the projection finds, read from the log. The caller has written that it is read.

    Raises:
        Unavailable: the log or the store does not answer.
    """
    database = runtime.store.database
    below = runtime.log.size if before is None else min(before, runtime.log.size)
    if until:
        below = min(below, await projection.first_since(database, until * 1_000_000))
    found = await projection.find(database, wanted, below, min(limit, MOST_ROWS))
    return Page(await leaves_of([row.entry for row in found.rows], runtime), found.next)


async def wanted_by(filters: Filters, principal: Principal, runtime: Runtime) -> Wanted:
    """The filters as the projection takes them, for this reader."""
    since = filters.since and await projection.first_since(runtime.store.database, filters.since * 1_000_000)
    own = filters.provider == principal.agency
    return Wanted(
        person=filters.subject,
        staff=filters.staff,
        holder=filters.provider if own else "",
        provider="" if own else filters.provider,
        agreement=filters.agreement,
        denied_of=principal.agency if filters.denied else "",
        break_glass=filters.break_glass,
        purpose=filters.purpose,
        type=filters.type,
        agency=filters.agency,
        operation=filters.operation,
        level=filters.level,
        start=since,
    )


async def leaves_of(entries: Sequence[int], runtime: Runtime) -> list[Leaf]:
    """Entries from their stored bytes, in the order asked for.

    Raises:
        Unavailable: the log does not answer.
    """
    try:
        logged = [await runtime.log.entry(entry) for entry in entries]
    except AuditError:
        raise log_unavailable() from None
    return [read_leaf(one) for one in logged if one is not None]


async def _begin(what: str, filters: Filters, principal: Principal, runtime: Runtime, why: str = "") -> None:
    check_lead(principal)
    subject = filters.subject if PSEUDONYM.match(filters.subject) else ""
    await note_query(what, principal, runtime, filters=_named(filters), subject=subject, why=why)
    await bring_up_to_date(runtime)


def _named(filters: Filters) -> list[str]:
    """Which filters were set. Not to what: somebody may have typed a name."""
    return sorted(name for name in Filters.__slots__ if getattr(filters, name))
