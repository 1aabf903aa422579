"""Access requests in words: which way one goes, what needs care, and each item with what was decided of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from service.identity.principal import Principal
from service.oversight.access.assembling import Gathered
from service.oversight.access.contents import Content
from service.oversight.access.words import EXEMPTIONS, Flag, Route
from service.store.access_rows import DISCLOSE, RELEASED, WITHHOLD, ItemRow, RequestRow
from service.web import content

FLAGS: Final = {
    Flag.ACCUSED: "Your agency has them as suspect or convicted: an answer can warn them, or lead them to others",
    Flag.SHIELDED: "An agency shields this person",
    Flag.SENSITIVE: "A record of your agency is of a sensitive class",
    Flag.FAMILY_AT_RISK: "Somebody of the family is shielded, or harmed by domestic abuse",
    Flag.ANOTHER_AGENCY: "Another agency’s record is one of these: ask the agencies before you decide",
}
ITEM_FLAGS: Final = {
    Flag.UNNAMED: "The asker was not told which service",
    Flag.EMERGENCY: "An emergency was declared for it",
    Flag.CORRECTED: "Corrected since: some of it was about somebody else",
    Flag.ABOUT_ANOTHER: "A relative was asked about, of whom nothing may be said here",
}
DECISIONS: Final = {"": "Not decided", DISCLOSE: "Tell them", WITHHOLD: "Leave out"}


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in the list."""

    number: int
    received: str
    due: str
    left: str
    """`in 12 days`, `overdue by 2 days`; empty once it is released."""
    overdue: bool
    route: str
    gathered_by_reader: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One disclosure, as the person would read it, and what was decided of it."""

    number: int
    entry: int
    heading: str
    facts: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]
    decision: str
    exemption: str
    decided: str
    """`Tell them`; `Leave out: …`; or that it is not decided."""


@dataclass(frozen=True, slots=True)
class PackView:
    """One request with its items."""

    number: int
    version: int
    line: RequestLine
    flags: tuple[str, ...]
    needs_second: bool
    """Somebody else than the reader decides."""
    released: bool
    items: tuple[Item, ...]
    undecided: int
    disclosed: int
    withheld: int
    as_of: int
    subject: str
    entry: int


def request_line(row: RequestRow, principal: Principal, now: float) -> RequestLine:
    """One row of the list."""
    end = datetime.combine(date.fromisoformat(row.due), datetime.max.time(), ZoneInfo("Europe/London")).timestamp()
    second = row.route == Route.EXEMPTION_REVIEW
    return RequestLine(
        number=row.id,
        received=content.written_date(row.received),
        due=content.written_date(row.due),
        left="" if row.state == RELEASED else content.until(end, now),
        overdue=row.state != RELEASED and end < now,
        route="Another information governance lead decides" if second else "You may decide alone",
        gathered_by_reader=row.assembled_by == principal.staff,
    )


def pack_view(found: Gathered, principal: Principal, now: float) -> PackView:
    """The page of one request."""
    row, items = found.row, tuple(_item(item, said) for item, said in found.items)
    line = request_line(row, principal, now)
    return PackView(
        number=row.id,
        version=row.version,
        line=line,
        flags=_in_words(row.flags, FLAGS),
        needs_second=row.route == Route.EXEMPTION_REVIEW and line.gathered_by_reader,
        released=row.state == RELEASED,
        items=items,
        undecided=sum(not item.decision for item in items),
        disclosed=sum(item.decision == DISCLOSE for item in items),
        withheld=sum(item.decision == WITHHOLD for item in items),
        as_of=row.size,
        subject=row.subject,
        entry=row.entry,
    )


def _item(row: ItemRow, said: Content | None) -> Item:
    decided = DECISIONS.get(row.decision, row.decision)
    if row.exemption:
        decided = f"{decided}: {EXEMPTIONS.get(row.exemption, row.exemption)}"
    return Item(
        number=row.number,
        entry=row.entry,
        heading=f"Item {row.number}: {_when(said)}" if said else f"Item {row.number}",
        facts=tuple(_facts(said)) if said else (),
        flags=_in_words(row.flags, ITEM_FLAGS),
        decision=row.decision,
        exemption=row.exemption,
        decided=decided,
    )


def _facts(said: Content) -> list[tuple[str, str]]:
    found = [
        ("Told to", f"{said.agency}, {said.role}"),
        ("For", said.purpose),
        ("Because of", said.relationship),
        ("About", "the person" if said.told_as == "subject" else "a relative; the person was mentioned"),
        ("How much", content.LEVELS[said.level]),
        ("Services", "; ".join(said.services)),
        ("Agreements", "; ".join(said.agreements)),
        ("Lawful basis", "; ".join(said.lawful_basis)),
    ]
    return [(name, content.opening(text)) for name, text in found if text]


def _when(said: Content) -> str:
    """What an item says is written in UTC; a person reads the clock on the wall."""
    at = datetime.strptime(f"{said.at} +0000", "%Y-%m-%d %H:%M %z")
    return content.date_and_time(at.timestamp())


def _in_words(flags: str, words: dict[Flag, str]) -> tuple[str, ...]:
    return tuple(words[Flag(flag)] for flag in flags.split(",") if flag and Flag(flag) in words)


def page_of_items(items: Sequence[Item], first: int, most: int) -> Sequence[Item]:
    """At most so many items from a number on: a form holds no more than 40 fields."""
    return [item for item in items if item.number >= first][:most]
