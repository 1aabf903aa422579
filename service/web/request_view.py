"""A request of another agency in words: who asks, why, under which rule, by when, and what may be answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.follow_up.agreed import RuleThere
from service.follow_up.following import Followed
from service.follow_up.words import OUTCOMES_OF, FollowUpKind, Outcome
from service.store.follow_up import FollowUpRow
from service.web import content
from service.web.owner_ports import Names

KINDS = {
    FollowUpKind.MORE_DETAIL: "Tell them more",
    FollowUpKind.CALL_BACK: "Ring them back",
    FollowUpKind.CORRECTION: "Something is no longer correct",
}
ASKED = {
    FollowUpKind.MORE_DETAIL: "What they need to know",
    FollowUpKind.CALL_BACK: "Why they want to speak to you",
    FollowUpKind.CORRECTION: "What they say is no longer correct",
}
ANSWERS = {
    Outcome.ALL: ("Share all of it", ""),
    Outcome.PART: ("Share part of it", "Choose which details below."),
    Outcome.NO: ("Share nothing", "They read why. Tell them what else they can do."),
    Outcome.DONE: ("It is done", "You rang back, or put the record right."),
}
NO_OF_THE_OTHERS = ("We do not do this", "They read why. Tell them what else they can do.")
ANSWERED = {
    Outcome.ALL: "All was shared",
    Outcome.PART: "Part was shared",
    Outcome.NO: "Declined",
    Outcome.DONE: "Done",
}


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One line of the list, without anything of whom it is about."""

    reference: str
    kind: str
    who: str
    record_type: str
    purpose: str
    asked_at: int
    due: int
    stands: str
    """`due in 5 hours`, `overdue by 2 days`, or what was answered."""
    late: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class AskedField:
    """One detail that is asked for."""

    code: str
    label: str
    agreed: bool
    """Whether a rule in force still lets it be told."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule under which it may be answered."""

    name: str
    href: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request in full. Personal."""

    row: RequestRow
    readable: bool
    """Whether what was asked can still be read."""
    about: str
    asker: str
    service: str
    asked: str
    text: str
    case_reference: str
    relationship: str
    ring: str
    basis: str
    rules: tuple[Rule, ...]
    fields: tuple[AskedField, ...]
    answers: tuple[tuple[str, str, str], ...]
    """What may be answered: code, words, and what it means."""
    label: str
    """Of the text that is answered."""
    reply: str
    shared: str


def request_row(row: FollowUpRow, now: float, names: Names) -> RequestRow:
    """One line of the list."""
    answered = ANSWERED[Outcome(row.outcome)] if row.outcome else ""
    return RequestRow(
        reference=row.reference,
        kind=KINDS[FollowUpKind(row.kind)],
        who=f"{content.opening(content.role_name(row.role))}, {names.agency_name(row.agency)}",
        record_type=names.record_type(row.record_type),
        purpose=names.purpose_label(row.purpose),
        asked_at=row.asked_at,
        due=row.due,
        stands=answered or f"{'Due ' if row.due >= now else ''}{content.until(row.due, now)}",
        late=row.is_late(int(now)),
        waits=row.state == "waiting",
    )


def request_view(followed: Followed, rules: Sequence[RuleThere], now: float, names: Names) -> RequestView:
    """One request for the page."""
    row, wanted, reply = followed
    kind = FollowUpKind(row.kind)
    fields = asked_fields(wanted.fields if wanted else (), rules)
    return RequestView(
        row=request_row(row, now, names),
        readable=wanted is not None,
        about=f"{wanted.about}{f', born {content.written_date(wanted.born)}' if wanted.born else ''}" if wanted else "",
        asker=wanted.asker if wanted else "",
        service=wanted.service if wanted else "",
        asked=ASKED[kind],
        text=wanted.text if wanted else "",
        case_reference=wanted.case_reference if wanted else "",
        relationship=content.RELATIONSHIPS_SHORT.get(wanted.relationship, "") if wanted else "",
        ring=wanted.ring if wanted else "",
        basis=wanted.basis if wanted else "",
        rules=tuple(rule_of(one) for one in rules if {field.code for field in fields} & one.fields),
        fields=fields,
        answers=answers_to(kind, fields),
        label="What you share, or why not" if kind is FollowUpKind.MORE_DETAIL else "What you did, or why not",
        reply=reply.text if reply else "",
        shared=content.listed([label_of(name) for name in reply.fields]) if reply else "",
    )


def asked_fields(names: Sequence[str], rules: Sequence[RuleThere]) -> tuple[AskedField, ...]:
    """What is asked for, each with whether it may still be told."""
    agreed = frozenset().union(*(one.fields for one in rules))
    return tuple(AskedField(name, label_of(name), name in agreed) for name in names)


def answers_to(kind: FollowUpKind, fields: Sequence[AskedField]) -> tuple[tuple[str, str, str], ...]:
    """What may be answered. All only where all is agreed; part only where there are parts."""
    offered = list(OUTCOMES_OF[kind])
    if kind is FollowUpKind.MORE_DETAIL:
        agreed = sum(one.agreed for one in fields)
        if not fields or agreed < len(fields):
            offered.remove(Outcome.ALL)
        if not agreed or len(fields) == 1:
            offered.remove(Outcome.PART)
        return tuple((one.value, *ANSWERS[one]) for one in offered)
    return tuple((one.value, *(NO_OF_THE_OTHERS if one is Outcome.NO else ANSWERS[one])) for one in offered)


def label_of(field: str) -> str:
    """A field's code as words: `Level of need`."""
    return content.opening(content.field_name(field))


def rule_of(one: RuleThere) -> Rule:
    """One rule, with the way to its agreement."""
    name = f"{one.agreement} {one.version}, rule {one.rule}"
    return Rule(name, f"/agreements/{one.agreement}?version={one.version}", one.sentence)
