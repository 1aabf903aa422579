"""Stage two: a person decides, item by item, what the person concerned is told, and under which exemption what not.

Who decided stands on each item and in the log. Where the request goes to an exemption review, whoever gathered it does
not decide.
"""

from collections.abc import Sequence
from typing import NamedTuple

from audit.events import EventType
from service.emergency.entries import note
from service.errors import FieldFault, NotAcceptable, Overtaken, ReasonCode
from service.identity.principal import Principal
from service.oversight.access.assembling import Gathered, gathered, no_such_request
from service.oversight.access.words import EXEMPTIONS, Route
from service.oversight.leads import check_lead
from service.runtime import Runtime
from service.store import access
from service.store.access_rows import DISCLOSE, REVIEW, WITHHOLD, ItemRow, RequestRow
from service.store.database import Reader


class Decided(NamedTuple):
    """What a person decided of one item, as they sent it."""

    number: int
    decision: str
    exemption: str = ""


async def decide(
    number: int, version: int, decided: Sequence[Decided], principal: Principal, runtime: Runtime
) -> Gathered:
    """Decide items of a request; what was decided before can be decided anew until it is released.

    Raises:
        NotPermitted: the principal is no IG lead.
        NotFound: their agency has no such request.
        NotAcceptable: SECOND_PERSON_NEEDED, where they gathered it and somebody else must decide; or with the faulty
            fields.
        Overtaken: it is released, or was changed since they looked.
        Unavailable: store or log is down; nothing was decided.
    """
    check_lead(principal)
    async with runtime.store.database.transaction() as transaction:
        row = await waiting(number, version, principal, transaction)
        items = {item.number: item for item in await access.items(transaction, number)}
        _check(decided, items)
        await note(EventType.ACCESS_REVIEWED, _details(number, decided), principal, runtime)
        now = runtime.clock.now()
        changed = [
            items[one.number]._replace(
                decision=one.decision, exemption=one.exemption, decided_by=principal.staff, decided_at=now
            )
            for one in decided
        ]
        await access.decide(transaction, changed)
        await access.move_on(transaction, row, row)
    items |= {item.number: item for item in changed}
    return gathered(row._replace(version=row.version + 1), [items[one] for one in sorted(items)], runtime)


async def waiting(number: int, version: int, principal: Principal, reader: Reader) -> RequestRow:
    """The request, where it waits for a decision and this person may take it.

    Raises:
        NotFound, NotAcceptable, Overtaken: as `decide`.
    """
    row = await access.request_of(reader, number, principal.agency)
    if row is None:
        raise no_such_request()
    if row.route == Route.EXEMPTION_REVIEW and row.assembled_by == principal.staff:
        advice = "You gathered this request. Another information governance lead of your agency looks through it."
        raise NotAcceptable(ReasonCode.SECOND_PERSON_NEEDED, advice)
    if row.state != REVIEW or row.version != version:
        advice = "This request was released, or changed since you looked. Look at it again."
        raise Overtaken(ReasonCode.REVIEW_MOVED_ON, advice)
    return row


def _check(decided: Sequence[Decided], items: dict[int, ItemRow]) -> None:
    faults = [fault for at, one in enumerate(decided) for fault in _faults(at, one, items)]
    if not decided or len({one.number for one in decided}) != len(decided):
        faults.append(_fault("decisions", "Decide at least one item, and each once."))
    if faults:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, faults[0].advice, tuple(faults))


def _faults(at: int, one: Decided, items: dict[int, ItemRow]) -> list[FieldFault]:
    found = []
    if one.number not in items:
        found.append(_fault(f"decisions.{at}.number", "The request has no such item."))
    if one.decision not in (DISCLOSE, WITHHOLD):
        found.append(_fault(f"decisions.{at}.decision", f"Say {DISCLOSE} or {WITHHOLD}."))
    if one.decision == WITHHOLD and one.exemption not in EXEMPTIONS:
        found.append(_fault(f"decisions.{at}.exemption", f"Name one of: {', '.join(EXEMPTIONS)}."))
    if one.decision == DISCLOSE and one.exemption:
        found.append(_fault(f"decisions.{at}.exemption", "What is disclosed has no exemption."))
    return found


def _fault(field: str, advice: str) -> FieldFault:
    return FieldFault(field, ReasonCode.FIELD_INVALID, advice)


def _details(number: int, decided: Sequence[Decided]) -> dict[str, object]:
    """Codes and counts: which items, and under which exemptions."""
    return {
        "request": number,
        "disclosed": [one.number for one in decided if one.decision == DISCLOSE],
        "withheld": {f"{one.number}": one.exemption for one in decided if one.decision == WITHHOLD},
    }
