"""Agreements whose review is near, overdue or past its grace: their parties are told, on the day that each begins.

There is no timer: what is due today follows from the documents and the date, and is told once, whenever it is asked.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from isa.agreement import Agreement
from service.emergency.notices import ToTell
from service.emergency.words import NoticeKind
from service.runtime import Runtime

WARNS_DAYS: Final = 30
"""How long before it is due (domain, section 3.6)."""


class Stage(NamedTuple):
    """Where an agreement stands with its review, since which day, and what to do."""

    kind: NoticeKind
    since: date
    advice: str


def stage_of(agreement: Agreement, today: date) -> Stage | None:
    """The stage that a day is in; None while the review is far off."""
    due = date.fromisoformat(agreement.review_due)
    last = due + timedelta(days=agreement.review_grace_days)
    if today > last:
        advice = "It shares nothing any more, until it is reviewed and a new version is signed."
        return Stage(NoticeKind.AGREEMENT_REVIEW_GRACE_OVER, last + timedelta(days=1), advice)
    if today > due:
        advice = f"Review it now: after {last} it shares nothing."
        return Stage(NoticeKind.AGREEMENT_REVIEW_OVERDUE, due + timedelta(days=1), advice)
    if today >= due - timedelta(days=WARNS_DAYS):
        return Stage(NoticeKind.AGREEMENT_REVIEW_SOON, due - timedelta(days=WARNS_DAYS), "Begin its review.")
    return None


def reviews_of_agreements(runtime: Runtime) -> Iterator[ToTell]:
    """The notices that today calls for, of every agreement that is in force or would be, were it reviewed."""
    for listed in runtime.agreements.register.listed:
        if listed.verified is None or not (listed.in_force or listed.code.value.startswith("review")):
            continue
        stage = stage_of(listed.verified.agreement, runtime.clock.today())
        if stage is not None:
            yield from _to_parties(listed.verified.agreement, stage)


def _to_parties(agreement: Agreement, stage: Stage) -> Iterator[ToTell]:
    at = int(datetime.combine(stage.since, time(), UTC).timestamp())
    about = f"agreement/{agreement.isa_id}/{agreement.version}/{agreement.review_due}"
    text = (
        f"The review of {agreement.isa_id} {agreement.version} ({agreement.title}) is due {agreement.review_due}. "
        f"{stage.advice}"
    )
    for party in agreement.parties:
        yield ToTell(about, stage.kind, party.org_id, text, at, agreement.suspension.notify)
