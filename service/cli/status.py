"""`service status`: what is loaded, how fresh it is, and what is in force."""

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from service.readiness import readiness
from service.runtime import open_runtime
from service.settings import read_settings
from service.store.rows import SourceState


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("status", help="what is loaded, how fresh, what is in force")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Print the state of every part."""
    async with open_runtime(read_settings()) as runtime:
        parts = await readiness(runtime)
        counts = (await runtime.store.counts())._asdict()
        sources = await runtime.store.sources()
        entries = runtime.log.size
    if options.json:
        state = {"parts": parts, "counts": counts, "sources": [s._asdict() for s in sources], "entries": entries}
        print(json.dumps(state, indent=2))
        return 0
    console = Console()
    console.print(_table("Parts", parts), _table("Held", counts), _sources(sources))
    console.print(f"The disclosure log holds {entries:,} entries.")
    return 0


def _table(title: str, rows: Mapping[str, object]) -> Table:
    table = Table(title=title, show_header=False, title_justify="left")
    for name, value in rows.items():
        table.add_row(name, f"{value:,}" if isinstance(value, int) else str(value))
    return table


def _sources(sources: Sequence[SourceState]) -> Table:
    table = Table(title="Sources", title_justify="left")
    for heading in ("agency", "as of (UTC)", "covers"):
        table.add_column(heading)
    for source in sources:
        as_of = datetime.fromtimestamp(source.as_of, UTC).strftime("%Y-%m-%d %H:%M")
        table.add_row(source.provider, as_of, f"{source.covers_area} {source.covers_from}")
    return table
