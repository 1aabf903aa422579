"""The asker follows their own requests: which wait, until when, and what was answered."""

from typing import NamedTuple

from audit.events import EventType
from service.errors import NotFound, Overtaken, ReasonCode
from service.follow_up.agreed import agreed_for
from service.follow_up.entries import note
from service.follow_up.texts import Reply, Wanted, reply_of, wanted_of
from service.follow_up.words import MOST_SHOWN, State
from service.identity.principal import Principal
from service.runtime import Runtime
from service.store import follow_up as store
from service.store.follow_up import FollowUpRow


class Followed(NamedTuple):
    """One's own request with what was asked and answered. Personal."""

    row: FollowUpRow
    wanted: Wanted | None
    reply: Reply | None
    """None while there is none, once it has expired, and where the agreements no longer let it be told."""


async def own_requests(principal: Principal, runtime: Runtime) -> list[FollowUpRow]:
    """The principal's own requests, newest first: codes and times only, so that reading them is no entry."""
    return await store.of_asker(runtime.store.database, principal.staff, principal.agency, MOST_SHOWN)


async def own_request(reference: str, principal: Principal, runtime: Runtime) -> Followed:
    """One's own request, and its reply while it can be read. The reading is an entry first.

    Raises:
        NotFound: there is none of theirs.
        Unavailable: log or store is down.
    """
    row = await _own(reference, principal, runtime)
    await note(EventType.FOLLOW_UP_READ, {}, principal, runtime, row=row, relates_to=row.entry)
    reply = reply_of(row, runtime) if runtime.clock.now() < row.until else None
    if reply is not None and not agreed_for(row, runtime).issuperset(reply.fields):
        reply = None
    return Followed(row, wanted_of(row, runtime), reply)


async def withdraw(reference: str, principal: Principal, runtime: Runtime) -> FollowUpRow:
    """The asker needs it no longer.

    Raises:
        NotFound: there is none of theirs.
        Overtaken: it was answered meanwhile.
        Unavailable: log or store is down; it waits on.
    """
    row = await _own(reference, principal, runtime)
    after = row._replace(state=State.WITHDRAWN.value, answered_at=runtime.clock.now())
    async with runtime.store.database.transaction() as transaction:
        if not await store.end(transaction, after):
            raise waits_no_longer()
        await note(EventType.FOLLOW_UP_WITHDRAWN, {}, principal, runtime, row=row, relates_to=row.entry)
    return after


async def _own(reference: str, principal: Principal, runtime: Runtime) -> FollowUpRow:
    row = await store.by_reference(runtime.store.database, reference)
    if row is None or (row.staff, row.agency) != (principal.staff, principal.agency):
        raise no_such_request()
    return row


def no_such_request() -> NotFound:
    """One that is not there and one that this person may not know of look the same."""
    return NotFound(ReasonCode.NOT_FOUND, "There is no such request that you may read. Look at your list of requests.")


def waits_no_longer() -> Overtaken:
    """Somebody was first."""
    advice = "This request waits no longer: it was answered or withdrawn. Look at it again."
    return Overtaken(ReasonCode.REVIEW_MOVED_ON, advice)
