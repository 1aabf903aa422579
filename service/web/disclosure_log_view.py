"""Entries of the log in words, for tables and for the page of one entry."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.leaf import Leaf
from service.oversight.own_records import OwnTold
from service.projection.reading import Card
from service.web import content
from service.web.disclosure_log_words import OPERATIONS

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry as a row of a table."""

    index: int
    when: str
    agency: str
    who: str
    """The role, and enough of the pseudonym to tell rows apart."""
    what: str
    why: str
    """The purpose; empty where it is no enquiry."""
    told: str
    """How much; empty where nothing was told."""
    holders: str
    """Of whose records, as they were named to the asker."""
    agreement: str
    emergency: bool
    name: str = ""
    """How the entry is written."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a summary list; `href` where it leads on."""

    key: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class OperationLine:
    """What section 62 asks a log to say of one operation."""

    index: int
    operation: str
    when: str
    who: str
    agency: str
    recipients: str
    name: str = ""
    """How the entry is written."""


def line_of(leaf: Leaf, labels: Labels) -> EntryLine:
    """One row."""
    return EntryLine(
        index=leaf.index,
        name=entry_words(leaf.name),
        when=content.date_and_time(leaf.time / 1e6),
        agency=_named(leaf.agency, labels),
        who=who_of(leaf),
        what=labels.get(leaf.type, content.words(leaf.type)),
        why=_named(leaf.purpose, labels),
        told=content.opening(content.LEVELS[leaf.level]) if leaf.level else "",
        holders=content.listed([_named(one, labels) for one in leaf.providers]),
        agreement=", ".join(leaf.agreements),
        emergency=leaf.break_glass,
    )


def facts_of(leaf: Leaf, labels: Labels) -> list[Fact]:
    """All that an entry says; what it does not say is left out."""
    related = leaf.relates_to
    found = [
        Fact("When", content.date_and_time(leaf.time / 1e6)),
        Fact("What happened", labels.get(leaf.type, content.words(leaf.type))),
        Fact(
            "Who did it (pseudonym)", leaf.staff, f"/log?staff={leaf.staff}" if leaf.staff.startswith("staff-") else ""
        ),
        Fact("Agency", _named(leaf.agency, labels)),
        Fact("Role", content.opening(content.role_name(leaf.role))),
        Fact("Purpose", _named(leaf.purpose, labels)),
        Fact("Relationship", content.opening(content.RELATIONSHIPS_SHORT.get(leaf.relationship, leaf.relationship))),
        Fact("Emergency", "An emergency was declared" if leaf.break_glass else ""),
        Fact("Told", content.opening(content.LEVELS[leaf.level]) if leaf.level else ""),
        Fact("Of records of", content.listed([_named(one, labels) for one in leaf.providers])),
        Fact("Given to", content.listed([_named(one, labels) for one in leaf.recipients])),
        Fact("Agreement", ", ".join(leaf.agreements)),
        Fact("Rules", ", ".join(leaf.rules)),
        Fact("Lawful basis", ", ".join(leaf.gateways)),
        Fact("Duties that came with it", ", ".join(leaf.obligations)),
        Fact("Operation (DPA 2018 s.62)", OPERATIONS.get(leaf.operation, leaf.operation)),
        Fact("About (pseudonym)", leaf.subject),
        Fact("Relates to entry", entry_words(leaf.relates_to_name), f"/log/{related}")
        if leaf.relates_to_name
        else Fact("", ""),
        Fact("Request", leaf.request),
    ]
    return [fact for fact in found if fact.text]


def entry_words(name: str) -> str:
    """An entry as it is written on a page: `1,041`, or of a log in several shards `2027-1041`."""
    return content.number(int(name)) if name.isdigit() else name


def operation_line(leaf: Leaf, labels: Labels) -> OperationLine:
    """One row of the view of section 62."""
    return OperationLine(
        index=leaf.index,
        name=entry_words(leaf.name),
        operation=OPERATIONS.get(leaf.operation, leaf.operation),
        when=content.date_and_time(leaf.time / 1e6),
        who=who_of(leaf),
        agency=_named(leaf.agency, labels),
        recipients=content.listed([_named(one, labels) for one in leaf.recipients]),
    )


def told_of_own(told: OwnTold, labels: Labels) -> list[str]:
    """What was told of the reader's own records, one line for each record type and level."""
    cards: dict[str, None] = dict.fromkeys(card_words(card, labels) for card in told.cards)
    return list(cards) or ["What was told was destroyed"]


def card_words(card: Card, labels: Labels) -> str:
    """`Children's social care: whom to contact`."""
    kind = content.opening(labels.get(card.record_type, card.record_type)) or "A service that was not named"
    return f"{kind}: {content.LEVELS[card.level]}"


def who_of(leaf: Leaf) -> str:
    """`social worker, staff-7q4mzk2p…`."""
    return ", ".join(part for part in (content.role_name(leaf.role), content.shortened(leaf.staff)) if part)


def _named(code: str, labels: Labels) -> str:
    return labels.get(code) or content.words(code)
