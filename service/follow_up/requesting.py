"""Somebody asks the agency that holds a record: tell me more, ring me back, or this is no longer correct.

The entry of the log comes first, within the transaction that keeps the request. The same again, while it waits, is the
same request.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from audit.events import EventType
from isa.vocabulary import RelationshipKind
from service.emergency.words import in_plain_sight
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.follow_up.cards import Card, card_of, more_fields
from service.follow_up.entries import note
from service.follow_up.texts import Wanted, seal_wanted
from service.follow_up.words import HOURS, LEAST_TEXT, MOST_TEXT, FollowUpKind, State, Urgency
from service.identity.principal import Principal
from service.runtime import Runtime
from service.store import follow_up as store
from service.store.follow_up import FollowUpRow

MOST_RING = 100
_CHOOSE = "Choose what you need to know. Ask for no more than you need."


@dataclass(frozen=True, slots=True, repr=False)
class Asking:
    """What somebody asks for, as they typed it. Personal."""

    kind: str
    text: str
    ring: str = ""
    urgency: str = Urgency.TWO_DAYS
    fields: tuple[str, ...] = ()


async def request(enquiry: str, place: str, asking: Asking, principal: Principal, runtime: Runtime) -> FollowUpRow:
    """Keep a request about one card of the principal's own answer.

    Raises:
        NotAcceptable: with one fault for each field that does not hold; nothing was sent.
        NotFound: there is no such card of theirs.
        Unavailable: log or store is down; nothing was sent.
    """
    card = await card_of(enquiry, place, principal, runtime)
    _check(asking, more_fields(card, principal, runtime), named=card.named)
    row = _row(card, asking, principal, runtime)
    async with runtime.store.database.transaction() as transaction:
        waiting = await store.same_waiting(transaction, row)
        if waiting is not None:
            return waiting
        details = {"urgency": row.urgency, "named": bool(row.named)}
        receipt = await note(
            EventType.FOLLOW_UP_ASKED, details, principal, runtime,
            row=row, relates_to=card.entry, fields=asking.fields,
        )  # fmt: skip
        return await store.add(transaction, row._replace(entry=runtime.log.number_of(receipt)))


def _row(card: Card, asking: Asking, principal: Principal, runtime: Runtime) -> FollowUpRow:
    reference, now = secrets.token_hex(8), runtime.clock.now()
    sealed = seal_wanted(reference, _wanted(card, asking, principal), runtime)
    return FollowUpRow(
        id=0,
        reference=reference,
        kind=str(asking.kind),
        state=State.WAITING.value,
        entry=-1,
        enquiry=card.enquiry,
        card=card.place,
        staff=principal.staff,
        agency=principal.agency,
        role=principal.role,
        purpose=card.answer.purpose,
        provider=card.provider,
        record_type=card.record_type,
        named=int(card.named),
        subject=card.subject,
        urgency=str(asking.urgency),
        asked_at=now,
        due=now + HOURS[Urgency(asking.urgency)] * 3600,
        asked_key=sealed.key,
        asked_sealed=sealed.sealed,
    )


def _wanted(card: Card, asking: Asking, principal: Principal) -> Wanted:
    return Wanted(
        about=card.person.name,
        born=card.born,
        service=card.service.service,
        fields=asking.fields,
        text=in_plain_sight(asking.text),
        case_reference=card.answer.case_reference,
        relationship=card.answer.relationship or RelationshipKind.OPEN_CASE.value,
        asker=principal.name,
        ring=in_plain_sight(asking.ring),
        basis=card.answer.bases[card.service.basis].sentence,
    )


def _check(asking: Asking, offered: Collection[str], *, named: bool) -> None:
    """Every fault at once, in the order of the form."""
    faults: list[FieldFault] = []

    def fault(field: str, advice: str) -> None:
        faults.append(FieldFault(field, ReasonCode.FIELD_INVALID, advice))

    if asking.kind not in set(FollowUpKind) or (asking.kind != FollowUpKind.CALL_BACK and not named):
        fault("kind", "Of a service that is not named you can only ask that it rings you back.")
    if asking.kind == FollowUpKind.MORE_DETAIL and (not asking.fields or set(asking.fields) - set(offered)):
        fault("fields", _CHOOSE)
    if asking.kind != FollowUpKind.MORE_DETAIL and asking.fields:
        fault("fields", "Details are asked for by a request of their own.")
    if not LEAST_TEXT <= len(in_plain_sight(asking.text)) <= MOST_TEXT:
        fault("text", f"Write why, in {LEAST_TEXT} to {MOST_TEXT:,} characters. The service reads it.")
    if len(asking.ring) > MOST_RING or (asking.kind == FollowUpKind.CALL_BACK and len(asking.ring.strip()) < 3):
        fault("ring", f"Enter how they can reach you, in at most {MOST_RING} characters.")
    if asking.urgency not in set(Urgency):
        fault("urgency", "Choose by when you need it.")
    if faults:
        raise NotAcceptable(faults[0].code, faults[0].advice, tuple(faults))
