"""Agreements as a person reads them at a terminal: tables, and sentences one a line."""

import os
import sys
from collections.abc import Iterable
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from isa.difference import Difference

GREEN, AMBER, RED = "green", "yellow", "red"


COLUMNS: Final = 100
"""How wide a table is where nobody's terminal says: in a pipe or a file."""


def terminal() -> Console:
    """Where tables are printed: as wide as the terminal, which `COLUMNS` overrules."""
    return Console(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else COLUMNS)


def table(title: str, headings: Iterable[str], *, whole: Iterable[str] = ()) -> Table:
    """A table with its title above; ids, days and codes in the `whole` columns are never broken over two lines."""
    made = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    kept = frozenset(whole)
    for heading in headings:
        made.add_column(heading, overflow="fold", no_wrap=heading in kept)
    return made


def coloured(text: str, colour: str) -> str:
    """A text in a colour, beside which it always says the same in words."""
    return f"[{colour}]{escape(text)}[/{colour}]"


def difference_lines(found: Difference) -> list[str]:
    """What would change, one thing a line."""
    lines = []
    for heading, said in (
        ("Newly shared", found.opens),
        ("No longer shared", found.closes),
        ("In an emergency", found.emergencies),
        ("In the text", tuple(str(one) for one in found.changes)),
    ):
        if said:
            lines += [f"{heading}:", *(f"  {one}" for one in said)]
    return lines or ["Nothing would change."]


def difference_document(found: Difference) -> dict[str, object]:
    """The same, for a program."""
    return {
        "old": found.old,
        "new": found.new,
        "shifts": [
            {
                "kind": one.kind,
                "recipients": list(one.recipients),
                "roles": list(one.roles),
                "purposes": list(one.purposes),
                "providers": list(one.providers),
                "record_types": list(one.record_types),
                "level": one.level,
                "before": one.before,
                "fields": list(one.fields),
                "sentence": one.sentence,
            }
            for one in found.shifts
        ],
        "emergencies": list(found.emergencies),
        "changes": [
            {"section": one.section, "place": one.place, "before": one.before, "after": one.after}
            for one in found.changes
        ],
    }
