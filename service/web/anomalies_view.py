"""Reviews in words: why something is in the queue, whose it is, by when, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from service.oversight.anomalies.measuring import Measured
from service.oversight.anomalies.words import TOLD, ReviewKind
from service.oversight.review_findings import Verdict
from service.oversight.reviews import Listed, Opened
from service.store.oversight_rows import DECIDED, AlertCount, AlertRow, ReviewRow
from service.web import content
from service.web.charts.figure import Figure
from service.web.charts.measured import Measured as Counted
from service.web.charts.measured import Series, bars_across

Labels = Mapping[str, str]
VERDICTS: Final = {
    Verdict.CLEARED: "It was right to do",
    Verdict.CONCERN: "Something is to be put right",
    Verdict.MISUSE: "There was no business need",
}
VERDICT_HINTS: Final = {
    Verdict.CLEARED: "The name was a coincidence, or the rota had them on at night",
    Verdict.CONCERN: "Training, a procedure, an agreement that names the wrong role. Say what, in the note",
    Verdict.MISUSE: "Say why, in the note. Their agency is told, with the offices to pass it on to",
}
KINDS: Final = {kind.value: content.opening(words.replace("'", "’")) for kind, words in TOLD.items()}
ALERTS: Final = {
    "caseload": "Named an open case, and their agency has none with this family",
    "emergency_refused": "Declared an emergency that no agreement lets their role declare",
}


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One review in the queue."""

    number: int
    kind: str
    agency: str
    who: str
    staff: str
    purpose: str
    since: str
    due: str
    late: bool
    taken: bool
    """Somebody has claimed it and reads it now."""
    decided: str
    """The verdict and when; empty until then."""
    entry: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A review in full. The name, the case and the reason are personal."""

    line: ReviewLine
    version: int
    until: str
    why: str
    entries: tuple[int, ...]
    emergency: str
    """The ground of an emergency, in words; empty for another review."""
    reason: str
    case_reference: str
    asked_about: str


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert."""

    entry: int
    kind: str
    who: str
    purpose: str
    when: str


@dataclass(frozen=True, slots=True)
class AlertSum:
    """How many alerts of one kind there are about one member of staff."""

    who: str
    staff: str
    kind: str
    alerts: int
    newest: str


def review_line(one: Listed | Opened, labels: Labels, now: float) -> ReviewLine:
    """One row of the queue."""
    row = one.row
    return ReviewLine(
        number=row.id,
        kind=KINDS.get(row.kind, content.words(row.kind)),
        agency=labels.get(row.agency, row.agency),
        who=_who(row.role, row.staff),
        staff=row.staff,
        purpose=labels.get(row.purpose, content.words(row.purpose)),
        since=content.date_and_time(row.since),
        due=content.until(row.due, now),
        late=one.late,
        taken=bool(row.claimed_by) and row.claimed_until > now,
        decided=_decided(row),
        entry=row.entry,
    )


def evidence_of(opened: Opened, labels: Labels, grounds: Labels, now: float) -> Evidence:
    """What a reviewer reads."""
    ground = opened.emergency.ground if opened.emergency else ""
    return Evidence(
        line=review_line(opened, labels, now),
        version=opened.row.version,
        until=content.date_and_time(opened.row.claimed_until),
        why=opened.found.why or f"{KINDS.get(opened.row.kind, opened.row.kind)}.",
        entries=opened.found.entries,
        emergency=grounds.get(ground) or content.opening(content.words(ground)),
        reason=opened.reason,
        case_reference=opened.asked.case_reference,
        asked_about=opened.asked.name,
    )


def alert_line(row: AlertRow, labels: Labels) -> AlertLine:
    """One alert as a row."""
    kind, when = ALERTS.get(row.kind, content.words(row.kind)), content.date_and_time(row.at)
    return AlertLine(row.entry, kind, _who(row.role, row.staff), labels.get(row.purpose, row.purpose), when)


def alert_sum(count: AlertCount) -> AlertSum:
    """How many, as a row."""
    kind, newest = ALERTS.get(count.kind, content.words(count.kind)), content.date_and_time(count.newest)
    return AlertSum(_who(count.role, count.staff), count.staff, kind, count.alerts, newest)


def chart_of(measured: Sequence[Measured]) -> Figure:
    """Reviews by kind, those that there were."""
    made = [one for one in measured if one.reviews]
    labels = tuple(KINDS[one.kind] for one in made)
    most = max(made, key=lambda one: one.reviews, default=None)
    said = f"The most: {KINDS[most.kind]}, {content.counted(most.reviews, 'review')}." if most else "There were none."
    series = (Series("Reviews", tuple(one.reviews for one in made)),)
    return bars_across("reviews-by-kind", Counted("Reviews by kind", said, labels, series, "Why"))


def known_kind(text: str) -> str:
    """A kind of review, or empty for any other text."""
    return text if text in set(ReviewKind) else ""


def _who(role: str, staff: str) -> str:
    return f"{content.role_name(role)}, {content.shortened(staff)}"


def _decided(row: ReviewRow) -> str:
    if row.state != DECIDED:
        return ""
    return f"{VERDICTS.get(Verdict(row.verdict), row.verdict)}, {content.date_and_time(row.decided_at)}"
