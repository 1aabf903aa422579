"""Requests in words: what was asked, how it stands, and its clock."""

from dataclasses import dataclass

from service.follow_up.words import FollowUpKind, Outcome, State
from service.store.follow_up import FollowUpRow
from service.web import content
from service.web.practice_ports import Sources

KINDS = {
    FollowUpKind.MORE_DETAIL: "More detail",
    FollowUpKind.CALL_BACK: "Call back",
    FollowUpKind.CORRECTION: "No longer correct",
}
URGENCIES = {
    "today": "Today (within 8 hours)",
    "two_days": "Within 2 days",
    "five_days": "Within 5 days",
}
OUTCOMES = {
    Outcome.ALL: "Shared",
    Outcome.PART: "Shared in part",
    Outcome.NO: "Not shared",
    Outcome.DONE: "Done",
}
NOT_DONE = "Not done"
UNNAMED = "A service that is not named"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request, for a table."""

    reference: str
    kind: str
    whom: str
    purpose: str
    asked_at: int
    due: int
    stands: str
    """`Waiting`, `Overdue`, `Shared in part`, `Withdrawn`."""
    colour: str
    clock: str
    """`in 5 hours`; empty where nothing runs."""


def request_line(row: FollowUpRow, now: float, sources: Sources) -> RequestLine:
    """One request as its asker sees it: of a service that was not named, not which."""
    stands, colour = standing(row, now)
    return RequestLine(
        reference=row.reference,
        kind=KINDS[FollowUpKind(row.kind)],
        whom=sources.agency(row.provider) if row.named else UNNAMED,
        purpose=sources.purpose(row.purpose),
        asked_at=row.asked_at,
        due=row.due,
        stands=stands,
        colour=colour,
        clock=content.until(row.due, now) if row.state == State.WAITING else "",
    )


def standing(row: FollowUpRow, now: float) -> tuple[str, str]:
    """How it stands in a word or two, and the colour of its tag."""
    if row.state == State.WITHDRAWN:
        return "Withdrawn", "govuk-tag--grey"
    if row.state == State.WAITING:
        return ("Overdue", "govuk-tag--red") if row.is_late(int(now)) else ("Waiting", "govuk-tag--blue")
    if row.outcome == Outcome.NO and row.kind != FollowUpKind.MORE_DETAIL:
        return NOT_DONE, "govuk-tag--grey"
    return OUTCOMES[Outcome(row.outcome)], "govuk-tag--grey" if row.outcome == Outcome.NO else "govuk-tag--green"
