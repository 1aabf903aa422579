"""The measurements of the log itself, each in processes of its own: on SQLite, on PostgreSQL, and on a large log."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deploy.bench.audit_filled import filled, new_place
from deploy.bench.audit_postgresql import is_gapless, server
from deploy.bench.prepared import say
from deploy.bench.processes import ROOT

RATES = (1_000, 25_000)
RATES_POSTGRESQL = (1_000, 15_000)
WRITERS = 2
ALONE = 2_000
PROOFS = 2_000


class RunFailed(Exception):
    """A process of the bench ended early; the message holds its own words."""


def on_sqlite(folder: Path, entries: int, callers: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Closed loop (the best of some rounds), one caller alone, and entries at fixed rates."""
    runs = []
    for number in range(rounds):
        place = new_place(folder / f"sqlite-{number}")
        say(f"SQLite, {entries:,} entries from {callers} callers, {number + 1} of {rounds}")
        runs += _measure([{"folder": str(place), "closed": entries, "callers": callers}])
    say("SQLite, one caller, and entries at a fixed rate")
    order = {
        "folder": str(new_place(folder / "rates")),
        "alone": min(ALONE, entries),
        "rates": RATES,
        "seconds": seconds,
    }
    (calm,) = _measure([order])
    best = max((run["closed"] for run in runs), key=lambda closed: float(closed["per_second"]))
    return {"closed": best, "rounds": [run["closed"]["per_second"] for run in runs], **calm}


def on_postgresql(folder: Path, entries: int, callers: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Two processes that append to one log. Raises NoServer."""
    place = new_place(folder / "postgresql")
    with server(folder / "server") as url:
        runs = []
        order = {"folder": str(place), "url": url, "closed": entries // WRITERS, "callers": callers // WRITERS}
        for number in range(rounds):
            say(f"PostgreSQL, {entries:,} entries from {WRITERS} processes, {number + 1} of {rounds}")
            runs.append(_together(_measure([order] * WRITERS)))
        say("PostgreSQL, one caller, and entries at a fixed rate")
        calm_order = {
            "folder": str(place),
            "url": url,
            "alone": min(ALONE, entries),
            "rates": RATES_POSTGRESQL,
            "seconds": seconds,
        }
        (calm,) = _measure([calm_order])
        gapless = is_gapless(url)
    best = max(runs, key=lambda run: float(run["per_second"]))
    return {"closed": best, "rounds": [run["per_second"] for run in runs], "gapless": gapless, **calm}


def on_a_large_log(folder: Path, entries: int, small: int, appended: int, callers: int, rounds: int) -> dict[str, Any]:
    """Throughput on a log of `entries` against one of `small`, in turns, and the time of a proof in the large one."""
    say(f"Making a log of {entries:,} entries")
    large = filled(folder / "large", entries)
    little = filled(folder / "small", small)
    rates: dict[str, list[float]] = {"large": [], "small": []}
    processor: dict[str, list[float]] = {"large": [], "small": []}
    for number in range(rounds):
        say(f"Appending to {small:,} and to {entries:,}, {number + 1} of {rounds}")
        for name, place in (("small", little), ("large", large)):
            (found,) = _measure([{"folder": str(place), "closed": appended, "callers": callers}])
            rates[name].append(found["closed"]["per_second"])
            processor[name].append(found["closed"]["processor_us"])
    say("Proofs")
    (found,) = _measure([{"folder": str(large), "proofs": min(PROOFS, appended)}])
    return {
        "entries": entries,
        "small": small,
        "appended": appended,
        "per_second": {name: max(found) for name, found in rates.items()},
        "processor_us": {name: min(found) for name, found in processor.items()},
        "proofs": found["proofs"],
    }


def _measure(orders: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Carry out orders at the same time, each in a process; they begin once all are ready."""
    processes = [_start(order) for order in orders]
    try:
        for process in processes:
            _line(process)
        for process in processes:
            if process.stdin is not None:
                process.stdin.write("begin\n")
                process.stdin.flush()
        return [json.loads(_line(process)) for process in processes]
    finally:
        for process in processes:
            process.communicate()


def _start(order: dict[str, Any]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "deploy.bench.audit_process", json.dumps(order)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def _line(process: "subprocess.Popen[str]") -> str:
    """The next line that it says: that it is ready, then what it found. Raises RunFailed."""
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise RunFailed(f"A process of the bench failed: {process.communicate()[1].strip()[-2000:]}")
    return line


def _together(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What two processes did between the first start and the last end."""
    closed = [one["closed"] for one in found]
    entries = sum(one["entries"] for one in closed)
    seconds = max(one["ended_at"] for one in closed) - min(one["started_at"] for one in closed)
    return {
        "entries": entries,
        "callers": sum(one["callers"] for one in closed),
        "processes": len(closed),
        "entry_bytes": closed[0]["entry_bytes"],
        "per_second": entries / seconds,
        "processor_us": sum(one["processor_us"] * one["entries"] for one in closed) / entries,
    }
