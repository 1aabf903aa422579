"""Stage one of a subject access request: gather every disclosure of one person, and decide who must look through it.

Nothing is released here. The pack is gathered once, as of one size of the log, so that what is decided is what goes.
"""

import calendar
from datetime import date, timedelta
from typing import Final, NamedTuple

from audit.events import EventType
from service.emergency.entries import note
from service.errors import FieldFault, NotAcceptable, NotFound, ReasonCode
from service.identity.principal import Principal
from service.oversight.access.contents import Content, content_of, flags_of_item, open_content, seal_content
from service.oversight.access.routing import flags_of, route_of
from service.oversight.disclosures import PSEUDONYM
from service.oversight.leads import check_lead
from service.oversight.names_over_time import person_of
from service.oversight.noting import note_query
from service.oversight.subject_history import ToldOf, history_for
from service.runtime import Runtime
from service.store import access
from service.store.access_rows import REVIEW, ItemRow, RequestRow

MOST_DAYS_AGO: Final = 366


class Gathered(NamedTuple):
    """A request, and its items with what they say; nothing of that once it is released."""

    row: RequestRow
    items: list[tuple[ItemRow, Content | None]]


async def assemble(pseudonym: str, received: str, principal: Principal, runtime: Runtime) -> Gathered:
    """Gather what was told of a person, for a request that the principal's agency got on a day (`YYYY-MM-DD`).

    Whoever asks has been identified by the agency beforehand: a pseudonym comes from an entry of their own enquiry.

    Raises:
        NotPermitted: the principal is no IG lead.
        NotFound: as `subject_history`.
        NotAcceptable: the day is none, or not within the last year.
        Unavailable: store or log is down; nothing was kept.
    """
    check_lead(principal)
    day = _day(received, runtime.clock.today())
    named = pseudonym if PSEUDONYM.match(pseudonym) else ""
    await note_query("access_request", principal, runtime, subject=named)
    person = await person_of(pseudonym, runtime)
    history = await history_for(person, principal, runtime)
    flags = await flags_of(person.golden, person.records, principal, runtime)
    async with runtime.store.database.transaction() as transaction:
        number = await access.next_number(transaction)
        route = route_of(flags)
        details = {"request": number, "items": len(history.told), "route": route.value}
        await note(EventType.ACCESS_ASSEMBLED, details, principal, runtime)
        row = RequestRow(
            number, person.pseudonym, principal.agency, day.isoformat(), due_by(day).isoformat(), REVIEW, route.value,
            ",".join(flags), 1, runtime.log.size, principal.staff, runtime.clock.now(),
        )  # fmt: skip
        items = [_item(number, at + 1, told, runtime) for at, told in enumerate(history.told)]
        await access.add(transaction, row, items)
    return gathered(row, items, runtime)


async def listed(state: str, principal: Principal, runtime: Runtime) -> list[RequestRow]:
    """The requests to the principal's agency in a state (`review`, `released`), those that are due first.

    Raises:
        NotPermitted, Unavailable: as `assemble`.
    """
    check_lead(principal)
    await note_query("access_requests", principal, runtime)
    return await access.requests(runtime.store.database, principal.agency, state)


async def shown(number: int, principal: Principal, runtime: Runtime) -> Gathered:
    """One request to the principal's agency, with its items.

    Raises:
        NotPermitted, Unavailable: as `assemble`.
        NotFound: there is none to this agency.
    """
    check_lead(principal)
    row = await access.request_of(runtime.store.database, number, principal.agency)
    if row is None:
        raise no_such_request()
    await note_query("access_request", principal, runtime, subject=row.subject)
    return gathered(row, await access.items(runtime.store.database, number), runtime)


def gathered(row: RequestRow, items: list[ItemRow], runtime: Runtime) -> Gathered:
    """A request with what its items say."""
    return Gathered(row, [(item, open_content(item, runtime)) for item in items])


def no_such_request() -> NotFound:
    """Of another agency's request nothing is told either."""
    return NotFound(ReasonCode.NOT_FOUND, "Your agency has no access request of this number. Look at the list.")


def due_by(received: date) -> date:
    """One month later: the same day of the next month, or its last (UK GDPR Art 12(3); DPA 2018 s.54)."""
    year, month = (received.year + received.month // 12, received.month % 12 + 1)
    return date(year, month, min(received.day, calendar.monthrange(year, month)[1]))


def _day(received: str, today: date) -> date:
    try:
        day = date.fromisoformat(received)
    except ValueError:
        day = None
    if day is None or not today - timedelta(days=MOST_DAYS_AGO) <= day <= today:
        advice = "Give the day on which the request came, as YYYY-MM-DD, within the last year."
        raise NotAcceptable(
            ReasonCode.FIELD_INVALID, advice, (FieldFault("received", ReasonCode.FIELD_INVALID, advice),)
        )
    return day


def _item(request: int, number: int, told: ToldOf, runtime: Runtime) -> ItemRow:
    sealed = seal_content(request, number, content_of(told, runtime), runtime)
    flags = ",".join(flags_of_item(told))
    return ItemRow(
        request, number, told.leaf.index, told.told_as, flags, text_key=sealed.key, text_sealed=sealed.sealed
    )
