"""`service load`: bring an agency's export in. It can be stopped and run again without doubling anything."""

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from connectors.catalogue import NAMES, AgencyRefused, connector, whose
from connectors.faults import FileRefused
from service.cli.match_link import Steps
from service.cli.progress import Progress
from service.cli.quarantine import sentence_of
from service.errors import NotAcceptable, ReasonCode
from service.intake.arrival import load_file
from service.intake.summary import LoadSummary, Tally
from service.intake.waiting import Link
from service.nominals.link_all import LinkSummary, link_waiting
from service.runtime import Runtime, open_runtime
from service.settings import read_settings
from service.store.quarantined import QuarantinedRow, of_last_load

EXAMPLES = 5
AUTO = "auto"
LARGE = 8 << 20
"""Bytes of a file from which linking all together at the end is faster: some 20,000 records."""


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("load", help="load an agency's export")
    formats = sorted(name.replace("_", "-") for name in NAMES)
    parser.add_argument("format", choices=formats, help="the format that the agency exports")
    parser.add_argument("file", type=Path, help="the file; FILE.manifest.json beside it is read where it is there")
    parser.add_argument("--mapping", type=Path, help="for columns: which column means what (a JSON file)")
    parser.add_argument("--provider", default="", help="the agency's id, where neither manifest nor mapping names it")
    parser.add_argument(
        "--link",
        choices=[*(one.value for one in Link), AUTO],
        default=AUTO,
        help="when its records are linked: now, one after the other; later, by `match link`, and until then nobody "
        "finds them; auto (without this option): now where the file is small, else all together at the end",
    )
    parser.add_argument("--json", action="store_true", help="print the summary for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Load one file and print the summary; 1 where it could not be read to its end, or nothing in it was good."""
    settings = read_settings()
    name = options.format.replace("-", "_")
    large = options.file.is_file() and options.file.stat().st_size > LARGE
    provider = _whose(options, name)
    async with open_runtime(settings) as runtime:
        with Progress("bytes") as progress:
            link = (Link.LATER if large else Link.NOW) if options.link == AUTO else Link(options.link)
            summary = await load_file(runtime, name, options.file, options.mapping, provider, progress.advance, link)
        linked = await _link_all(runtime) if options.link == AUTO and large else None
        rows = await of_last_load(runtime.store.database, summary.provider) if summary.tally.quarantined else ()
    if options.json:
        linking = {"linking": msgspec.to_builtins(linked)} if linked else {}
        print(msgspec.json.encode(msgspec.to_builtins(summary) | linking).decode())
    else:
        print(
            "\n".join(
                [
                    *summary.lines(linked_since=linked is not None),
                    *(linked.lines() if linked else []),
                    *_reasons(summary, rows),
                ]
            )
        )
    return 1 if summary.refused or _nothing_good(summary.tally) else 0


async def _link_all(runtime: Runtime) -> LinkSummary:
    """Link whoever waits, all together."""
    with Steps() as steps:
        return await link_waiting(runtime, int(time.time()), steps.advance)


def _whose(options: argparse.Namespace, name: str) -> str:
    """Everything that can be wrong with the arguments, before anything is opened.

    Raises:
        NotAcceptable: the file is not there, the mapping cannot be used, or the agency does not fit.
    """
    if not options.file.is_file():
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"There is no file {options.file}. Check its name and folder.")
    if options.mapping is not None and not options.mapping.is_file():
        advice = f"There is no mapping file {options.mapping}. Check its name and folder."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    try:
        return whose(connector(name, options.mapping), options.file, options.provider)
    except (FileRefused, AgencyRefused) as refusal:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, refusal.advice) from None


def _reasons(summary: LoadSummary, rows: Sequence[QuarantinedRow]) -> list[str]:
    """What to do about each reason, and the first rows that it concerns."""
    found = defaultdict(list)
    for row in rows:
        found[row.code].append(f"{row.row} ({row.field})" if row.field else str(row.row))
    lines = []
    for code in sorted(summary.tally.quarantined):
        more = ", …" if len(found[code]) > EXAMPLES else ""
        at = f" Rows: {', '.join(found[code][:EXAMPLES])}{more}." if found[code] else ""
        lines.append(f"  {code}: {sentence_of(code)}{at}")
    return [*lines, "`service quarantine` lists them all."] if lines else []


def _nothing_good(tally: Tally) -> bool:
    return bool(tally.quarantined) and not (tally.new + tally.changed + tally.unchanged + tally.held)
