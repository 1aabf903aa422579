"""`service match precision`: how often each band was right, as people found it."""

import argparse
import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from service.cli.as_yourself import AsYourself, add_url

NOT_FAIR = "Rows by worth are no fair sample of their band: pairs were worked through by what a decision is worth."


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = actions.add_parser("precision", help="how often each band was right, as people found it")
    add_url(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Print what was measured."""
    async with AsYourself(options) as service:
        rows = await service.get("/v1/match/precision")
    if options.json:
        print(json.dumps(rows, indent=2))
        return 0
    Console().print(_table(rows))
    if any(not row["sampled"] for row in rows):
        print(NOT_FAIR)
    return 0


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(title="Measured precision, with 95 % intervals (Wilson)", title_justify="left")
    table.add_column("model")
    for heading in ("band", "drawn"):
        table.add_column(heading)
    for heading in ("right", "wrong", "cannot tell", "undecided", "left", "precision", "from", "to"):
        table.add_column(heading, justify="right")
    for row in rows:
        model = f"{row['model'][:12]}{'' if row['in_use'] else ' (not in use)'}"
        share = "" if row["precision"] is None else f"{row['precision']:.4f}"
        counts = (row["right"], row["wrong"], row["cannot_tell"], row["undecided"], row["left"])
        interval = (f"{row['low']:.4f}", f"{row['high']:.4f}")
        drawn = "at random" if row["sampled"] else "by worth"
        table.add_row(model, row["band"] or "not known", drawn, *map(str, counts), share, *interval)
    return table
