"""What a reviewer finds, checked; and who hears of it."""

from enum import StrEnum
from typing import Final, NamedTuple

from service.emergency.notices import ToTell
from service.emergency.words import NoticeKind, in_plain_sight
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.identity.principal import Principal
from service.oversight.changes import concerned
from service.oversight.late import agencies_of
from service.runtime import Runtime
from service.store.database import Reader
from service.store.oversight_rows import ReviewRow

MOST_NOTE: Final = 1000


class Verdict(StrEnum):
    """What a reviewer finds."""

    CLEARED = "cleared"
    """It was right to do."""
    CONCERN = "concern"
    """Something is to be put right: training, a procedure, an agreement."""
    MISUSE = "misuse"
    """There was no business need: the agency and its offices are told, and act on it."""


class Finding(NamedTuple):
    """What a reviewer decided, as they typed it."""

    verdict: str
    note: str
    version: int
    """Of the review that they looked at."""


def check_finding(finding: Finding) -> None:
    """Every fault told at once; anything but `cleared` says why.

    Raises:
        NotAcceptable: with the faulty fields.
    """
    faults = []
    if finding.verdict not in set(Verdict):
        faults.append(_fault("verdict", f"Choose one of: {', '.join(Verdict)}."))
    elif finding.verdict != Verdict.CLEARED and not in_plain_sight(finding.note):
        faults.append(_fault("note", "Write what was wrong, or what is to be done."))
    if len(finding.note) > MOST_NOTE:
        faults.append(_fault("note", f"Shorten the note to {MOST_NOTE:,} characters."))
    if faults:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, faults[0].advice, tuple(faults))


async def told_of_finding(row: ReviewRow, principal: Principal, reader: Reader, runtime: Runtime) -> list[ToTell]:
    """The notices of a review that was decided: to the other agencies; of misuse, to the asker's own agency too."""
    told = [_to_tell(row, agency) for agency in await agencies_of(row, reader) if agency != principal.agency]
    return [*told, _escalated(row, runtime)] if row.verdict == Verdict.MISUSE else told


def _to_tell(row: ReviewRow, agency: str) -> ToTell:
    text = f"Review {row.id}, of what {row.staff} ({row.role}) did, was decided: {row.verdict}."
    kind = NoticeKind.REVIEW_DECIDED
    return ToTell(f"review/{row.id}", kind, agency, text, row.decided_at, emergency=row.emergency, entry=row.entry)


def _escalated(row: ReviewRow, runtime: Runtime) -> ToTell:
    """To the IG lead of whoever did it, with the offices to pass it on to, whoever of their colleagues decided."""
    agreements = concerned("agency", row.agency, runtime)
    offices = tuple(sorted({office for one in agreements for office in one.suspension.notify}))
    text = (
        f"Review {row.id} found misuse by {row.staff} ({row.role}), at entry {row.entry} of the log. Pass it on, "
        "decide whether to suspend the user (service oversight suspend user), and whether it is a breach to report."
    )
    return ToTell(
        f"review/{row.id}", NoticeKind.MISUSE, row.agency, text, row.decided_at, offices,
        emergency=row.emergency, entry=row.entry,
    )  # fmt: skip


def _fault(field: str, advice: str) -> FieldFault:
    return FieldFault(field, ReasonCode.FIELD_INVALID, advice)
