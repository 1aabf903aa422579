"""`service match told`: correction notices, and saying that somebody has been told."""

import argparse
import json

from rich.console import Console

from service.cli.log import OPERATOR
from service.cli.match_shown import notice_table
from service.cli.numbers import check_numbers
from service.errors import NotAcceptable, ReasonCode
from service.nominals.notices import MOST, mark_told, outstanding
from service.nominals.reading import note_reading
from service.runtime import open_runtime
from service.settings import read_settings


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = actions.add_parser("told", help="who must be told of a correction, and who has been")
    parser.add_argument("--mark", type=int, metavar="NOTICE", help="say that this recipient has been told")
    parser.add_argument("--done", action="store_true", help="list those who have been told")
    parser.add_argument("--limit", type=int, default=100, help="how many to list (100)")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Mark one, or list them; either is an entry."""
    if not 1 <= options.limit <= MOST:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"--limit must be from 1 to {MOST:,}.")
    check_numbers(options.mark)
    async with open_runtime(read_settings()) as runtime:
        if options.mark is not None:
            notices = [await mark_told(options.mark, OPERATOR, runtime)]
        else:
            await note_reading("correction_notices", 0, OPERATOR, runtime)
            notices = await outstanding("told" if options.done else "to_tell", options.limit, 0, runtime)
    if options.json:
        print(json.dumps([row._asdict() for row in notices], indent=2))
        return 0
    title = "Have been told" if options.done or options.mark is not None else "Must be told of a correction"
    Console().print(notice_table(notices, title) if notices else _nobody(done=options.done))
    return 0


def _nobody(*, done: bool) -> str:
    return "Nobody has been told of a correction yet." if done else "Nobody is waiting to be told."
