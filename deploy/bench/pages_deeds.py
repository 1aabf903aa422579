"""What people do before their pages are read, so that the pages which follow a deed are there to be read too.

A practitioner asks, declares an emergency, asks a service for something and decides not to share; an IG lead looks at
one person, gathers an access pack and begins a simulation; a reviewer claims a pair. Each gives the addresses of what
came of it: links lead to the rest.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from deploy.bench.pages_reader import Markup, Reader

WHY: Final = {"purpose": "safeguard_child", "case-reference": "SC-20418", "relationship": "open_case"}
JORDAN: Final = {
    "family-name": "Synth", "given-name": "Jordan", "birth-day": "2", "birth-month": "4", "birth-year": "2011",
    "scope": "family",
}  # fmt: skip
NOBODY: Final = JORDAN | {"family-name": "Unheardof", "given-name": "Quentin"}
HARM: Final = {
    "ground": "s47_immediate", "harm": "Seen with fresh injuries today.", "next": "Visit within the hour.",
    "purpose": "child_protection_s47", "case-reference": "",
}  # fmt: skip
OWNER: Final = "Lancashire Constabulary"
"""Whom the practitioner asks: the supervisor whose pages are read answers for it."""
NEED: Final = {"text": "We need to know by tomorrow.", "ring": "01632 960 144", "urgency": "two_days"}
PERSON: Final = {"why": "access_request"}
SIMULATION: Final = {"question": "now", "agency": "gss:E06000009", "role": "social_worker", "purpose": ""}


def of_a_practitioner(reader: Reader) -> list[str]:
    """Their answers, one about nobody; an emergency; a request; a decision not to share."""
    reader.send("/why", "/why", WHY)
    answers = [reader.send("/whom", "/whom", known) for known in (JORDAN, NOBODY)]
    came = [
        reader.send("/emergency", "/emergency", HARM | JORDAN),
        ask_of_the_owner(reader, answers[0]),
        reader.send("/not-sharing", "/not-sharing", {"why": "not_proportionate", "case-reference": "", "text": ""}),
    ]
    return [path for path in (*answers, *came) if path]


def ask_of_the_owner(reader: Reader, answer: str) -> str:
    """Ask the first service of the owner to ring back; where that leads."""
    for place in leads_from(reader, f"{answer}/contact", rf"{answer}/contact/[^/]+"):
        if OWNER in reader.read(place).text:
            form = f"{place.replace('/contact/', '/ask/')}/call-back"
            return reader.send(form, form, NEED)
    return ""


def of_a_reviewer(reader: Reader) -> list[str]:
    """The first pair that waits, claimed where that is asked for."""
    claims = [action for action in Markup(reader.read("/pairs").text).forms if action.endswith("/claim")]
    claimed = [reader.send("/pairs", claims[0], {})] if claims else []
    return claimed or leads_from(reader, "/pairs", r"/pairs/\d+")[:1]


def of_an_ig_lead(reader: Reader) -> list[str]:
    """One person as the log tells of them, the pack of what was told, a simulation, and a pair."""
    told = leads_from(reader, "/log?type=enquiry.answered", r"/log/\d+")[:1]
    person = [reader.send(entry, "/subject-history", PERSON) for entry in told]
    today = datetime.now(UTC)
    received = {"received-day": str(today.day), "received-month": str(today.month), "received-year": str(today.year)}
    packs = [reader.send(one, "/access-requests", received) for one in person]
    simulation = reader.send("/agreements/simulations", "/agreements/simulations", SIMULATION, with_file=True)
    return [path for path in (*person, *packs, simulation, *of_a_reviewer(reader)) if path]


def leads_from(reader: Reader, page: str, wanted: str) -> list[str]:
    """The links of a page to addresses of this form, in order."""
    leads = Markup(reader.read(page).text).leads
    return list(dict.fromkeys(lead for lead in leads if re.fullmatch(wanted, lead)))


DEEDS: Final[dict[str, tuple[str, Callable[[Reader], list[str]]]]] = {
    "social-worker": ("practitioner", of_a_practitioner),
    "team-manager": ("supervisor", of_a_reviewer),
    "police-supervisor": ("owner", lambda reader: []),
    "ig-lead": ("IG lead", of_an_ig_lead),
}
"""The people whose pages are read, in this order: what each is called in the tables, and what they do first."""
