"""How fast is the audit log: durable appends on both databases, over HTTP, at ten million entries, and its check.

Options: --entries 200000  --large 10000000  --verified 1000000  --only PART  --json  --page PAGE; --soak with its own
"""

import argparse
import importlib
import importlib.util
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy.bench import audit_page
from deploy.bench.audit_enquiry import enquiries
from deploy.bench.audit_http import over_http
from deploy.bench.audit_peers import peers
from deploy.bench.audit_runs import RunFailed, on_a_large_log, on_postgresql, on_sqlite
from deploy.bench.audit_verifying import verifying
from deploy.bench.engine_postgresql import NoServer
from deploy.bench.machine import machine
from deploy.bench.page import write_into
from deploy.bench.prepared import KEPT, LoadFailed
from deploy.bench.processes import ROOT, DidNotStart

SOAK = "deploy.bench.audit_soak"
SMALL = 10_000


def main(arguments: list[str]) -> int:
    """Measure and write the page; 1 where something cannot be measured. With --soak, what the soak says."""
    if "--soak" in arguments:
        return _soak([argument for argument in arguments if argument != "--soak"])
    options = _options(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="golden-thread-audit-", dir=options.directory) as place:
            found = _measure(Path(place), options)
    except (RunFailed, NoServer, DidNotStart, LoadFailed) as fault:
        print(fault, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(found, indent=1))
    page = audit_page.figures_of(found)
    page.show(apart=options.json)
    write_into(options.page, "audit", page.markdown())
    return 0


def _soak(arguments: list[str]) -> int:
    if importlib.util.find_spec(SOAK) is None:
        print("This version has no soak.", file=sys.stderr)
        return 1
    return int(importlib.import_module(SOAK).main(arguments) or 0)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench audit", description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=_count, default=200_000, help="appended in each closed loop (200,000)")
    parser.add_argument("--callers", type=int, default=512, help="each waits for its own entry before its next (512)")
    parser.add_argument("--large", type=_count, default=10_000_000, help="entries of the large log (10,000,000)")
    parser.add_argument("--verified", type=_count, default=1_000_000, help="entries that are verified (1,000,000)")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each fixed rate is kept up (5)")
    parser.add_argument("--rounds", type=int, default=3, help="of each closed loop; the best counts (3)")
    parser.add_argument("--only", action="append", choices=PARTS, help="only this part; may be given again")
    parser.add_argument("--directory", type=Path, help="where the logs are made for the run, about 6 GB")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where prepared partnerships are kept")
    parser.add_argument("--json", action="store_true", help="print the figures for a program to read")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md", help="the page to write into")
    parser.add_argument("--soak", action="store_true", help="kill and cut the power for hours instead (see its --help)")
    return parser.parse_args(arguments)


def _count(text: str) -> int:
    return int(text.replace("_", "").replace(",", ""))


def _measure(place: Path, options: argparse.Namespace) -> dict[str, Any]:
    found: dict[str, Any] = {"machine": machine(place)}
    for name, part in PARTS.items():
        if not options.only or name in options.only:
            found[name] = part(place / name, options)
    return found


PARTS: dict[str, Callable[[Path, argparse.Namespace], dict[str, Any]]] = {
    "peers": lambda place, o: peers(place, min(o.entries, 2_000)),
    "sqlite": lambda place, o: on_sqlite(place, o.entries, o.callers, o.seconds, o.rounds),
    "postgresql": lambda place, o: on_postgresql(place, o.entries, o.callers, o.seconds, o.rounds),
    "http": lambda place, o: over_http(place, o.seconds),
    "enquiry": lambda place, o: enquiries(o.kept, o.seconds),
    "verify": lambda place, o: verifying(place, o.verified),
    "large": lambda place, o: on_a_large_log(place, o.large, min(SMALL, o.large), o.entries, o.callers, o.rounds),
}
