"""What follows for others from one answer: the agency whose record it was and IG leads are told; it is reviewed."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from service.emergency.notices import ToTell
from service.emergency.words import NoticeKind
from service.leaf import Leaf
from service.store.oversight_rows import ReviewRow

REVIEW_HOURS: Final = 72
"""Within which an answer is reviewed whose rule asks for it and names no hours; an emergency's agreement names them."""


class Due(NamedTuple):
    """One thing to be done (`service.enquiry.append.Due`)."""

    duty: str
    provider: str
    record_type: str
    level: int
    subject: str


def notices_of(leaf: Leaf, dues: Sequence[Due]) -> list[ToTell]:
    """Whom to tell of what an answer showed."""
    told: list[ToTell] = []
    for due in dues:
        if due.duty == "notify_owner":
            told.append(_to_tell(leaf, NoticeKind.OWNER, due.provider, _to_holder(leaf, due), due))
        elif due.duty == "notify_ig":
            told.append(_to_tell(leaf, NoticeKind.IG_LEAD, due.provider, _to_holder(leaf, due), due))
            told.append(_to_tell(leaf, NoticeKind.IG_LEAD, leaf.agency, _to_asker(leaf, due), due))
    return told


def review_of(leaf: Leaf, dues: Sequence[Due]) -> list[ReviewRow]:
    """The one review of an answer, where a rule asks for it."""
    if not any(due.duty == "post_review" for due in dues):
        return []
    at = leaf.time // 1_000_000
    due_at = at + REVIEW_HOURS * 3600
    return [
        ReviewRow(
            0, 0, leaf.index, leaf.staff, leaf.agency, leaf.role, leaf.purpose, at, due_at, once=f"rule/{leaf.index}"
        )
    ]


def _to_tell(leaf: Leaf, kind: NoticeKind, agency: str, text: str, due: Due) -> ToTell:
    about = f"entry/{leaf.index}/{due.record_type}/{due.subject}"
    return ToTell(about, kind, agency, text, leaf.time // 1_000_000, entry=leaf.index)


def _to_holder(leaf: Leaf, due: Due) -> str:
    return (
        f"{leaf.staff} ({leaf.role}) of {leaf.agency} was told, at level {due.level}, of what you hold "
        f"({due.record_type}) of person {due.subject}, for {leaf.purpose}."
    )


def _to_asker(leaf: Leaf, due: Due) -> str:
    """A service that was not named to the asker is not named to their own IG lead either."""
    what = f"{due.provider} holds ({due.record_type})" if due.level > 1 else "another service holds"
    return (
        f"{leaf.staff} ({leaf.role}) was told, at level {due.level}, of what {what} of person {due.subject}, "
        f"for {leaf.purpose}. The rule, or the class of the record, asks that you know."
    )
