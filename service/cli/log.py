"""`service log`: list the log, take a receipt out of it, export it whole or in part, hold its index to it, keep it.

For whoever runs the service, on its own machine. IG leads read the log on the pages, where each reading is an entry;
so is each of these.
"""

import argparse
import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from audit.events import Actor, Entry, EventType, Operation
from audit.numbering import Shard
from audit.openings.document import OpeningRefused, read_recipient
from service.cli.log_filter import read_filter
from service.cli.log_forms import FORMS, print_in_form
from service.cli.log_index import hold_index_to_log
from service.cli.log_keeping import KEEPING, add_options, keep
from service.cli.log_lots import write_lots
from service.cli.log_openings import write_openings
from service.cli.places import check_writable, make_folder
from service.entries import append_entry
from service.errors import NotAcceptable, NotFound, ReasonCode
from service.leaf import Leaf, read_leaf
from service.log_shards import place_of
from service.runtime import Runtime, open_runtime
from service.settings import read_settings

_ACTIONS = """actions:
  list        the latest entries, in words or in a standard form
  receipt     one entry with its proof, into a file
  export      the log, or part of it, for somebody who verifies it
  index       hold the tables in which searches look to the log itself
  set-up      PostgreSQL: make the log's schema and the rights of the service's role, once
  rotate-key  replace the key that signs the log: begin, then --finish
  expire      destroy what was disclosed and is past its time; the entries stay

What is read, taken or changed is itself an entry of the log. On SQLite stop the service first.
"""
OPERATOR = Actor(staff="operator", agency="partnership", role="operator")


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "log",
        help="list, receipt or export of the disclosure log; its index; its keeping",
        epilog=_ACTIONS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", choices=["list", "receipt", "export", "index", *KEEPING], metavar="ACTION")
    parser.add_argument("--again", action="store_true", help="for index: make it again from the log")
    parser.add_argument("--index", help="the entry, for receipt: its number, or as it is written, such as 2027-1041")
    parser.add_argument("--shard", default="", metavar="YEAR", help="for export: of a log in several shards, this one")
    parser.add_argument("--to", type=Path, help="the file (receipt) or new directory (export) to write")
    parser.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="for export: only entries that meet this, each with its proof, in one file; may be given again",
    )
    parser.add_argument(
        "--openings",
        type=Path,
        metavar="FILE",
        help="for a whole export: keys to what was disclosed (with --filter: in those entries), for --recipient",
    )
    parser.add_argument(
        "--lots",
        type=Path,
        metavar="FILE",
        help="for a whole export: what witnesses cosigned at the ends of its blocks, to draw the sample again",
    )
    parser.add_argument("--recipient", metavar="KEY", help="a public key of `python -m audit.openings key`")
    parser.add_argument("--limit", type=int, default=20, help="how many entries to list (20)")
    parser.add_argument(
        "--form", choices=sorted(FORMS), help="a standard form to list in: FHIR AuditEvent, W3C PROV, CSV"
    )
    parser.add_argument("--json", action="store_true", help="for a program to read")
    add_options(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Write the entry of this reading, then do it."""
    if options.action in KEEPING:
        return await keep(options)
    _check(options)
    async with open_runtime(read_settings()) as runtime:
        await _note(options, runtime)
        if options.action == "list":
            await _list(options, runtime)
        elif options.action == "receipt":
            await _receipt(options, runtime)
        elif options.action == "index":
            return await hold_index_to_log(options, runtime)
        else:
            await _export(options, runtime)
    return 0


def _check(options: argparse.Namespace) -> None:
    """What is to be written must be writable, and an export needs a folder of its own.

    Raises:
        NotAcceptable: the place cannot be used; or no folder is named for an export, or it holds something.
    """
    wanted = read_filter(options.filter)
    if options.action == "receipt" and options.to is not None:
        check_writable(options.to)
    if options.limit < 1:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "--limit must be 1 or more.")
    if options.action != "export":
        return
    _check_openings(options)
    _check_lots(options)
    if options.to is None:
        advice = "Say where to write the export: --to and the name of a new folder, or with --filter of a new file."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    if wanted.conditions and options.openings is None:
        if options.to.exists():
            raise NotAcceptable(
                ReasonCode.FIELD_INVALID, f"{options.to} is there already. Give the name of a new file."
            )
        check_writable(options.to)
        return
    if options.to.exists() and not (options.to.is_dir() and not any(options.to.iterdir())):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{options.to} is not empty. Give a new folder for the export.")
    make_folder(options.to)


def _check_lots(options: argparse.Namespace) -> None:
    if options.lots is None:
        return
    if options.filter:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "--lots go with a whole export: leave --filter out.")
    if options.lots.exists():
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{options.lots} is there already. Give the name of a new file.")
    check_writable(options.lots)


def _check_openings(options: argparse.Namespace) -> None:
    if (options.openings is None) != (options.recipient is None):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "Give both --openings FILE and --recipient KEY, or neither.")
    if options.openings is None:
        return
    check_writable(options.openings)
    try:
        read_recipient(options.recipient)
    except OpeningRefused as refused:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{refused}") from None


async def _export(options: argparse.Namespace, runtime: Runtime) -> None:
    shards = _shards(options, runtime)
    if len(shards) > 1:
        await _export_all(options, shards, runtime)
        return
    (shard,) = shards
    if options.openings:
        wanted = read_filter(options.filter)
        count = await write_openings(wanted, options.recipient, options.openings, shard, runtime)
        print(f"{count} payloads can be opened with {options.openings} by whoever holds the recipient's private key.")
    if options.openings or not options.filter:
        await runtime.log.export(options.to, shard)
        _say_how_to_check("Exported", [options.to], shard, runtime)
        if options.lots:
            print(f"{await write_lots(options.lots, runtime, shard)} ends of blocks were cosigned: {options.lots}.")
        return
    count = await runtime.log.extract(read_filter(options.filter), options.to, shard)
    _say_how_to_check(f"{count} {'entry' if count == 1 else 'entries'} written", [options.to], shard, runtime)


async def _export_all(options: argparse.Namespace, shards: Sequence[Shard], runtime: Runtime) -> None:
    """Each shard in a folder of its own; only the first one's key is needed to check them together."""
    if options.filter or options.openings or options.lots:
        labels = ", ".join(shard.label for shard in shards)
        advice = f"The log is in several shards, and such a file is of one of them: give --shard, one of {labels}."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    folders = [options.to / shard.label for shard in shards]
    for shard, folder in zip(shards, folders, strict=True):
        await runtime.log.export(folder, shard)
    _say_how_to_check("Exported, the oldest first", folders, shards[0], runtime)


def _shards(options: argparse.Namespace, runtime: Runtime) -> Sequence[Shard]:
    """The shards that are asked for: all, or the one that is named."""
    there = runtime.log.numbering.shards
    found = [shard for shard in there if options.shard in ("", shard.label)]
    if not found:
        advice = f"There is no such shard of the log: there are {', '.join(shard.label for shard in there)}."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    return found


async def _note(options: argparse.Namespace, runtime: Runtime) -> None:
    kind = EventType.LOG_EXPORTED if options.action == "export" else EventType.LOG_QUERIED
    details: dict[str, object] = {"what": f"command:{options.action}"}
    operation = Operation.CONSULTATION
    if options.action == "export" and options.recipient:
        # whoever holds that key can read what was disclosed: that is a disclosure of its own, and the log says to whom
        details["recipient"] = options.recipient
        operation = Operation.DISCLOSURE
    await append_entry(Entry(kind, secrets.token_hex(16), OPERATOR, operation, details=details), None, runtime)


async def _list(options: argparse.Namespace, runtime: Runtime) -> None:
    entries = await runtime.log.entries(limit=options.limit)
    if options.form:
        print_in_form(options.form, entries, runtime)
        return
    leaves = [read_leaf(logged) for logged in entries]
    if options.json:
        print(json.dumps([leaf.model_dump() for leaf in leaves], indent=2))
        return
    Console().print(_table(leaves))


async def _receipt(options: argparse.Namespace, runtime: Runtime) -> None:
    number = runtime.log.numbering.read(options.index or "")
    receipt = await runtime.log.receipt(number) if number is not None else None
    if receipt is None or number is None:
        raise NotFound(ReasonCode.NOT_FOUND, "The log has no such entry: give --index from `service log list`.")
    text = receipt.to_json()
    if options.to:
        options.to.write_text(text)
        _say_how_to_check("Written", [options.to], runtime.log.numbering.shard_of(number), runtime)
    else:
        print(text)


def _say_how_to_check(done: str, paths: Sequence[Path], shard: Shard, runtime: Runtime) -> None:
    key = place_of(shard.origin, runtime.settings).public
    print(f"{done}. Check it with: python3 -m audit verify {' '.join(map(str, paths))} --key {key}")


def _table(leaves: list[Leaf]) -> Table:
    """Five columns that fit a terminal of 80, several lines an entry."""
    table = Table(title="The disclosure log, newest first", title_justify="left", box=None, pad_edge=False)
    for heading in ("entry", "UTC", "what and why", "who", "by which agreement"):
        table.add_column(heading, overflow="fold")
    for leaf in leaves:
        at = datetime.fromtimestamp(leaf.time / 1e6, UTC).strftime("%Y-%m-%d\n%H:%M:%S")
        level = f"level {leaf.level}" if leaf.level else ""
        what = (leaf.type, leaf.purpose, level)
        table.add_row(leaf.name, at, _lines(what), _lines((leaf.role, leaf.agency)), _lines(leaf.agreements))
    return table


def _lines(words: Iterable[str]) -> str:
    return "\n".join(word for word in words if word)
