"""Who tells a person from their sister? Our matching beside Splink and recordlinkage, on the same data, in one run.

Options: --quick  --data essnet,febrl4  --contenders ours,splink  --records 1000000  --latency  --json FILE  --page PAGE
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from deploy import apart
from deploy.bench.machine import machine
from deploy.bench.match import bounds, datasets, drawing, latency, tables
from deploy.bench.match.child import CONTENDERS
from deploy.bench.match.children import Ran, run
from deploy.bench.page import Figures, write_into
from deploy.environment import SetUpFailed
from deploy.paths import ROOT

KEPT = ROOT / ".golden-thread" / "bench"
USUAL = ("ours", "splink", "splink-our-levels", "recordlinkage")
LIMIT = 900.0
"""Seconds that one contender may take on one data set."""
QUICK = "sandbox-600"


def main(arguments: list[str]) -> int:
    """Let every contender link every data set, print the tables, write them into the page, draw the figures."""
    options = _options(arguments)
    wrong = [name for name in options.data if not datasets.known(name)]
    wrong += [name for name in options.contenders if name not in CONTENDERS]
    if wrong:
        print(f"There is no data set or contender called {', '.join(wrong)}.", file=sys.stderr)
        return 2
    try:
        python = options.python or (Path(sys.executable) if options.quick else apart.prepare("bench"))
    except SetUpFailed as fault:
        print(f"{fault} `--quick` needs no peers.", file=sys.stderr)
        return 1
    options.kept.mkdir(parents=True, exist_ok=True)
    os.environ[bounds.VARIABLE] = str(options.memory)
    ran = _every(python, options)
    timed = latency.measure(python, options) if options.latency else None
    page = Figures("Matching, beside its peers")
    tables.add(page, ran, machine(options.kept))
    if timed:
        tables.add_latency(page, timed)
    page.show(apart=False)
    write_into(options.page, "match", page.markdown())
    _keep(options.json, ran, timed)
    if not options.quick and options.figures:
        drawing.draw(python, options.json, options.figures)
    return 0 if any(one.outcome for one in ran) else 1


def _every(python: Path, options: argparse.Namespace) -> list[Ran]:
    found = []
    for data in options.data:
        for contender in options.contenders:
            print(f"{contender} on {data}", file=sys.stderr, flush=True)
            found.append(run(python, contender, data, options.kept, options.limit))
            if found[-1].fault:
                print(f"  {found[-1].fault}", file=sys.stderr, flush=True)
            _keep(options.json, found, None)  # at once: a run that is stopped keeps what it has
    return found


def _keep(place: Path, ran: Sequence[Ran], timed: object) -> None:
    """Every figure, for the drawing and for whoever wants to look closer."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(msgspec.to_builtins({"ran": ran, "latency": timed})), encoding="utf-8")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench match", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="ours alone on a tiny sandbox: does the bench run?")
    parser.add_argument("--data", type=_names, help=f"data sets ({','.join(datasets.USUAL)}; or sandbox-N)")
    parser.add_argument("--contenders", type=_names, help=f"of {', '.join(CONTENDERS)} ({','.join(USUAL)})")
    parser.add_argument("--records", type=int, action="append", default=[], help="also a sandbox of N records")
    parser.add_argument("--latency", action="store_true", help="also one match at a time, beside cached Splink SQL")
    parser.add_argument("--latency-records", type=int, default=100_000, help="among how many records (100,000)")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds for one contender on one data set")
    parser.add_argument("--memory", type=float, default=bounds.USUAL_GIB, help="GiB that one contender may take (4)")
    parser.add_argument("--python", type=Path, help="a Python that has the requirements (else .venv-bench is made)")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where files of simulated agencies are kept")
    parser.add_argument("--json", type=Path, default=None, help="where every figure goes (KEPT/match.json)")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "matching.md", help="the page to write into")
    parser.add_argument("--figures", type=Path, default=ROOT / "docs" / "figures", help="the folder to draw into")
    options = parser.parse_args(arguments)
    options.data = options.data or ([QUICK] if options.quick else list(datasets.USUAL))
    options.data += [f"sandbox-{records}" for records in options.records]
    options.contenders = options.contenders or (["ours"] if options.quick else list(USUAL))
    options.json = options.json or options.kept / "match.json"
    return options


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
