"""How long the server takes for each page that people come to, what a page weighs, and what it loads from elsewhere.

People of every kind sign in at the demo's provider, do first what pages come of (`pages_deeds.py`), and follow every
link. Each page is then read again, warm, over one kept connection to the real server in a process of its
own. Reading an answer, the log or a history again is an entry of the log each time, on the disk before the page leaves.
"""

import argparse
import gc
import http.client
import json
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx

from deploy.bench.machine import cpu_seconds, machine
from deploy.bench.page import Figures, write_into
from deploy.bench.pages_deeds import DEEDS
from deploy.bench.pages_pictures import take
from deploy.bench.pages_reader import Reader, Weight, shape
from deploy.bench.prepared import prepare, say
from deploy.bench.processes import ROOT, server, sign_in

MOST_MS: Final = 30.0
MOST_BYTES: Final = 200 * 1024


@dataclass(frozen=True)
class Measured:
    """One page: who reads it, its times in milliseconds, and its weight."""

    path: str
    who: str
    status: int
    median: float
    p95: float
    processor: float
    weight: Weight


def main(arguments: list[str]) -> int:
    """Walk, measure, and say whether the bounds hold; 1 where one does not."""
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench pages", description=__doc__)
    parser.add_argument("--people", type=int, default=2_000, help="how many people the partnership holds (2,000)")
    parser.add_argument("--reads", type=int, default=40, help="reads of each page (40)")
    parser.add_argument("--fresh", action="store_true", help="make the partnership again")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md", help="where the tables go")
    parser.add_argument("--no-page", action="store_true", help="write no page")
    parser.add_argument("--screens", type=Path, help="take the pictures of docs/screens into this folder, and stop")
    options = parser.parse_args(arguments)
    prepared = prepare(f"pages-{options.people}", options.people, fresh=options.fresh)
    demo = prepared.demo
    if options.screens:
        with sign_in(demo), server(demo, prepared.settings):
            take(demo.url, options.screens)
        return 0
    measured: list[Measured] = []
    with sign_in(demo), server(demo, prepared.settings) as process:
        for person, (kind, do) in DEEDS.items():
            with httpx.Client(timeout=30) as http:
                reader = Reader(demo.url, http)
                reader.sign_in(person)
                reader.confirm(person)
                done = do(reader)
                say(f"Reading as {kind}")
                paths = [path for path, _ in reader.pages("/home", *done)]
                reader.confirm(person)
                measured += [measure(reader, path, kind, process, options.reads) for path in paths]
    figures = report(measured, options.people, options.reads, machine(prepared.settings.directory))
    figures.show(apart=options.json)
    if options.json:
        print(json.dumps([asdict(one) for one in measured], indent=2))
    if not options.no_page:
        write_into(options.page, "pages", figures.markdown())
    return 0 if all(holds(one) for one in measured) else 1


def measure(reader: Reader, path: str, who: str, process: int, reads: int) -> Measured:
    """Read a page again and again over one connection."""
    response = reader.read(path)
    cookies = "; ".join(f"{name}={value}" for name, value in reader.http.cookies.items())
    read = reading(reader.url, path, {"Cookie": cookies, "Accept-Encoding": "gzip"})
    for _ in range(3):
        read()
    gc.collect()
    gc.disable()
    before = cpu_seconds(process)
    taken = [read() for _ in range(reads)]
    processor = (cpu_seconds(process) - before) / reads * 1e3
    gc.enable()
    steps = statistics.quantiles(taken, n=20, method="inclusive")
    return Measured(
        shape(path), who, response.status_code, statistics.median(taken), steps[-1], processor, reader.weigh(response)
    )


def reading(url: str, path: str, headers: Mapping[str, str]) -> Callable[[], float]:
    """A function that reads the page once, whole, and gives the milliseconds that this took."""
    address = urlsplit(url)
    line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)

    def read() -> float:
        began = time.perf_counter()
        line.request("GET", path, headers=dict(headers))
        line.getresponse().read()
        return (time.perf_counter() - began) * 1e3

    return read


def holds(one: Measured) -> bool:
    """Whether a page is within what was promised."""
    return one.median <= MOST_MS and one.weight.served <= MOST_BYTES and not one.weight.elsewhere


def report(measured: list[Measured], people: int, reads: int, on: Mapping[str, str]) -> Figures:
    """The tables."""
    figures = Figures("Pages")
    figures.table("Machine", ("what", "which"), list(on.items()))
    slowest = max(measured, key=lambda one: one.median)
    heaviest = max(measured, key=lambda one: one.weight.served)
    elsewhere = sum(len(one.weight.elsewhere) for one in measured)
    fit = all(holds(one) for one in measured)
    figures.table(
        "Targets",
        ("what", "figure", "target", ""),
        [
            ("slowest page, median", f"{slowest.median:.1f} ms", "<= 30 ms", verdict(slowest.median <= MOST_MS)),
            ("its address", slowest.path, "", ""),
            ("heaviest page, as served", f"{heaviest.weight.served / 1024:.0f} KiB", "<= 200 KiB",
             verdict(heaviest.weight.served <= MOST_BYTES)),
            ("the same, unpacked", f"{heaviest.weight.unpacked / 1024:.0f} KiB", "", ""),
            ("its address", heaviest.path, "", ""),
            ("requests elsewhere", str(elsewhere), "0", verdict(not elsewhere)),
            ("all pages", str(len(measured)), "", verdict(fit)),
        ],
    )  # fmt: skip
    figures.table(
        "Each page",
        ("page", "read by", "status", "median ms", "p95 ms", "processor ms", "HTML KiB", "all KiB", "all, served KiB"),
        [
            (f"`{one.path}`", one.who, str(one.status), f"{one.median:.1f}", f"{one.p95:.1f}", f"{one.processor:.1f}",
             f"{one.weight.html / 1024:.1f}", f"{one.weight.unpacked / 1024:.0f}", f"{one.weight.served / 1024:.0f}")
            for one in measured
        ],
    )  # fmt: skip
    figures.sentence(
        f"{reads} warm reads of each page by one client, one after the other; {people:,} people in the partnership. "
        "*All* is the page with its styles, scripts and icon, of which a browser keeps all but the page. Pages are sent"
        " as they are and only those files packed, since a packed page with a secret in it can be measured (BREACH)."
    )
    return figures


def verdict(held: bool) -> str:
    """As the other benches say it."""
    return "met" if held else "NOT MET"
