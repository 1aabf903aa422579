"""The filters of the log: read from its form, written into an address as codes only, and read from there again.

The form is posted, so that what somebody types stands in no address unless it is a code that we know.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from service.oversight.disclosures import PSEUDONYM, Filters
from service.oversight.why_look import WhyLook
from service.web import content
from service.web.choice import Choice
from service.web.disclosure_log_ports import LogChoices
from service.web.forms import FormErrors, PostedForm
from service.web.kept_looks import Look

STAFF: Final = re.compile(r"staff-[a-z0-9]{20,40}", re.ASCII)
REFERENCE: Final = re.compile(r"[A-Za-z0-9_-]{16}", re.ASCII)
LEVELS: Final = tuple(Choice(str(level), content.opening(content.LEVELS[level])) for level in range(1, 5))
NAMES: Final = {
    "look": "Person",
    "staff": "Member of staff",
    "agency": "Who asked",
    "provider": "Whose record",
    "agreement": "Agreement",
    "purpose": "Purpose",
    "type": "What happened",
    "level": "How much was told",
    "since": "From",
    "until": "Until",
    "denied": "Denied",
    "break-glass": "Emergency",
}
"""Every filter as an address names it, and in words."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is set: its name, in words, its value in words, and the log without it."""

    heading: str
    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent on the form of filters: codes for the address, whom to look at, and what is wrong."""

    codes: dict[str, str]
    look: Look | None
    errors: FormErrors


def codes_of(asked: Mapping[str, str], choices: LogChoices) -> dict[str, str]:
    """The filters of an address, as far as the log offers them; anything else filters nothing."""
    offered = {
        "agency": choices.agencies, "provider": choices.agencies, "agreement": choices.agreements,
        "purpose": choices.purposes, "type": choices.types, "level": LEVELS,
    }  # fmt: skip
    found = {}
    for name in NAMES:
        value = asked.get(name, "")
        if name in offered:
            holds = value in {choice.code for choice in offered[name]}
        elif name in ("since", "until"):
            holds = day_of(value) is not None
        elif name == "staff":
            holds = bool(STAFF.fullmatch(value))
        else:
            holds = bool(REFERENCE.fullmatch(value)) if name == "look" else value == "yes"
        if holds:
            found[name] = value
    return found


def filters_of(codes: Mapping[str, str], look: Look | None) -> Filters:
    """The same as the log takes them."""
    until = day_of(codes.get("until", ""))
    since = day_of(codes.get("since", ""))
    return Filters(
        type=codes.get("type", ""),
        agency=codes.get("agency", ""),
        purpose=codes.get("purpose", ""),
        staff=codes.get("staff", ""),
        subject=look.subject if look else "",
        provider=codes.get("provider", ""),
        agreement=codes.get("agreement", ""),
        level=int(codes.get("level", "0")),
        denied="denied" in codes,
        break_glass="break-glass" in codes,
        since=midnight(since) if since else 0,
        until=midnight(until + timedelta(days=1)) if until else 0,
    )


def typed_filters(sent: PostedForm, choices: LogChoices) -> Typed:
    """Read the form of filters."""
    wrong: dict[str, str] = {}
    typed = dict(sent.fields)
    look = typed_look(sent, wrong)
    if typed.get("staff") and not STAFF.fullmatch(typed["staff"]):
        wrong["staff"] = "Enter a member of staff as an entry shows them, beginning staff-"
    for name in ("since", "until"):
        day = typed_day(sent, name)
        if day is None and any(sent.get(f"{name}-{part}") for part in ("day", "month", "year")):
            wrong[f"{name}-day"] = f"Enter a real date for ‘{NAMES[name]}’, like 20 11 2026"
        typed[name] = day.isoformat() if day else ""
    return Typed(codes_of(typed, choices), look, FormErrors(wrong))


def typed_look(sent: PostedForm, wrong: dict[str, str]) -> Look | None:
    """Whom to look at and why, both or neither; faults go into `wrong`."""
    subject, why = sent.get("subject").lower(), sent.get("why")
    if subject and not PSEUDONYM.match(subject):
        wrong["subject"] = "Enter the person’s pseudonym from an entry: 32 letters and digits. A name finds nobody here"
    if subject and why not in set(WhyLook):
        wrong["why"] = "Choose why you are looking at this person"
    return Look(subject, why) if subject and not wrong else None


def typed_day(sent: PostedForm, name: str) -> date | None:
    """A date of three inputs; None where it is none."""
    try:
        return date(*(int(sent.get(f"{name}-{part}")) for part in ("year", "month", "day")))
    except ValueError:
        return None


def day_of(text: str) -> date | None:
    """`2026-11-20` as a day; None for any other text."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        return None


def midnight(day: date) -> int:
    """The Unix second at which a day begins in the UK."""
    return int(datetime.combine(day, time(), ZoneInfo("Europe/London")).timestamp())


def log_url(codes: Mapping[str, str], before: int | None = None) -> str:
    """The address of the log with these filters, below an entry."""
    query = dict(codes) if before is None else {**codes, "before": str(before)}
    return f"/log?{urlencode(query)}" if query else "/log"


def chosen_of(codes: Mapping[str, str], labels: Mapping[str, str]) -> list[Chosen]:
    """The filters that are set, each with the way to take it away."""
    return [
        Chosen(NAMES[name], _in_words(name, value, labels), log_url({one: codes[one] for one in codes if one != name}))
        for name, value in codes.items()
    ]


def _in_words(name: str, value: str, labels: Mapping[str, str]) -> str:
    if name in ("since", "until"):
        return content.written_date(value)
    if name == "level":
        return content.opening(content.LEVELS[int(value)])
    plain = {"look": "the one you chose", "denied": "in your agency", "break-glass": "declared"}
    return plain.get(name) or labels.get(value) or content.shortened(value)
