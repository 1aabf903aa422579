"""Notices in words: what kind it is, what it says without our codes, and what to do next."""

import re

from service.emergency.words import NoticeKind
from service.store.oversight_rows import LeadNoticeRow
from service.web import content
from service.web.owner_ports import Names

KINDS = {
    NoticeKind.EMERGENCY_DECLARED: "An emergency was declared",
    NoticeKind.EMERGENCY_DECLINED: "An emergency was not agreed to",
    NoticeKind.EMERGENCY_OPENED: "An emergency opened your agency’s records",
    NoticeKind.OWNER: "Somebody was told of your agency’s records",
    NoticeKind.IG_LEAD: "Somebody was told something that you should know of",
    NoticeKind.REVIEW_LATE: "A review is late",
    NoticeKind.REVIEW_DECIDED: "A review was decided",
    NoticeKind.REQUEST_LATE: "A request to your agency is late",
    NoticeKind.MISUSE: "A review found misuse",
    NoticeKind.SUSPENDED: "Something was suspended",
    NoticeKind.RESUMED: "Something was resumed",
    NoticeKind.AGREEMENT_REVIEW_SOON: "An agreement’s review is due soon",
    NoticeKind.AGREEMENT_REVIEW_OVERDUE: "An agreement’s review is overdue",
    NoticeKind.AGREEMENT_REVIEW_GRACE_OVER: "An agreement stopped, because nobody reviewed it",
}
NEXT = {
    NoticeKind.EMERGENCY_DECLARED: "Look at it among the reviews, and decide whether it was justified.",
    NoticeKind.EMERGENCY_OPENED: "Look at it among the reviews. If it was not justified, say so there.",
    NoticeKind.MISUSE: "Pass it on, decide whether to suspend the user, and whether it is a breach to report.",
    NoticeKind.SUSPENDED: "Tell the teams who rely on it how they reach each other meanwhile.",
    NoticeKind.RESUMED: "Tell the teams who rely on it.",
    NoticeKind.AGREEMENT_REVIEW_SOON: "Begin the review with the other parties.",
    NoticeKind.AGREEMENT_REVIEW_OVERDUE: "Finish the review, or the agreement stops.",
    NoticeKind.AGREEMENT_REVIEW_GRACE_OVER: "Nothing is shared under it. Review it, and have it signed again.",
}
_FOR_THE_COMMAND_LINE = re.compile(r" ?(?:Why: see service oversight suspensions\.|\(service oversight [a-z ]+\))")
_STAFF = re.compile(r"\bstaff-[a-z0-9]+")


def heading(row: LeadNoticeRow) -> str:
    """What kind of notice it is; a newer kind by its code."""
    known: dict[str, str] = {kind.value: text for kind, text in KINDS.items()}
    return known.get(row.kind) or content.opening(content.words(row.kind))


def next_step(row: LeadNoticeRow) -> str:
    """What to do, where there is something to do."""
    known: dict[str, str] = {kind.value: text for kind, text in NEXT.items()}
    return known.get(row.kind, "")


def in_words(text: str, names: Names) -> str:
    """What a notice says: agencies by name, roles as words, pseudonyms by their beginning, no commands to type."""
    said = _FOR_THE_COMMAND_LINE.sub("", text)
    for agency in sorted(names.agencies(), key=len, reverse=True):
        said = re.sub(rf"(?<![\w:]){re.escape(agency)}(?!\w)", names.agency_name(agency), said)
    said = _STAFF.sub(lambda found: content.shortened(found[0]), said)
    return re.sub(r"\(([a-z]+(?:_[a-z]+)+)\)", lambda found: f"({content.role_name(found[1])})", said)


def offices(row: LeadNoticeRow) -> str:
    """Whom to pass it on to, in words."""
    return content.listed([content.words(one) for one in row.offices.split(",") if one not in ("", "ig_lead")])
