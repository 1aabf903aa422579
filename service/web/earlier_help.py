"""Help that was given before: what was tried, when, and how it ended, so that nobody has to tell their story again.

Advice, a referral, its acceptance and a service that began are different things, and are called so (objective 4.4).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.records import Event
from service.web import content
from service.web.answer_view import AnswerView, Card
from service.web.timeline import month_of, whom


@dataclass(frozen=True, slots=True)
class Help:
    """One row."""

    who: str
    what: str
    happened: str
    when: str
    """In months, in words."""
    agency: str
    latest: str
    """`YYYY-MM`, to sort by."""


def earlier_help(view: AnswerView) -> tuple[Help, ...]:
    """The newest first; what has no month comes last."""
    rows = [row for member in view.members for card in member.cards for row in _rows(whom(member), card)]
    return tuple(dict.fromkeys(sorted(rows, key=lambda row: row.latest, reverse=True)))


def _rows(who: str, card: Card) -> Iterator[Help]:
    service = card.service
    for event in service.events:
        yield _of_event(event, who, card)
    if _was_help(card) and not any(event.kind == "service_ended" and not event.programme for event in service.events):
        when = months(service.since, service.until)
        yield Help(who, card.title, "Closed", when, service.agency_name, service.until or service.since)


def _was_help(card: Card) -> bool:
    """A closed service of those who help; of the police only what was for a victim."""
    service = card.service
    return service.status == "closed" and (card.kind != "police" or service.subject_role == "victim")


def _of_event(event: Event, who: str, card: Card) -> Help:
    first = month_of(event.start)
    last = month_of(event.end) or first
    return Help(
        who=who,
        what=event.programme or card.title,
        happened=content.EVENTS[event.kind] + (f", {content.words(event.outcome)}" if event.outcome else ""),
        when=months(first, last),
        agency=card.service.agency_name,
        latest=last,
    )


def months(first: str, last: str) -> str:
    """`March to June 2026`, `November 2025 to June 2026`, `Began March 2026`, or what is known of it."""
    begin, end = content.written_date(first), content.written_date(last)
    if not begin or not end or first == last:
        return end or (f"Began {begin}" if begin else "Not known")
    if len(first) == len(last) == 7 and first[:4] == last[:4]:
        begin = begin.partition(" ")[0]
    return f"{begin} to {end}"
