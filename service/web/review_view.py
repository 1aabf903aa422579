"""A sampled enquiry as its reviewer reads it: who asked about whom and why, how it was drawn, what may be found."""

from dataclasses import dataclass

from service.oversight.review_findings import Verdict
from service.oversight.reviews import Listed, Opened
from service.web import content
from service.web.owner_ports import Names

FINDINGS = {
    Verdict.CLEARED: ("It was part of their work", "There was a case or a referral, and a reason to ask."),
    Verdict.CONCERN: ("Something is to be put right", "Such as training, or how a case reference was written."),
    Verdict.MISUSE: ("There was no reason to ask", "The information governance lead is told, and acts on it."),
}
SHORT = {
    Verdict.CLEARED: "Part of their work",
    Verdict.CONCERN: "Something to put right",
    Verdict.MISUSE: "No reason to ask",
}


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One line of the list, without anything of who was asked about."""

    number: int
    staff: str
    role: str
    purpose: str
    asked_at: int
    due: int
    stands: str
    """`due in 2 days`, `overdue by 3 hours`, or what was found."""
    late: bool
    yours: bool
    taken_until: int
    """Until when somebody else has it; 0 where nobody has."""


@dataclass(frozen=True, slots=True)
class SampleView:
    """One in full. Personal."""

    row: SampleRow
    version: int
    about: str
    case_reference: str
    why: str
    entry: int


def sample_row(listed: Listed, staff: str, now: float, names: Names) -> SampleRow:
    """One line of the list."""
    row = listed.row
    claimed = row.claimed_until > now
    found = SHORT[Verdict(row.verdict)] if row.verdict else content.until(row.due, now)
    return SampleRow(
        number=row.id,
        staff=content.shortened(row.staff),
        role=content.role_name(row.role),
        purpose=names.purpose_label(row.purpose),
        asked_at=row.since,
        due=row.due,
        stands=found,
        late=listed.late,
        yours=row.staff == staff,
        taken_until=row.claimed_until if claimed and row.claimed_by != staff else 0,
    )


def sample_view(opened: Opened, staff: str, now: float, names: Names) -> SampleView:
    """One in full."""
    listed = Listed(opened.row, opened.emergency, opened.late)
    return SampleView(
        row=sample_row(listed, staff, now, names),
        version=opened.row.version,
        about=opened.asked.name,
        case_reference=opened.asked.case_reference,
        why=opened.found.why,
        entry=opened.row.entry,
    )
