"""Who may see what: for each purpose, the people who ask against the kinds of record, with level and fields.

Roles of one agency that may see the same stand in one row; a kind of record that nobody sees has no column.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from isa.agreement import Agreement
from isa.protocol import words as say
from isa.protocol.reach import Opening, openings
from isa.vocabulary import Vocabulary

WIDEST = 4
"""Columns of records in one table: more would not fit an A4 page, and go into a table of their own."""


@dataclass(frozen=True)
class Entry:
    """What one rule opens in a cell."""

    level: str
    providers: str
    fields: tuple[str, ...]
    rule: str
    limited_by: tuple[str, ...]
    shut_by: str
    """Why the law keeps it shut; empty where it is open."""


@dataclass(frozen=True)
class Cell:
    """One row's entries for one kind of record."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Row:
    """The roles of one agency that may see the same."""

    agency: str
    roles: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """One table: a purpose, and at most four kinds of record."""

    purpose: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(agreement: Agreement, words: Vocabulary) -> tuple[Table, ...]:
    """The tables of every purpose that a rule serves, in the order in which the document names them."""
    every = tuple(openings(agreement, words))
    purposes = [one.code for one in agreement.purposes]
    return tuple(
        table
        for purpose in purposes
        for table in _of_purpose(agreement, purpose, [one for one in every if one.purpose == purpose], words)
    )


def _of_purpose(agreement: Agreement, purpose: str, found: list[Opening], words: Vocabulary) -> Iterable[Table]:
    types = list(dict.fromkeys(one.record_type for one in found))
    parts = [types[at : at + WIDEST] for at in range(0, len(types), WIDEST)]
    for number, part in enumerate(parts, start=1):
        named = f", part {number} of {len(parts)}" if len(parts) > 1 else ""
        yield Table(
            purpose,
            f"For {say.purpose(purpose, words)}: who may see what{named}",
            tuple(say.opening(say.record_type(one, words)) for one in part),
            _rows(agreement, found, part, words),
        )


def _rows(agreement: Agreement, found: list[Opening], types: list[str], words: Vocabulary) -> tuple[Row, ...]:
    """Roles with the same cells, together."""
    names = {party.org_id: party.name for party in agreement.parties}
    alike: dict[tuple[str, tuple[Cell, ...]], list[str]] = {}
    for recipient, role in dict.fromkeys((one.recipient, one.role) for one in found):
        mine = [one for one in found if (one.recipient, one.role) == (recipient, role)]
        cells = tuple(_cell(mine, kind, names, words) for kind in types)
        alike.setdefault((recipient, cells), []).append(role)
    return tuple(
        Row(names[recipient], say.opening(say.joined(say.role(role, words) for role in roles)), cells)
        for (recipient, cells), roles in alike.items()
    )


def _cell(mine: list[Opening], kind: str, names: dict[str, str], words: Vocabulary) -> Cell:
    """What these people may see of one kind of record; providers that give the same stand together."""
    alike: dict[tuple[object, ...], list[Opening]] = {}
    for one in mine:
        if one.record_type == kind:
            alike.setdefault((one.rule, one.level, one.fields, one.limited_by, one.shut_by), []).append(one)
    entries = tuple(_entry(group, names, words) for group in alike.values())
    return Cell(say.opening(say.record_type(kind, words)), entries)


def _entry(group: list[Opening], names: dict[str, str], words: Vocabulary) -> Entry:
    first = group[0]
    return Entry(
        level=say.LEVELS[first.level],
        providers=say.joined(names[one.provider] for one in group),
        fields=tuple(say.field(name) for name in first.fields),
        rule=first.rule,
        limited_by=first.limited_by,
        shut_by=_shut(first.shut_by, words),
    )


def _shut(codes: tuple[str, ...], words: Vocabulary) -> str:
    if not codes:
        return ""
    if codes == ("confidence",):
        return "the duty of confidence is not lifted"
    titles = [words.gateways[code].title for code in codes if code in words.gateways]
    return f"{say.joined(titles)} does not open it"
