"""The queue of reviews: an IG lead claims one, decides it, and what they found stands with a sealed note.

Whoever did it, and whoever agreed to it, never reviews it. The entry of a decision is written within the transaction
that keeps it.
"""

from enum import StrEnum
from typing import Final, NamedTuple

from audit.events import EventType
from service.emergency.agreeing import reason_of
from service.emergency.entries import note
from service.emergency.notices import ToTell, tell
from service.emergency.sealed import NOTE, open_text, seal_text
from service.emergency.words import NoticeKind, in_plain_sight
from service.errors import FieldFault, NotAcceptable, NotFound, Overtaken, ReasonCode
from service.identity.principal import Principal
from service.oversight.late import agencies_of
from service.oversight.leads import begin_reading, check_lead
from service.runtime import Runtime
from service.store import oversight
from service.store.database import Reader, Transaction
from service.store.oversight_rows import DECIDED, OPEN, EmergencyRow, ReviewRow

CLAIM_SECONDS: Final = 30 * 60
MOST_NOTE: Final = 1000


class Verdict(StrEnum):
    """What a reviewer finds."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    FURTHER_ACTION = "further_action"


class Listed(NamedTuple):
    """One review in the list."""

    row: ReviewRow
    emergency: EmergencyRow | None
    late: bool


class Opened(NamedTuple):
    """One review in full. `reason` and `note` are personal."""

    row: ReviewRow
    emergency: EmergencyRow | None
    late: bool
    reason: str
    note: str


class Finding(NamedTuple):
    """What a reviewer decided, as they typed it."""

    verdict: str
    note: str
    version: int
    """Of the review that they looked at."""


async def listed(state: str, principal: Principal, runtime: Runtime) -> list[Listed]:
    """The reviews in a state (`open`, `decided`) that this IG lead may look at, those that are due first.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: store or log is down.
    """
    await begin_reading("reviews", principal, runtime)
    database, now = runtime.store.database, runtime.clock.now()
    found = []
    for row in await oversight.reviews(database, state):
        if principal.agency in await agencies_of(row, database):
            emergency = await oversight.emergency_of(database, row.emergency) if row.emergency else None
            found.append(Listed(row, emergency, _is_late(row, now)))
    return found


async def claim(number: int, principal: Principal, runtime: Runtime) -> Opened:
    """Claim a review for half an hour, or claim it on, and read what it is about. The reading is an entry first.

    Raises:
        NotPermitted, NotFound, NotAcceptable, Overtaken: see `_waiting`.
        Unavailable: store or log is down.
    """
    check_lead(principal)
    async with runtime.store.database.transaction() as transaction:
        row = await _waiting(number, principal, transaction, runtime)
        await note(EventType.OVERSIGHT_READ, {"what": "review", "review": number}, principal, runtime,
                   relates_to=row.entry)  # fmt: skip
        until = runtime.clock.now() + CLAIM_SECONDS
        after = row.moved_on(claimed_by=principal.staff, claimed_until=until)
        if not await oversight.change_review(transaction, row, after):
            raise _moved_on()
        emergency = await oversight.emergency_of(transaction, row.emergency) if row.emergency else None
    return _opened(after, emergency, runtime)


async def decide(number: int, finding: Finding, principal: Principal, runtime: Runtime) -> ReviewRow:
    """Decide a review that this IG lead has claimed; the other agencies that it concerns are told what was found.

    Raises:
        NotPermitted, NotFound, NotAcceptable, Overtaken: see `_waiting`; NotAcceptable with the faulty fields too;
            Overtaken where it is not claimed, or the version is another one.
        Unavailable: store or log is down; nothing was decided.
    """
    check_lead(principal)
    _check_finding(finding)
    async with runtime.store.database.transaction() as transaction:
        row = await _waiting(number, principal, transaction, runtime)
        if row.claimed_by != principal.staff or row.version != finding.version:
            raise _moved_on()
        details = {"review": number, "verdict": finding.verdict, "emergency": row.emergency}
        await note(EventType.REVIEW_DECIDED, details, principal, runtime, relates_to=row.entry)
        sealed = seal_text(NOTE, f"review/{number}", in_plain_sight(finding.note), runtime)
        after = row.moved_on(
            state=DECIDED, claimed_by="", claimed_until=0, verdict=finding.verdict, decided_by=principal.staff,
            decided_at=runtime.clock.now(), note_key=sealed.key, note_sealed=sealed.sealed,
        )  # fmt: skip
        if not await oversight.change_review(transaction, row, after):
            raise _moved_on()
        await tell(await _to_the_others(after, principal, transaction), transaction, runtime)
    return after


async def _waiting(number: int, principal: Principal, transaction: Transaction, runtime: Runtime) -> ReviewRow:
    """The review, where it waits and this IG lead may decide it.

    Raises:
        NotFound: there is none that they may know of.
        NotAcceptable: SECOND_PERSON_NEEDED, where they did it or agreed to it.
        Overtaken: REVIEW_MOVED_ON, where it was decided, or somebody else has claimed it.
    """
    row = await oversight.review_of(transaction, number)
    if row is None or principal.agency not in await agencies_of(row, transaction):
        raise NotFound(ReasonCode.NOT_FOUND, "There is no such review, or none that you may see. Look at the list.")
    if principal.staff in (row.staff, await _agreed_by(row, transaction)):
        advice = "You took part in what is to be reviewed. Another information governance lead reviews it."
        raise NotAcceptable(ReasonCode.SECOND_PERSON_NEEDED, advice)
    claimed = row.claimed_by not in ("", principal.staff) and row.claimed_until > runtime.clock.now()
    if row.state != OPEN or claimed:
        raise _moved_on()
    return row


async def _agreed_by(row: ReviewRow, reader: Reader) -> str:
    emergency = await oversight.emergency_of(reader, row.emergency) if row.emergency else None
    return emergency.answered_by if emergency else ""


def _check_finding(finding: Finding) -> None:
    """Every fault told at once; anything but `justified` says why.

    Raises:
        NotAcceptable: with the faulty fields.
    """
    faults = []
    if finding.verdict not in set(Verdict):
        faults.append(_fault("verdict", f"Choose one of: {', '.join(Verdict)}."))
    elif finding.verdict != Verdict.JUSTIFIED and not in_plain_sight(finding.note):
        faults.append(_fault("note", "Write what was wrong, or what is to be done."))
    if len(finding.note) > MOST_NOTE:
        faults.append(_fault("note", f"Shorten the note to {MOST_NOTE:,} characters."))
    if faults:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, faults[0].advice, tuple(faults))


def _fault(field: str, advice: str) -> FieldFault:
    return FieldFault(field, ReasonCode.FIELD_INVALID, advice)


async def _to_the_others(row: ReviewRow, principal: Principal, transaction: Transaction) -> list[ToTell]:
    text = f"Review {row.id}, of what {row.staff} ({row.role}) did, was decided: {row.verdict.replace('_', ' ')}."
    return [
        ToTell(f"review/{row.id}", NoticeKind.REVIEW_DECIDED, agency, text, row.decided_at, emergency=row.emergency,
               entry=row.entry)
        for agency in await agencies_of(row, transaction)
        if agency != principal.agency
    ]  # fmt: skip


def _opened(row: ReviewRow, emergency: EmergencyRow | None, runtime: Runtime) -> Opened:
    reason = reason_of(emergency, runtime) if emergency else ""
    written = open_text(NOTE, f"review/{row.id}", row.note_key, row.note_sealed, runtime)
    return Opened(row, emergency, _is_late(row, runtime.clock.now()), reason, written)


def _is_late(row: ReviewRow, now: int) -> bool:
    return row.state == OPEN and row.due < now


def _moved_on() -> Overtaken:
    advice = (
        "This review is not yours to decide now: it was decided, somebody else has claimed it, or it changed since you "
        "looked. Claim it again."
    )
    return Overtaken(ReasonCode.REVIEW_MOVED_ON, advice)
