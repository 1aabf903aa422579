"""Writes what was measured into a page of docs/: each measurement between its own two marks, the prose left alone.

A measurement that is made again replaces itself; the others stay, so that a page keeps the figures of every size.
"""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

Rows = Sequence[Sequence[str]]
WIDTH = 150
"""Where there is no terminal that says how wide it is."""


class Figures:
    """Tables under one heading, which are printed and written the same."""

    def __init__(self, heading: str) -> None:
        self.heading = heading
        self._parts: list[tuple[str, tuple[str, ...], Rows] | str] = []

    def table(self, title: str, headings: Sequence[str], rows: Rows) -> None:
        """Add a table."""
        self._parts.append((title, tuple(headings), rows))

    def sentence(self, text: str) -> None:
        """Add a paragraph."""
        self._parts.append(text)

    def show(self, *, apart: bool = False) -> None:
        """Print it; `apart` on standard error, where standard output is for a program to read."""
        console = Console(stderr=apart)
        if not console.is_terminal:
            console.width = WIDTH
        console.rule(self.heading)
        for part in self._parts:
            console.print(part if isinstance(part, str) else _on_terminal(*part))

    def markdown(self) -> str:
        """The same for the page."""
        parts = [part if isinstance(part, str) else _in_markdown(*part) for part in self._parts]
        return "\n\n".join([f"## {self.heading}", *parts])


def write_into(page: Path, name: str, content: str) -> None:
    """Put `content` between the marks called `name`, which are added at the end of the page where it has none."""
    begin, end = f"<!-- measured: {name} -->", f"<!-- end: {name} -->"
    text = page.read_text(encoding="utf-8") if page.exists() else f"# {page.stem.capitalize()}\n"
    block = f"{begin}\n{content}\n{end}"
    before, found, rest = text.partition(begin)
    after = rest.partition(end)[2]
    text = before + block + after if found else f"{text.rstrip()}\n\n{block}\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")


def _on_terminal(title: str, headings: tuple[str, ...], rows: Rows) -> Table:
    table = Table(title=title, title_justify="left")
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="left" if place == 0 else "right")
    for row in rows:
        table.add_row(*row)
    return table


def _in_markdown(title: str, headings: tuple[str, ...], rows: Rows) -> str:
    lines = [" | ".join(headings), " | ".join(["---", *["---:"] * (len(headings) - 1)])]
    lines += [" | ".join(cell.replace("|", "/") for cell in row) for row in rows]
    return f"**{title}**\n\n" + "\n".join(f"| {line} |" for line in lines)
