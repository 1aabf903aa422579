"""`service match history`: how a record, or a golden nominal, came to be what it is; and what people have decided."""

import argparse
import dataclasses
import json

from rich.console import Console

from service.cli.log import OPERATOR
from service.cli.match_shown import history_table
from service.cli.numbers import check_numbers
from service.nominals.carrying_out import report_unfinished
from service.nominals.history import history_of_golden, history_of_record, resolve
from service.nominals.reading import note_reading
from service.nominals.shapes import History
from service.runtime import Runtime, open_runtime
from service.settings import read_settings
from service.store.nominals_reading import Membership


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = actions.add_parser("history", help="how a record or a golden nominal came to be what it is")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--record", type=int, help="a record's number")
    which.add_argument("--golden", type=int, help="a golden nominal's number")
    which.add_argument("--pseudonym", help="a golden nominal as the log knows it, or knew it")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Write the entry of this reading, then print."""
    check_numbers(options.record, options.golden)
    async with open_runtime(read_settings()) as runtime:
        await report_unfinished(runtime)
        history = await _history(options, runtime)
        records = history.records if options.record is None else (options.record,)
        overrides = await Membership(runtime.store.database).overrides_of(records)
    if options.json:
        document = dataclasses.asdict(history) | {"overrides": [row._asdict() for row in overrides]}
        print(json.dumps(document, indent=2))
        return 0
    console = Console()
    console.print(history_table(history))
    console.print(f"Records now: {', '.join(map(str, history.records)) or 'none'}")
    for row in overrides:
        console.print(f"Override {row.id}: records {row.one} and {row.other} {row.kind} one person ({row.reason})")
    return 0


async def _history(options: argparse.Namespace, runtime: Runtime) -> History:
    if options.record is not None:
        await note_reading("history_of_record", options.record, OPERATOR, runtime)
        return await history_of_record(options.record, runtime)
    golden = options.golden if options.golden is not None else await resolve(options.pseudonym, runtime)
    await note_reading("history_of_golden", golden, OPERATOR, runtime)
    return await history_of_golden(golden, runtime)
