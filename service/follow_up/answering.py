"""The agency that holds the record answers: all, part or no. A supervisor does it, and says why.

What they share is a disclosure of theirs, so its entry names the fields and comes before the asker can read anything.
"""

from dataclasses import dataclass

from audit.events import EventType, Operation
from service.emergency.notices import ToTell, tell
from service.emergency.words import NoticeKind, in_plain_sight
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.follow_up.agreed import agreed_for
from service.follow_up.entries import note
from service.follow_up.following import Followed, no_such_request, waits_no_longer
from service.follow_up.texts import Reply, Wanted, reply_of, seal_reply, wanted_of
from service.follow_up.words import (
    LEAST_TEXT,
    MOST_SHOWN,
    MOST_TEXT,
    OUTCOMES_OF,
    REPLY_DAYS,
    FollowUpKind,
    Outcome,
    State,
)
from service.identity.principal import Principal, PrincipalKind
from service.runtime import Runtime
from service.store import follow_up as store
from service.store.follow_up import FollowUpRow


@dataclass(frozen=True, slots=True, repr=False)
class Answering:
    """What the agency answers, as it was typed. Personal."""

    outcome: str
    text: str
    """What is shared, or why not."""
    fields: tuple[str, ...] = ()
    """Of those asked for; for `part` which."""


async def to_answer(principal: Principal, runtime: Runtime, state: str = State.WAITING) -> list[FollowUpRow]:
    """What the principal's agency is asked, what is due first. An entry; of what is late its IG lead hears.

    Raises:
        NotFound: the principal answers no requests.
        Unavailable: log or store is down.
    """
    _check_reader(principal)
    await note(EventType.OVERSIGHT_READ, {"what": "requests"}, principal, runtime)
    rows = await store.of_provider(runtime.store.database, principal.agency, str(state), MOST_SHOWN)
    await _tell_of_late(rows, runtime)
    return rows


async def one_to_answer(reference: str, principal: Principal, runtime: Runtime) -> Followed:
    """One request to the principal's agency: who asks, why, by which rule. The reading is an entry first.

    Raises:
        NotFound: there is none that this principal may see.
        Unavailable: log or store is down.
    """
    row = await _to_us(reference, principal, runtime)
    await note(EventType.FOLLOW_UP_READ, {}, principal, runtime, row=row, relates_to=row.entry)
    return Followed(row, wanted_of(row, runtime), reply_of(row, runtime))


async def answer(reference: str, answering: Answering, principal: Principal, runtime: Runtime) -> FollowUpRow:
    """Answer a request. Its entry is written within the transaction that keeps the reply.

    Raises:
        NotFound: there is none that this principal may see.
        NotAcceptable: with one fault for each field that does not hold.
        Overtaken: somebody else was first, or it was withdrawn.
        Unavailable: log or store is down; it waits on.
    """
    row = await _to_us(reference, principal, runtime)
    wanted = wanted_of(row, runtime)
    told = _check(answering, row, wanted, agreed_for(row, runtime))
    reply = seal_reply(reference, Reply(told, in_plain_sight(answering.text)), runtime)
    now = runtime.clock.now()
    after = row._replace(
        state=State.ANSWERED.value,
        until=now + REPLY_DAYS * 86_400,
        answered_by=principal.staff,
        answered_at=now,
        outcome=str(answering.outcome),
        reply_key=reply.key,
        reply_sealed=reply.sealed,
    )
    shares = answering.outcome in (Outcome.ALL, Outcome.PART)
    async with runtime.store.database.transaction() as transaction:
        if not await store.end(transaction, after):
            raise waits_no_longer()
        await note(
            EventType.FOLLOW_UP_ANSWERED, {"outcome": answering.outcome}, principal, runtime, row=row,
            relates_to=row.entry if row.named else None, fields=told,
            operation=Operation.DISCLOSURE if shares else Operation.CONSULTATION,
        )  # fmt: skip
    return after


def _check(answering: Answering, row: FollowUpRow, wanted: Wanted | None, agreed: frozenset[str]) -> tuple[str, ...]:
    """The fields that are told. Of what was not asked for, or is agreed no longer, nothing can be shared here."""
    faults: list[FieldFault] = []
    asked = wanted.fields if wanted else ()
    told = asked if answering.outcome == Outcome.ALL else answering.fields if answering.outcome == Outcome.PART else ()
    if answering.outcome not in OUTCOMES_OF[FollowUpKind(row.kind)]:
        faults.append(FieldFault("outcome", ReasonCode.FIELD_INVALID, "Choose what you answer."))
    if answering.outcome == Outcome.PART and (not told or set(told) - set(asked)):
        advice = "Choose which of what they asked for you share."
        faults.append(FieldFault("fields", ReasonCode.FIELD_INVALID, advice))
    elif set(told) - agreed:
        advice = "The agreements in force no longer let them be told all of this. Share a part that they do, or none."
        faults.append(FieldFault("fields", ReasonCode.AGREEMENT_CHANGED, advice))
    if not LEAST_TEXT <= len(in_plain_sight(answering.text)) <= MOST_TEXT:
        advice = f"Write what you share, or why not, in {LEAST_TEXT} to {MOST_TEXT:,} characters."
        faults.append(FieldFault("text", ReasonCode.FIELD_INVALID, advice))
    if faults:
        raise NotAcceptable(faults[0].code, faults[0].advice, tuple(faults))
    return tuple(told)


async def _to_us(reference: str, principal: Principal, runtime: Runtime) -> FollowUpRow:
    _check_reader(principal)
    row = await store.by_reference(runtime.store.database, reference)
    if row is None or row.provider != principal.agency:
        raise no_such_request()
    return row


def _check_reader(principal: Principal) -> None:
    if principal.kind is not PrincipalKind.SUPERVISOR:
        raise no_such_request()


async def _tell_of_late(rows: list[FollowUpRow], runtime: Runtime) -> None:
    """Whoever is asked and does not answer in time: the IG lead of that agency is told, once."""
    now = runtime.clock.now()
    late = [
        ToTell(
            f"follow_up/{row.reference}", NoticeKind.REQUEST_LATE, row.provider,
            f"A request of {row.staff} ({row.role}) of {row.agency} to your agency was due and is not answered. "
            "Ask a supervisor to look at the requests that wait.",
            row.due, entry=row.entry,
        )
        for row in rows
        if row.is_late(now)
    ]  # fmt: skip
    if late:
        async with runtime.store.database.transaction() as transaction:
            await tell(late, transaction, runtime)
