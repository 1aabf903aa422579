"""What happened, by month and newest first: services that began and ended, last contacts, steps of earlier help.

Months, never days: a day would tell more than whom to ring needs. A service that may not be named has no month here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from connectors.records import Event
from service.enquiry.shapes import Service
from service.web import content
from service.web.answer_view import AnswerView, Card, Member

MONTH = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
NOT_KNOWN = "Month not known"


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened."""

    month: str
    """`YYYY-MM`, `YYYY`, or empty where no source says."""
    what: str
    service: str
    agency: str
    who: str


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in one month."""

    title: str
    stamp: str
    """The same for machines: `YYYY-MM`."""
    moments: tuple[Moment, ...]


def timeline(view: AnswerView) -> tuple[Month, ...]:
    """The months of everybody who is shown, the newest first; what has no month comes last."""
    moments = [moment for member in view.members for card in member.cards for moment in _moments(member, card)]
    moments.sort(key=lambda one: one.month, reverse=True)
    return tuple(
        Month(content.written_date(month) or NOT_KNOWN, month, tuple(dict.fromkeys(among)))
        for month, among in groupby(moments, key=lambda one: one.month)
    )


def whom(member: Member) -> str:
    """`Dean Example (linked, separate)`."""
    return f"{member.title} (linked, separate)" if member.apart else member.title


def month_of(day: date | None) -> str:
    """`2026-03`, or nothing."""
    return f"{day:%Y-%m}" if day else ""


def _moments(member: Member, card: Card) -> Iterator[Moment]:
    service, who = card.service, whom(member)
    if card.kind == "unnamed":
        return
    for month, what in _of_service(service):
        yield Moment(month if MONTH.fullmatch(month) else "", what, card.title, service.agency_name, who)
    for event in service.events:
        for month, what in _of_event(event):
            yield Moment(month, what, event.programme or card.title, service.agency_name, who)


def _of_service(service: Service) -> Iterator[tuple[str, str]]:
    for month, what in (
        (service.last_contact_month, "Last contact"),
        (service.until, "Ended"),
        (service.since, "Began"),
    ):
        if month:
            yield month, what


def _of_event(event: Event) -> Iterator[tuple[str, str]]:
    """A service that ended says when it had begun, too."""
    what = content.EVENTS[event.kind] + (f", {content.words(event.outcome)}" if event.outcome else "")
    if event.kind == "service_ended" and event.start and event.end and event.start != event.end:
        yield month_of(event.start), content.EVENTS["service_started"]
    yield month_of(event.end if event.kind == "service_ended" else event.start), what
