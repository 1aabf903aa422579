"""Somebody declares an emergency about one person: before anybody is looked up it is kept, logged and told of.

None of this depends on whether the person is known, so that neither words nor time tell. An emergency opens for the
least minutes that the agreements which name it allow. Another person must agree first where an agreement demands it,
where the same asker declares again about the same person on the same day (on another ground, for another purpose or in
another role too), and from the fourth on, about whomever.
"""

import hmac
from datetime import UTC, datetime
from hashlib import sha256

from audit.events import EventType
from service.emergency.entries import note
from service.emergency.notices import ToTell, tell
from service.emergency.sealed import REASON, seal_text
from service.emergency.terms import Terms, terms_for
from service.emergency.words import DAY_SECONDS, MOST_ALONE, WAITS_SECONDS, Declared, NoticeKind
from service.errors import NotAcceptable, ReasonCode
from service.identity.principal import Principal
from service.matching.normalise import person_from_sought
from service.matching.person import encode
from service.matching.sought import Sought
from service.runtime import Runtime
from service.store import oversight
from service.store.database import Transaction
from service.store.oversight_rows import DECLINED, OPEN, WAITING, EmergencyRow, ReviewRow


async def stand(
    declared: Declared, sought: Sought, purpose: str, principal: Principal, runtime: Runtime
) -> EmergencyRow | None:
    """The emergency under which this question may open more, open now; None where no agreement lets this role.

    The same declaration again, while it is open, is the same emergency.

    Raises:
        NotAcceptable: SECOND_PERSON_NEEDED, while somebody else must agree, or where they declined.
        Unavailable: it could not be kept, told of or logged; nothing may be opened.
    """
    terms = terms_for(declared.ground, principal, runtime)
    if terms is None:
        return None
    asked, now = asked_digest(sought, runtime), runtime.clock.now()
    async with runtime.store.database.transaction() as transaction:
        earlier = await oversight.emergencies_by(transaction, principal.staff, principal.agency, now - DAY_SECONDS)
        row = _still_stands(earlier, asked, declared, purpose, principal, now)
        if row is None:
            strict = terms._replace(second_person=terms.second_person or _not_alone(earlier, asked))
            row = await _declare(declared, asked, purpose, strict, transaction, principal, runtime)
    if row.state != OPEN:
        raise another_person_needed(row)
    return row


def asked_digest(sought: Sought, runtime: Runtime) -> bytes:
    """16 bytes that stand for the details of the person asked about, and say nothing of them without the key."""
    message = b"golden-thread asked about v1\0" + encode(person_from_sought(sought))
    return hmac.new(runtime.keyring.pseudonym_key, message, sha256).digest()[:16]


def another_person_needed(row: EmergencyRow) -> NotAcceptable:
    """What the asker hears while the emergency is not open."""
    until = datetime.fromtimestamp(row.until, UTC).strftime("%H:%M")
    if row.state == WAITING:
        advice = (
            f"Another person must agree before anything is opened. Ask a supervisor of your agency to answer emergency "
            f"{row.id} by {until} UTC, then ask again."
        )
    else:
        advice = f"The second person did not agree to emergency {row.id}. Nothing is opened. Speak to them."
    return NotAcceptable(ReasonCode.SECOND_PERSON_NEEDED, advice)


def _still_stands(
    earlier: list[EmergencyRow], asked: bytes, declared: Declared, purpose: str, principal: Principal, now: int
) -> EmergencyRow | None:
    """The newest of the very same, whose time is not over: open, waiting, or declined a moment ago.

    Its reviewer reads of one person, ground, purpose and role: it covers no other.
    """
    this = (asked, declared.ground, purpose, principal.role)
    same = (one for one in earlier if (one.asked, one.ground, one.purpose, one.role) == this and now < one.until)
    return next(same, None)


def _not_alone(earlier: list[EmergencyRow], asked: bytes) -> bool:
    """Whether another person must agree: it is not the first about this person, or not among the first of the day."""
    about = any(one.asked == asked and one.state in (OPEN, DECLINED) for one in earlier)
    return about or sum(not one.second for one in earlier) >= MOST_ALONE


async def _declare(
    declared: Declared,
    asked: bytes,
    purpose: str,
    terms: Terms,
    transaction: Transaction,
    principal: Principal,
    runtime: Runtime,
) -> EmergencyRow:
    """Keep it, tell the IG lead, put its review in the queue: one transaction, and the log's entry within it."""
    now = runtime.clock.now()
    number = await oversight.next_number(transaction, "emergency")
    details = {"emergency": number, "ground": declared.ground, "second_person": terms.second_person}
    receipt = await note(EventType.EMERGENCY_DECLARED, details, principal, runtime, purpose=purpose)
    reason = seal_text(REASON, f"emergency/{number}", declared.reason, runtime)
    row = EmergencyRow(
        id=number,
        asked=asked,
        staff=principal.staff,
        agency=principal.agency,
        role=principal.role,
        ground=declared.ground,
        purpose=purpose,
        agreements=",".join(terms.agreements),
        minutes=terms.minutes,
        review_hours=terms.review_hours,
        state=WAITING if terms.second_person else OPEN,
        second=int(terms.second_person),
        declared_at=now,
        until=now + (WAITS_SECONDS if terms.second_person else terms.minutes * 60),
        entry=runtime.log.number_of(receipt),
        reason_key=reason.key,
        reason_sealed=reason.sealed,
    )
    row = await oversight.add_emergency(transaction, row)
    await tell([_to_tell(row, declared.reason, runtime)], transaction, runtime)
    if row.state == OPEN:
        await oversight.add_review(transaction, review_of(row, now))
    return row


def review_of(row: EmergencyRow, opened_at: int) -> ReviewRow:
    """The review of an emergency that has opened."""
    due = opened_at + row.review_hours * 3600
    return ReviewRow(
        0, row.id, row.entry, row.staff, row.agency, row.role, row.purpose, opened_at, due,
        kind="emergency", once=f"emergency/{row.id}",
    )  # fmt: skip


def _to_tell(row: EmergencyRow, reason: str, runtime: Runtime) -> ToTell:
    ground = runtime.agreements.grounds().get(row.ground, row.ground)
    waits = "It waits for a second person." if row.second else f"It is open for {row.minutes} minutes."
    text = (
        f"{row.staff} ({row.role}) declared emergency {row.id}: {ground}. Purpose: {row.purpose}. {waits} "
        f"A review is due within {row.review_hours} hours of its opening. Their reason: {reason}"
    )
    return ToTell(
        f"emergency/{row.id}", NoticeKind.EMERGENCY_DECLARED, row.agency, text, row.declared_at,
        emergency=row.id, entry=row.entry,
    )  # fmt: skip
