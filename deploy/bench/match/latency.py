"""One match at a time: our engine over its sealed store, beside Splink's cached SQL on PostgreSQL and Splink on DuckDB.

Each runs in a process of its own, warm, one query after the other. Ours is what `python3 -m deploy bench engine`
measures (encrypted, indexed by blind tokens); the peers hold the same number of records of the same sandbox in plain.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from deploy.paths import ROOT


class Timed(msgspec.Struct, frozen=True):
    """How long one match takes, in seconds; `histogram` holds (upper edge in seconds, queries)."""

    contender: str
    title: str
    records: int = 0
    median: float = 0.0
    p99: float = 0.0
    p999: float = 0.0
    right: float | None = None
    """The share of queries whose best answer was a record of the right person, where that was counted."""
    histogram: tuple[tuple[float, int], ...] = ()
    fault: str = ""


def measure(python: Path, options: argparse.Namespace) -> list[Timed]:
    """Ours and both peers, at one size."""
    records = options.latency_records
    found = [_engine(records, options.limit)]
    for contender in ("cached-sql", "splink-duckdb"):
        print(f"one match of {contender} among {records:,}", file=sys.stderr, flush=True)
        command = [python, "-m", "deploy.bench.match.one_by_one", contender, str(records), str(options.kept)]
        found.append(_told(command, contender, options.limit))
    return found


def _told(command: list[Any], contender: str, limit: float) -> Timed:
    try:
        answer = subprocess.run(
            [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, timeout=limit, check=False
        )
        if answer.returncode == 0:
            return msgspec.json.decode(answer.stdout.strip().splitlines()[-1], type=Timed)
        fault = (answer.stderr.strip().splitlines() or ["it said nothing"])[-1][-300:]
    except subprocess.TimeoutExpired:
        fault = f"stopped after {limit:.0f} s"
    except (msgspec.DecodeError, IndexError) as error:
        fault = f"printed no figures ({type(error).__name__})"
    return Timed(contender, contender, fault=fault)


def _engine(records: int, limit: float) -> Timed:
    """Our own engine's figures, from its own bench; it runs in the environment that runs this."""
    title = "Golden Thread, sealed store on SQLite"
    print(f"one match of ours among {records:,}", file=sys.stderr, flush=True)
    command = [
        sys.executable,
        "-m",
        "deploy.bench",
        "engine",
        "--records",
        str(records),
        "--json",
        "--page",
        os.devnull,
    ]
    try:
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return Timed("ours", title, fault=f"stopped after {limit:.0f} s")
    if answer.returncode != 0:
        return Timed("ours", title, fault=(answer.stderr.strip().splitlines() or ["no engine bench"])[-1][-300:])
    return of_engine(json.loads(answer.stdout[answer.stdout.index("{") :]), title)


def of_engine(found: dict[str, Any], title: str) -> Timed:
    """What `bench engine --json` prints, as ours."""
    try:
        warm = found["warm"]
        spread = warm["wall_us"]
        edges = tuple((float(edge) / 1e6, int(count)) for edge, count in warm["histogram_us"])
        median, p99, p999 = (float(spread[name]) / 1e6 for name in ("median", "p99", "p99_9"))
    except (KeyError, TypeError, ValueError) as error:
        return Timed("ours", title, fault=f"the engine's bench printed another shape ({error})")
    return Timed("ours", title, int(found["records"]), median, p99, p999, None, edges)
