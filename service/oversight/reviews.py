"""The queue of reviews: a reviewer claims one, decides it, and what they found stands with a sealed note.

Whoever did it, whoever agreed to it, and whoever bears the name that was asked about never reviews it. The entry of a
decision is written within the transaction that keeps it.
"""

from typing import Final, NamedTuple

from audit.events import EventType
from service.emergency.agreeing import reason_of
from service.emergency.entries import note
from service.emergency.notices import tell
from service.emergency.sealed import NOTE, open_text, seal_text
from service.emergency.words import in_plain_sight
from service.errors import NotAcceptable, NotFound, Overtaken, ReasonCode
from service.identity.principal import Principal
from service.oversight.anomalies.asked import AskedAbout, asked_about
from service.oversight.anomalies.watching import watch
from service.oversight.anomalies.writing import Found, found_of
from service.oversight.catching_up import catch_up
from service.oversight.late import agencies_of
from service.oversight.review_findings import Finding, check_finding, told_of_finding
from service.oversight.reviewers import check_reviewer, kind_for, may_review
from service.runtime import Runtime
from service.store import oversight
from service.store.database import Transaction
from service.store.oversight_rows import DECIDED, OPEN, EmergencyRow, ReviewRow

CLAIM_SECONDS: Final = 30 * 60


class Listed(NamedTuple):
    """One review in the list."""

    row: ReviewRow
    emergency: EmergencyRow | None
    late: bool


class Opened(NamedTuple):
    """One review in full. `reason`, `note` and what was `asked` are personal."""

    row: ReviewRow
    emergency: EmergencyRow | None
    late: bool
    reason: str
    note: str
    found: Found
    asked: AskedAbout


async def listed(state: str, principal: Principal, runtime: Runtime, kind: str = "") -> list[Listed]:
    """The reviews that this person may look at: `open` ones by when they are due, `decided` ones the newest first.

    Raises:
        NotPermitted: the principal reviews nothing.
        Unavailable: store or log is down.
        Misconfigured: the thresholds cannot be used; the queue would be wrong.
    """
    check_reviewer(principal)
    await note(EventType.OVERSIGHT_READ, {"what": "reviews"}, principal, runtime)
    await catch_up(runtime)
    await watch(runtime)
    database, now = runtime.store.database, runtime.clock.now()
    found = []
    for row in await oversight.reviews_for(database, state, principal.agency, kind_for(principal, kind)):
        if may_review(row, await agencies_of(row, database), principal):
            emergency = await oversight.emergency_of(database, row.emergency) if row.emergency else None
            found.append(Listed(row, emergency, _is_late(row, now)))
    return found


async def claim(number: int, principal: Principal, runtime: Runtime) -> Opened:
    """Claim a review for half an hour, or claim it on, and read what it is about. The reading is an entry first.

    Raises:
        NotPermitted, NotFound, NotAcceptable, Overtaken: see `_waiting`.
        Unavailable: store or log is down.
    """
    check_reviewer(principal)
    async with runtime.store.database.transaction() as transaction:
        row, emergency, asked = await _waiting(number, principal, transaction, runtime)
        await note(EventType.OVERSIGHT_READ, {"what": "review", "review": number}, principal, runtime,
                   relates_to=row.entry)  # fmt: skip
        until = runtime.clock.now() + CLAIM_SECONDS
        after = row.moved_on(claimed_by=principal.staff, claimed_until=until)
        if not await oversight.change_review(transaction, row, after):
            raise _moved_on()
    shown = asked if principal.agency == row.agency else AskedAbout()
    return _opened(after, emergency, shown, runtime)


async def decide(number: int, finding: Finding, principal: Principal, runtime: Runtime) -> ReviewRow:
    """Decide a review that this person has claimed; the other agencies that it concerns are told what was found.

    Of misuse the asker's own agency is told too, with the offices to pass it on to.

    Raises:
        NotPermitted, NotFound, NotAcceptable, Overtaken: see `_waiting`; NotAcceptable with the faulty fields too;
            Overtaken where it is not claimed, or the version is another one.
        Unavailable: store or log is down; nothing was decided.
    """
    check_reviewer(principal)
    check_finding(finding)
    async with runtime.store.database.transaction() as transaction:
        row, _, _ = await _waiting(number, principal, transaction, runtime)
        if row.claimed_by != principal.staff or row.version != finding.version:
            raise _moved_on()
        details = {"review": number, "kind": row.kind, "verdict": finding.verdict, "emergency": row.emergency}
        await note(EventType.REVIEW_DECIDED, details, principal, runtime, relates_to=row.entry)
        sealed = seal_text(NOTE, f"review/{number}", in_plain_sight(finding.note), runtime)
        after = row.moved_on(
            state=DECIDED, claimed_by="", claimed_until=0, verdict=finding.verdict, decided_by=principal.staff,
            decided_at=runtime.clock.now(), note_key=sealed.key, note_sealed=sealed.sealed,
        )  # fmt: skip
        if not await oversight.change_review(transaction, row, after):
            raise _moved_on()
        await tell(await told_of_finding(after, principal, transaction, runtime), transaction, runtime)
    return after


async def _waiting(
    number: int, principal: Principal, transaction: Transaction, runtime: Runtime
) -> tuple[ReviewRow, EmergencyRow | None, AskedAbout]:
    """The review with its emergency and what was asked, where it waits and this person may decide it.

    Raises:
        NotFound: there is none that they may know of.
        NotAcceptable: SECOND_PERSON_NEEDED, where they did it or agreed to it, or it may be about themselves.
        Overtaken: REVIEW_MOVED_ON, where it was decided, or somebody else has claimed it.
    """
    row = await oversight.review_of(transaction, number)
    if row is None or not may_review(row, await agencies_of(row, transaction), principal):
        raise NotFound(ReasonCode.NOT_FOUND, "There is no such review, or none that you may see. Look at the list.")
    emergency = await oversight.emergency_of(transaction, row.emergency) if row.emergency else None
    asked = await asked_about(row, runtime)
    if principal.staff in (row.staff, emergency.answered_by if emergency else "") or asked.names(principal.name):
        advice = "You took part in this, or it may be about you. Another information governance lead reviews it."
        raise NotAcceptable(ReasonCode.SECOND_PERSON_NEEDED, advice)
    claimed = row.claimed_by not in ("", principal.staff) and row.claimed_until > runtime.clock.now()
    if row.state != OPEN or claimed:
        raise _moved_on()
    return row, emergency, asked


def _opened(row: ReviewRow, emergency: EmergencyRow | None, asked: AskedAbout, runtime: Runtime) -> Opened:
    reason = reason_of(emergency, runtime) if emergency else ""
    written = open_text(NOTE, f"review/{row.id}", row.note_key, row.note_sealed, runtime)
    late = _is_late(row, runtime.clock.now())
    return Opened(row, emergency, late, reason, written, found_of(row, runtime), asked)


def _is_late(row: ReviewRow, now: int) -> bool:
    return row.state == OPEN and row.due < now


def _moved_on() -> Overtaken:
    advice = (
        "This review is not yours to decide now: it was decided, somebody else has claimed it, or it changed since you "
        "looked. Claim it again."
    )
    return Overtaken(ReasonCode.REVIEW_MOVED_ON, advice)
