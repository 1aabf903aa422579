"""How fast is a whole enquiry over HTTP, how large is the server, how fast is a load, and where does the time go?

Options: --records 100000,1000000  --seconds 10  --people 2000  --fresh  --json  --page docs/benchmarks.md
"""

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from deploy.bench import enquiry_page
from deploy.bench.asking import asker, token_of
from deploy.bench.enquiry_http import ask_over_http
from deploy.bench.machine import machine
from deploy.bench.page import write_into
from deploy.bench.people import draw
from deploy.bench.prepared import KEPT, LoadFailed, Prepared, people_for, prepare, say
from deploy.bench.processes import ROOT, DidNotStart, sign_in
from deploy.bench.stages import Stages, as_values, time_stages
from deploy.demo.partnership import FILES
from service.errors import GoldenThreadError

SEED = 71
SCOPES = ("person", "family")


def main(arguments: list[str]) -> int:
    """Measure each size and write the page; 1 when something refuses."""
    options = _options(arguments)
    found = []
    try:
        for records in options.records:
            found.append(measure(records, options))
    except (GoldenThreadError, LoadFailed, DidNotStart) as fault:
        print(getattr(fault, "advice", "") or fault, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(found, indent=1))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench enquiry", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=_sizes, default=[100_000, 1_000_000], help="sizes, separated by commas")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long 16 at once ask (10)")
    parser.add_argument("--people", type=int, default=2000, help="how many different people are asked about (2000)")
    parser.add_argument("--fresh", action="store_true", help="make and load the partnership anew")
    parser.add_argument("--json", action="store_true", help="print the figures for a program to read")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md", help="the page to write into")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where prepared partnerships are kept")
    return parser.parse_args(arguments)


def _sizes(text: str) -> list[int]:
    return [int(part.replace("_", "")) for part in text.split(",")]


def measure(records: int, options: argparse.Namespace) -> dict[str, Any]:
    """One size, whole: load, steps in process, HTTP, memory, receipts."""
    began = time.monotonic()
    prepared = prepare(f"records-{records}", people_for(records), fresh=options.fresh, kept=options.kept)
    os.sync()  # what the load left for the disk to do would stand in the times of the log
    wanted = round(options.people * 1.4)
    people = draw(prepared.demo.files, FILES, wanted, prepared.records, SEED)
    say(f"Asking about {len(people):,} people in this process, each step timed")
    stages = asyncio.run(_stages(prepared, people))
    found = {scope: stages[scope].found[: options.people] for scope in SCOPES}
    say("Asking over HTTP")
    with sign_in(prepared.demo):
        token = asyncio.run(token_of(prepared.settings))
        http = ask_over_http(prepared, token, found, options.seconds)
    figures: dict[str, Any] = {
        "records": prepared.records,
        "asked_for": records,
        "machine": machine(prepared.demo.directory),
        "load": prepared.load,
        "steps": {scope: as_values(stages[scope]) for scope in SCOPES},
        "http": http,
        "took_seconds": round(time.monotonic() - began, 1),
    }
    page = enquiry_page.figures_of(figures)
    page.show(apart=options.json)
    write_into(options.page, f"enquiry {records}", page.markdown())
    return figures


async def _stages(prepared: Prepared, people: list[Any]) -> dict[str, Stages]:
    async with asker(prepared.demo, prepared.settings) as asking:
        return {scope: await time_stages(asking, people, scope) for scope in SCOPES}
