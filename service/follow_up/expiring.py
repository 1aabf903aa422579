"""What people wrote to each other is destroyed when its time is over: the texts' keys go, codes and times stay.

A reply told somebody something: it is kept as long as disclosures are, or as long as any agreement has its audit kept,
from the last that happened to the request.
"""

import secrets
from collections.abc import Mapping

from audit.events import Actor, Entry, EventType, Operation
from audit.retention import RetentionClass, kept_until
from service.entries import append_entry
from service.oversight.expiring import audit_years
from service.runtime import Runtime
from service.store import follow_up as store
from service.store.follow_up import FollowUpRow

AT_ONCE = 256


def years_kept(runtime: Runtime, years: Mapping[RetentionClass, int]) -> int:
    """For how many years a request's texts are kept."""
    return max(years[RetentionClass.DISCLOSURE], *audit_years(runtime).values(), 0)


async def find_expired_requests(runtime: Runtime, years: Mapping[RetentionClass, int]) -> list[FollowUpRow]:
    """Every request with a text that is past its time. Raises Unavailable: the store does not answer."""
    kept, now = years_kept(runtime, years), runtime.clock.now() * 1_000_000
    found: list[FollowUpRow] = []
    last = 0
    while rows := await store.with_texts(runtime.store.database, last, AT_ONCE):
        found += [row for row in rows if kept_until(_last_time(row) * 1_000_000, kept) <= now]
        last = rows[-1].id
    return found


async def expire_requests(runtime: Runtime, expired: list[FollowUpRow], years: int, actor: Actor) -> int:
    """Destroy the keys of their texts, an entry for each; how many. It can be run again after a fault.

    Raises:
        Unavailable: the log or the store did not take it; what was not logged is not destroyed.
    """
    return sum([await _expire(runtime, row, years, actor) for row in expired])


async def _expire(runtime: Runtime, row: FollowUpRow, years: int, actor: Actor) -> bool:
    async with runtime.store.database.transaction() as transaction:
        if not await store.destroy_texts(transaction, row):
            return False
        await append_entry(_entry(row, years, actor), None, runtime)
    return True


def _last_time(row: FollowUpRow) -> int:
    return max(row.asked_at, row.answered_at, row.until)


def _entry(row: FollowUpRow, years: int, actor: Actor) -> Entry:
    because = {"because": "retention", "class": RetentionClass.DISCLOSURE.value, "years": years, "kind": row.kind}
    return Entry(
        type=EventType.PAYLOAD_SHREDDED,
        request_id=secrets.token_hex(16),
        actor=actor,
        operation=Operation.ERASURE,
        relates_to=row.entry,
        details=because,
    )
