"""Alerts: enquiries of which the asker saw nothing, and of which the IG lead of their agency should know.

Kinds, counts and pseudonyms only: whom it was about is in the sealed payload of the entry, not here.
"""

from typing import NamedTuple

from audit.events import EventType
from service.emergency.entries import note
from service.identity.principal import Principal
from service.oversight.leads import begin_reading, check_lead
from service.runtime import Runtime
from service.store import oversight
from service.store.oversight_rows import AlertCount, AlertRow


class Alerts(NamedTuple):
    """What nobody has looked at yet."""

    counts: list[AlertCount]
    alerts: list[AlertRow]


async def alerts(after: int, limit: int, principal: Principal, runtime: Runtime) -> Alerts:
    """The alerts about people of the principal's agency, counted by kind and person, and one by one.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: store or log is down.
    """
    await begin_reading("alerts", principal, runtime)
    database = runtime.store.database
    counts = await oversight.alerts_counted(database, principal.agency)
    return Alerts(counts, await oversight.alerts(database, principal.agency, after, limit))


async def mark_seen(up_to: int, principal: Principal, runtime: Runtime) -> int:
    """The principal has looked into the alerts up to an entry of the log. Returns how many.

    Raises:
        NotPermitted, Unavailable: as `alerts`.
    """
    check_lead(principal)
    async with runtime.store.database.transaction() as transaction:
        await note(EventType.NOTICE_SEEN, {"alerts_up_to": up_to}, principal, runtime)
        now = runtime.clock.now()
        return await oversight.see_alerts(transaction, principal.agency, up_to, principal.staff, now)
