"""`service status`: what is loaded, how fresh it is, and what is in force."""

import argparse
import json
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from service.readiness import readiness
from service.runtime import open_runtime
from service.settings import read_settings


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("status", help="what is loaded, how fresh, what is in force")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Print the state of every part."""
    async with open_runtime(read_settings()) as runtime:
        counts = (await runtime.store.counts())._asdict()
        sources = [source._asdict() for source in await runtime.store.sources()]
        state = {
            "parts": await readiness(runtime),
            "counts": counts,
            "sources": sources,
            "log": {"entries": runtime.log.size},
        }
    if options.json:
        print(json.dumps(state, indent=2))
        return 0
    console = Console()
    console.print(_table("Parts", state["parts"]), _table("Held", counts), _sources(sources))
    console.print(f"The disclosure log holds {state['log']['entries']:,} entries.")
    return 0


def _table(title: str, rows: dict[str, object]) -> Table:
    table = Table(title=title, show_header=False, title_justify="left")
    for name, value in rows.items():
        table.add_row(name, f"{value:,}" if isinstance(value, int) else str(value))
    return table


def _sources(sources: list[dict[str, object]]) -> Table:
    table = Table(title="Sources", title_justify="left")
    for heading in ("agency", "as of", "covers"):
        table.add_column(heading)
    for source in sources:
        as_of = datetime.fromtimestamp(int(str(source["as_of"])), UTC).strftime("%Y-%m-%d %H:%M")
        table.add_row(str(source["provider"]), as_of, f"{source['covers_area']} {source['covers_from']}")
    return table
