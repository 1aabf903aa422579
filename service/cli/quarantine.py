"""`service quarantine`: which rows were not taken, and what to do about each. Never what a row holds."""

import argparse
import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from connectors.faults import ADVICE, FaultCode
from service.errors import NotAcceptable, ReasonCode
from service.runtime import open_runtime
from service.settings import read_settings
from service.store.quarantined import QuarantinedRow, latest


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("quarantine", help="list the rows that were not taken, and why")
    parser.add_argument("--limit", type=int, default=100, help="how many to list (100)")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """List them, those of the latest load first."""
    if options.limit < 1:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "--limit must be 1 or more.")
    async with open_runtime(read_settings()) as runtime:
        rows = await latest(runtime.store.database, options.limit)
        held = (await runtime.store.counts()).quarantined
    if options.json:
        print(json.dumps([row._asdict() | {"sentence": sentence_of(row.code)} for row in rows], indent=2))
        return 0
    Console().print(_table(rows))
    print(f"{len(rows):,} of {held:,} are shown. Correct them at source and load the file again.")
    return 0


def sentence_of(code: str) -> str:
    """What to do about a reason; the code itself where an older version wrote one that is no longer known."""
    return ADVICE[FaultCode(code)] if code in {one.value for one in FaultCode} else code


def _table(rows: Sequence[QuarantinedRow]) -> Table:
    table = Table(title="Quarantine, latest load first", title_justify="left")
    for heading in ("load", "agency", "row", "field", "reason", "what to do"):
        table.add_column(heading)
    for row in rows:
        table.add_row(str(row.load), row.provider, str(row.row), row.field, row.code, sentence_of(row.code))
    return table
