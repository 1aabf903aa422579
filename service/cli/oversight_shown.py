"""How the commands of oversight show what they got: one kind of table, one kind of time."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from rich.markup import escape
from rich.table import Table


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table that folds what is long. Nothing in it is markup: a reason may hold any sign."""
    shown = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in headings:
        shown.add_column(heading, overflow="fold")
    for row in rows:
        shown.add_row(*(escape(str(cell)) for cell in row))
    return shown


def clock(seconds: int) -> str:
    """`2026-11-20 12:00` (UTC), or nothing for never."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M") if seconds else ""
