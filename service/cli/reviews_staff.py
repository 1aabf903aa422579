"""`service reviews staff`: take in an agency's staff list, for whoever runs the service, on its own machine."""

import argparse
import json
from pathlib import Path

from service.oversight.anomalies.staff_list import COLUMNS, take_staff_list
from service.runtime import open_runtime
from service.settings import read_settings


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = actions.add_parser("staff", help="take in an agency's staff list: only blind tokens of it are kept")
    parser.add_argument("file", type=Path, help=f"a CSV with the columns {', '.join(COLUMNS)}")
    parser.add_argument("--agency", required=True, help="whose staff it is, such as police:04")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Take it in and say how many."""
    async with open_runtime(read_settings()) as runtime:
        taken = await take_staff_list(options.file, options.agency, runtime)
    told = f"{taken.members} members of staff, {taken.tokens} tokens; the list before is forgotten. Delete the file."
    print(json.dumps(taken._asdict()) if options.json else told)
    return 0
