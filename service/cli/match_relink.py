"""`service match relink`: propose a re-linking of the whole store, show it, apply it, take it back.

Nothing moves until `apply`; what it would do, and to whom a split would have to be corrected, is shown before.
"""

import argparse
import json
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from service.cli.log import OPERATOR
from service.cli.match_shown import notice_table
from service.cli.numbers import check_numbers
from service.cli.progress import Progress
from service.errors import NotAcceptable, ReasonCode
from service.matching.model import load_model
from service.nominals.relink_difference import Difference
from service.nominals.relink_proposal import propose
from service.nominals.relinking import apply, difference_of, undo
from service.nominals.shapes import Parted
from service.runtime import Runtime, open_runtime
from service.settings import read_settings

_COUNTED = (
    ("records", "records looked at"),
    ("moved", "records that would move"),
    ("goldens_before", "golden nominals now"),
    ("goldens_after", "golden nominals then"),
    ("unchanged", "golden nominals that stay exactly as they are"),
    ("split", "golden nominals that would be split"),
    ("merged", "golden nominals that would go into another"),
    ("shielded", "moves into or out of a shielded person's"),
    ("held", "records that would be held, each perhaps a shielded person's"),
    ("unopened", "records that do not open: left as they are"),
    ("told_in_all", "disclosures about golden nominals that would be split"),
)


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = actions.add_parser("relink", help="propose a re-linking under a model, apply it, take it back")
    parser.add_argument("what", nargs="?", choices=["propose", "show", "apply", "take-back"], default="propose")
    parser.add_argument("run", nargs="?", type=int, help="the number of a run: for show, apply and take-back")
    parser.add_argument("--model", type=Path, help="the model file, for propose")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Propose, show, apply or take back."""
    if options.what == "propose" and options.model is None:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "Say under which model: --model FILE.")
    if options.what != "propose" and options.run is None:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "Say which run, by its number.")
    check_numbers(options.run)
    async with open_runtime(read_settings()) as runtime:
        if options.what == "propose":
            await _propose(options, runtime)
        elif options.what == "show":
            _, difference = await difference_of(options.run, runtime)
            _print_difference(options.run, difference, as_json=options.json)
        elif options.what == "apply":
            _print_applied(await apply(options.run, OPERATOR, runtime), "applied", as_json=options.json)
        else:
            _print_applied(await undo(options.run, OPERATOR, runtime), "taken back", as_json=options.json)
    return 0


async def _propose(options: argparse.Namespace, runtime: Runtime) -> None:
    model = load_model(options.model)
    with Progress("records") as progress:
        run, difference = await propose(model, OPERATOR, runtime, progress.advance)
    _print_difference(run, difference, as_json=options.json)


def _print_difference(run: int, difference: Difference, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"run": run} | msgspec.to_builtins(difference), indent=2))
        return
    console, counts = Console(), msgspec.structs.asdict(difference)
    table = Table(title=f"Run {run}: a proposal; nothing has moved", title_justify="left", show_header=False, box=None)
    for name, words in _COUNTED:
        table.add_row(words, f"{counts[name]:,}")
    for name, count in difference.bands.items():
        table.add_row(f"would come to somebody by a {name} match", f"{count:,}")
    console.print(table)
    _print_examples(console, "Records that would move, for example", difference.examples)
    _print_examples(console, "Of shielded people's, for example", difference.shielded_examples)
    for one in difference.told:
        console.print(f"  told, as {one.told_as}: {one.staff}, {one.role}, {one.agency} (entry {one.entry})")
    console.print(f"To make it so: python -m service match relink apply {run}")


def _print_examples(console: Console, words: str, examples: list[int]) -> None:
    if examples:
        console.print(f"{words}: {', '.join(map(str, examples))}")


def _print_applied(change: Parted, done: str, *, as_json: bool) -> None:
    if as_json:
        told = [one._asdict() for one in change.told]
        document = {"change": change.id, "entry": change.entry, "moved": len(change.moves), "told": told}
        print(json.dumps(document | {"unreadable": change.unreadable}, indent=2))
        return
    console = Console()
    console.print(f"Run {done}: {len(change.moves):,} records moved; entry {change.entry} of the log holds it.")
    if change.told:
        console.print(notice_table(change.told, "Must be told of the correction (UK GDPR Art 19)"))
