"""A second person agrees to an emergency, or declines, before anything is opened: a supervisor of the same agency."""

from typing import NamedTuple

from audit.events import EventType
from service.emergency.declaring import review_of
from service.emergency.entries import note
from service.emergency.notices import ToTell, tell
from service.emergency.sealed import REASON, open_text
from service.emergency.words import NoticeKind
from service.errors import NotAcceptable, NotFound, Overtaken, ReasonCode
from service.identity.principal import Principal, PrincipalKind
from service.runtime import Runtime
from service.store import oversight
from service.store.database import Transaction
from service.store.oversight_rows import DECLINED, OPEN, EmergencyRow

_READERS = frozenset({PrincipalKind.SUPERVISOR, PrincipalKind.IG_LEAD})


class Seen(NamedTuple):
    """An emergency as its second person, or its IG lead, sees it."""

    row: EmergencyRow
    reason: str
    """As it was written. Personal."""


async def emergencies(principal: Principal, runtime: Runtime, after: int = 0) -> list[EmergencyRow]:
    """What people of the own agency have declared: all of it for an IG lead, what waits for a supervisor.

    Raises:
        NotFound: the principal answers no emergencies.
        Unavailable: store or log is down.
    """
    _check_reader(principal)
    await note(EventType.OVERSIGHT_READ, {"what": "emergencies"}, principal, runtime)
    rows = await oversight.emergencies_of(runtime.store.database, principal.agency, after)
    if principal.kind is PrincipalKind.IG_LEAD:
        return rows
    return [row for row in rows if row.is_waiting(runtime.clock.now()) and row.staff != principal.staff]


async def emergency(number: int, principal: Principal, runtime: Runtime) -> Seen:
    """One emergency with its reason, for whoever may answer or review it. The reading is an entry first.

    Raises:
        NotFound: there is none that this principal may see.
        Unavailable: store or log is down.
    """
    _check_reader(principal)
    row = await oversight.emergency_of(runtime.store.database, number)
    if row is None or not _may_see(row, principal, runtime.clock.now()):
        raise no_such_emergency()
    about = {"what": "emergency", "emergency": number}
    await note(EventType.OVERSIGHT_READ, about, principal, runtime, relates_to=row.entry)
    return Seen(row, reason_of(row, runtime))


async def answer(number: int, agrees: bool, principal: Principal, runtime: Runtime) -> EmergencyRow:
    """The second person agrees (its minutes begin now) or declines. The entry is written within the transaction.

    Raises:
        NotFound: there is no such emergency in the own agency, or the principal is no supervisor.
        NotAcceptable: SECOND_PERSON_NEEDED, where it is the principal's own.
        Overtaken: it was answered, or waits no longer.
        Unavailable: store or log is down; it waits on.
    """
    if principal.kind is not PrincipalKind.SUPERVISOR:
        raise no_such_emergency()
    async with runtime.store.database.transaction() as transaction:
        row = await oversight.emergency_of(transaction, number)
        if row is None or row.agency != principal.agency:
            raise no_such_emergency()
        if row.staff == principal.staff:
            raise NotAcceptable(
                ReasonCode.SECOND_PERSON_NEEDED, "This is your own emergency: somebody else answers it."
            )
        now = runtime.clock.now()
        if not row.is_waiting(now):
            raise _waits_no_longer()
        details = {"emergency": number, "agrees": agrees}
        await note(EventType.EMERGENCY_ANSWERED, details, principal, runtime, relates_to=row.entry)
        until = now + row.minutes * 60 if agrees else row.until
        state = OPEN if agrees else DECLINED
        after = row._replace(state=state, until=until, answered_by=principal.staff, answered_at=now)
        await _keep(after, transaction, runtime)
    return after


async def _keep(row: EmergencyRow, transaction: Transaction, runtime: Runtime) -> None:
    if not await oversight.answer_emergency(transaction, row):
        raise _waits_no_longer()
    if row.state == OPEN:
        await oversight.add_review(transaction, review_of(row, row.answered_at))
        return
    text = f"{row.answered_by} did not agree to emergency {row.id} of {row.staff} ({row.role}). Nothing was opened."
    declined = ToTell(
        f"emergency/{row.id}", NoticeKind.EMERGENCY_DECLINED, row.agency, text, row.answered_at,
        emergency=row.id, entry=row.entry,
    )  # fmt: skip
    await tell([declined], transaction, runtime)


def reason_of(row: EmergencyRow, runtime: Runtime) -> str:
    """Why it was declared, as it was written; nothing where its key was destroyed."""
    return open_text(REASON, f"emergency/{row.id}", row.reason_key, row.reason_sealed, runtime)


def _check_reader(principal: Principal) -> None:
    if principal.kind not in _READERS:
        raise no_such_emergency()


def _may_see(row: EmergencyRow, principal: Principal, now: int) -> bool:
    """IG leads of the own agency and of one whose records it opened; a supervisor what waits for, or had, their answer.

    The reason is about a family: to have been a supervisor somewhere in the agency is no reason to read it later.
    """
    if principal.kind is PrincipalKind.IG_LEAD:
        return principal.agency in {row.agency, *row.holders}
    waits = row.is_waiting(now) and row.staff != principal.staff
    return row.agency == principal.agency and (waits or row.answered_by == principal.staff)


def no_such_emergency() -> NotFound:
    """One that is not there and one that this person may not know of look the same."""
    advice = "There is no such emergency, or none that you may see. Look at the list of those that wait for you."
    return NotFound(ReasonCode.NOT_FOUND, advice)


def _waits_no_longer() -> Overtaken:
    advice = "This emergency waits no longer: it was answered, or its time is over. If it must be, declare it again."
    return Overtaken(ReasonCode.EMERGENCY_OVER, advice)
