"""What an IG lead is told, and that they have seen it."""

from typing import NamedTuple

from audit.events import EventType
from service.emergency.entries import note
from service.emergency.notices import text_of
from service.errors import NotFound, ReasonCode
from service.identity.principal import Principal
from service.oversight.leads import begin_reading, check_lead
from service.runtime import Runtime
from service.store import oversight
from service.store.oversight_rows import LeadNoticeRow


class Told(NamedTuple):
    """A notice with what it says."""

    row: LeadNoticeRow
    text: str


async def notices(seen: bool, after: int, limit: int, principal: Principal, runtime: Runtime) -> list[Told]:
    """The notices to the principal's agency, oldest first: those not seen yet, or those seen.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: store or log is down.
    """
    await begin_reading("notices", principal, runtime)
    rows = await oversight.notices(runtime.store.database, principal.agency, after, limit, seen=seen)
    return [Told(row, text_of(row, runtime)) for row in rows]


async def mark_seen(number: int, principal: Principal, runtime: Runtime) -> LeadNoticeRow:
    """The principal has seen a notice to their agency. Saying it again changes nothing.

    Raises:
        NotPermitted: the principal is no IG lead.
        NotFound: there is no such notice to their agency.
        Unavailable: store or log is down.
    """
    check_lead(principal)
    async with runtime.store.database.transaction() as transaction:
        row = await oversight.notice_of(transaction, number)
        if row is None or row.agency != principal.agency:
            raise NotFound(ReasonCode.NOT_FOUND, "There is no such notice to your agency. Look at the list.")
        if row.seen_at:
            return row
        about = row.entry if row.entry >= 0 else None
        await note(EventType.NOTICE_SEEN, {"notice": number}, principal, runtime, relates_to=about)
        after = row._replace(seen_by=principal.staff, seen_at=runtime.clock.now())
        await oversight.see_notice(transaction, number, after.seen_by, after.seen_at)
    return after
