"""`service log`: list the disclosure log, take out one receipt, export it for an auditor, hold its index to it.

For whoever runs the service, on its own machine. IG leads read the log on the pages, where each reading is an entry;
so is each of these.
"""

import argparse
import json
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from audit.events import Actor, Entry, EventType, Operation
from service.cli.log_index import hold_index_to_log
from service.cli.places import check_writable, make_folder
from service.entries import append_entry
from service.errors import NotAcceptable, NotFound, ReasonCode
from service.leaf import Leaf, read_leaf
from service.runtime import Runtime, open_runtime
from service.settings import read_settings

OPERATOR = Actor(staff="operator", agency="partnership", role="operator")


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("log", help="list, receipt or export of the disclosure log; its index")
    parser.add_argument("action", choices=["list", "receipt", "export", "index"])
    parser.add_argument("--again", action="store_true", help="for index: make it again from the log")
    parser.add_argument("--index", type=int, help="the entry, for receipt")
    parser.add_argument("--to", type=Path, help="the file (receipt) or new directory (export) to write")
    parser.add_argument("--limit", type=int, default=20, help="how many entries to list (20)")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Write the entry of this reading, then do it."""
    _check(options)
    async with open_runtime(read_settings()) as runtime:
        await _note(options.action, runtime)
        if options.action == "list":
            await _list(options, runtime)
        elif options.action == "receipt":
            await _receipt(options, runtime)
        elif options.action == "index":
            return await hold_index_to_log(options, runtime)
        else:
            await runtime.log.export(options.to)
            _say_how_to_check("Exported", options.to, runtime)
    return 0


def _check(options: argparse.Namespace) -> None:
    """What is to be written must be writable, and an export needs a folder of its own.

    Raises:
        NotAcceptable: the place cannot be used; or no folder is named for an export, or it holds something.
    """
    if options.action == "receipt" and options.to is not None:
        check_writable(options.to)
    if options.limit < 1:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "--limit must be 1 or more.")
    if options.action != "export":
        return
    if options.to is None:
        raise NotAcceptable(
            ReasonCode.FIELD_INVALID, "Say where to write the export: --to and the name of a new folder."
        )
    if options.to.exists() and not (options.to.is_dir() and not any(options.to.iterdir())):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{options.to} is not empty. Give a new folder for the export.")
    make_folder(options.to)


async def _note(action: str, runtime: Runtime) -> None:
    kind = EventType.LOG_EXPORTED if action == "export" else EventType.LOG_QUERIED
    entry = Entry(kind, secrets.token_hex(16), OPERATOR, Operation.CONSULTATION, details={"what": f"command:{action}"})
    await append_entry(entry, None, runtime)


async def _list(options: argparse.Namespace, runtime: Runtime) -> None:
    leaves = [read_leaf(logged) for logged in await runtime.log.entries(limit=options.limit)]
    if options.json:
        print(json.dumps([leaf.model_dump() for leaf in leaves], indent=2))
        return
    Console().print(_table(leaves))


async def _receipt(options: argparse.Namespace, runtime: Runtime) -> None:
    receipt = await runtime.log.receipt(options.index) if options.index is not None else None
    if receipt is None:
        raise NotFound(ReasonCode.NOT_FOUND, "The log has no such entry: give --index from `service log list`.")
    text = receipt.to_json()
    if options.to:
        options.to.write_text(text)
        _say_how_to_check("Written", options.to, runtime)
    else:
        print(text)


def _say_how_to_check(done: str, path: Path, runtime: Runtime) -> None:
    key = runtime.settings.verification_key_path
    print(f"{done}. Check it with: python3 -m audit verify {path} --key {key}")


def _table(leaves: list[Leaf]) -> Table:
    """Five columns that fit a terminal of 80, several lines an entry."""
    table = Table(title="The disclosure log, newest first", title_justify="left", box=None, pad_edge=False)
    for heading in ("entry", "UTC", "what and why", "who", "by which agreement"):
        table.add_column(heading, overflow="fold")
    for leaf in leaves:
        at = datetime.fromtimestamp(leaf.time / 1e6, UTC).strftime("%Y-%m-%d\n%H:%M:%S")
        level = f"level {leaf.level}" if leaf.level else ""
        what = (leaf.type, leaf.purpose, level)
        table.add_row(str(leaf.index), at, _lines(what), _lines((leaf.role, leaf.agency)), _lines(leaf.agreements))
    return table


def _lines(words: Iterable[str]) -> str:
    return "\n".join(word for word in words if word)
