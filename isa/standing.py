"""Is a verified agreement in force on a day, and how far does it reach? Its dates, DPIA, review and suspension.

A review that is due is said thirty days before; once overdue, the agreement goes on for the days of grace that it names
(at no more than "a service is involved", where it says that an overdue review degrades it), and then shares nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum

from isa.agreement import Agreement
from isa.signing import VerifiedAgreement
from isa.suspensions import Suspended, is_stopped
from isa.vocabulary import Level

REVIEW_WARNING_DAYS = 30


class RegisterCode(StrEnum):
    """Why an agreement shares nothing, or will soon share nothing."""

    IN_FORCE = "in_force"
    REVIEW_SOON = "review_due_soon"
    REVIEW_OVERDUE = "review_overdue_in_grace"
    SIGNATURE_REFUSED = "signature_refused"
    DOCUMENT_REFUSED = "document_refused"
    NOT_ACTIVE = "not_active"
    NOT_YET_EFFECTIVE = "not_yet_effective"
    EXPIRED = "expired"
    DPIA_NOT_APPROVED = "dpia_not_approved"
    DPIA_EXPIRED = "dpia_expired"
    REVIEW_GRACE_OVER = "review_grace_over"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    CHAIN_BROKEN = "chain_broken"


GOOD = frozenset({RegisterCode.IN_FORCE, RegisterCode.REVIEW_SOON, RegisterCode.REVIEW_OVERDUE})
"""The codes under which an agreement shares something."""

_Stop = tuple[bool, RegisterCode, str]


def standing(verified: VerifiedAgreement, day: date, suspended: Iterable[Suspended] = ()) -> tuple[RegisterCode, str]:
    """Whether a verified agreement is in force on a day: the first thing that stops it, and what to do."""
    for bites, code, advice in (*_dated(verified.agreement, day), *_reviewed(verified.agreement, day, suspended)):
        if bites:
            return code, advice
    return RegisterCode.IN_FORCE, f"until {verified.agreement.effective_to}"


def most_level(verified: VerifiedAgreement, day: date) -> Level:
    """The most that a verified agreement may tell on a day, as far as its review goes: 4, 1 in grace, 0 after it.

    In grace it degrades only where the document says so (`review_degrades`).
    """
    agreement = verified.agreement
    if day > grace_ends(agreement):
        return Level.NONE
    if day > date.fromisoformat(agreement.review_due) and agreement.review_degrades:
        return Level.EXISTS
    return Level.DETAIL


def grace_ends(agreement: Agreement) -> date:
    """The last day on which it shares anything without its review."""
    return date.fromisoformat(agreement.review_due) + timedelta(days=agreement.review_grace_days)


def took_effect(verified: VerifiedAgreement, day: date) -> bool:
    """Whether this version has begun, and so replaces every earlier one for good, whatever becomes of it later."""
    agreement, today = verified.agreement, day.isoformat()
    assessed = agreement.dpia.outcome != "refused" and agreement.dpia.approved_on <= today
    return agreement.status not in ("draft", "in_signature") and agreement.effective_from <= today and assessed


def _dated(agreement: Agreement, day: date) -> Iterator[_Stop]:
    today, dpia = day.isoformat(), agreement.dpia
    yield (
        agreement.status != "active",
        RegisterCode.NOT_ACTIVE,
        f"its status is {agreement.status}: sign an active one",
    )
    yield today < agreement.effective_from, RegisterCode.NOT_YET_EFFECTIVE, f"from {agreement.effective_from}"
    yield today > agreement.effective_to, RegisterCode.EXPIRED, f"ended {agreement.effective_to}: renew it"
    yield dpia.outcome == "refused", RegisterCode.DPIA_NOT_APPROVED, "its DPIA was refused"
    yield today < dpia.approved_on, RegisterCode.DPIA_NOT_APPROVED, "its DPIA is not approved yet"
    yield today > dpia.expires_on, RegisterCode.DPIA_EXPIRED, "renew its DPIA"


def _reviewed(agreement: Agreement, day: date, suspended: Iterable[Suspended]) -> Iterator[_Stop]:
    due, last = date.fromisoformat(agreement.review_due), grace_ends(agreement)
    yield day > last, RegisterCode.REVIEW_GRACE_OVER, f"its review was due {due}: review it"
    yield (
        is_stopped("agreement", agreement.isa_id, suspended),
        RegisterCode.SUSPENDED,
        "suspended: resume it when it may run again",
    )
    degraded = ", and tells only that a service is involved until then" if agreement.review_degrades else ""
    yield day > due, RegisterCode.REVIEW_OVERDUE, f"review it before {last}: it stops the day after{degraded}"
    soon = day >= due - timedelta(days=REVIEW_WARNING_DAYS)
    yield soon, RegisterCode.REVIEW_SOON, f"until {agreement.effective_to}; its review is due {due}: begin it"
