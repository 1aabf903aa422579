"""How fast do records come in: whole files sealed and indexed, and one by one, each durable and linked?

Options: --people 20000  --messages 3000  --json  --kept DIRECTORY
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from audit.events import Actor
from connectors.sandbox.partnership import write_partnership
from deploy.bench.asking import demo_at
from deploy.bench.descendants import Descendants
from deploy.bench.floors import floors
from deploy.bench.machine import machine
from deploy.bench.page import Figures
from deploy.bench.prepared import KEPT, say
from deploy.demo.partnership import FILES, SEED, Demo, set_up
from service.cli.progress import Progress
from service.errors import GoldenThreadError
from service.intake.arrival import load_file
from service.intake.one_by_one import OneByOne
from service.intake.sent import Reading
from service.intake.waiting import Link
from service.pace import for_answering
from service.runtime import Runtime, open_runtime
from service.settings import Settings

TARGET_BULK = 60_000
TARGET_SINGLE = 3_000
TOGETHER = 16
HUB = "gss:E06000009"
BULK_HEADINGS = ("file", "records", "records/s", "CPU us each, writer", "CPU us each, preparing", "wall us each")
SINGLE_HEADINGS = ("senders at once", "messages", "messages/s", "CPU us each", "median", "p99")
Row = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Load, send and print; 1 when something refuses."""
    options = _options(arguments)
    try:
        with tempfile.TemporaryDirectory(dir=options.kept, prefix="ingest-") as place:
            found = asyncio.run(_measure(Path(place), options.people, options.messages))
    except GoldenThreadError as fault:
        print(fault.advice, file=sys.stderr)
        return 1
    _figures(options.people, found).show(apart=options.json)
    if options.json:
        print(json.dumps(found, indent=1))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench ingest", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=20_000, help="how many people the sandbox invents (20,000)")
    parser.add_argument("--messages", type=int, default=3_000, help="how many records are sent one by one (3,000)")
    parser.add_argument("--json", action="store_true", help="print the figures for a program to read")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where the bench works; it takes away what it made")
    options = parser.parse_args(arguments)
    options.kept.mkdir(parents=True, exist_ok=True)
    return options


async def _measure(place: Path, people: int, messages: int) -> Row:
    bulk, singles = _partnership(place / "bulk", people), _partnership(place / "singles", people)
    with Progress("people") as progress:
        write_partnership(place / "files", people, SEED, progress.advance)
    found: Row = {"machine": machine(place)}
    async with open_runtime(bulk[1]) as runtime:
        found["bulk"] = [await _load(runtime, name, place / "files" / file, Link.LATER) for name, file in FILES]
        found["counts"] = (await runtime.store.counts())._asdict()
    async with open_runtime(singles[1]) as runtime:
        for name, file in FILES:
            if name != "family_hubs":
                say(f"Linking the people whom the senders' records will meet: {name}")
                await _load(runtime, name, place / "files" / file, Link.NOW)
        found["single"] = await _send_all(runtime, place / "files" / "family-hubs.jsonl", messages)
    found["floors"] = floors(place)
    return found


def _partnership(place: Path, people: int) -> tuple[Demo, Settings]:
    place.mkdir()
    demo = demo_at(place, people)
    return demo, set_up(demo, say)


async def _load(runtime: Runtime, name: str, file: Path, link: Link) -> Row:
    """One file as anyone would load it, with the processor time of this process and of those that it started."""
    with Progress("bytes") as progress, Descendants() as others:
        began, processor = time.perf_counter(), time.process_time()
        summary = await load_file(runtime, name, file, None, "", progress.advance, link)
        wall, processor = time.perf_counter() - began, time.process_time() - processor
    taken = summary.tally.new or 1
    return {
        "file": name,
        "records": summary.tally.new,
        "per_second": summary.tally.new / wall,
        "writer_us": processor / taken * 1e6,
        "preparing_us": others.seconds / taken * 1e6,
        "wall_us": wall / taken * 1e6,
    }


async def _send_all(runtime: Runtime, file: Path, messages: int) -> list[Row]:
    """Half of the messages one after the other, half by sixteen senders at once."""
    with file.open("rb") as lines:
        bodies = list(islice(lines, messages))
    receiving, half = OneByOne(runtime), len(bodies) // 2
    say("Sending records one by one")
    for_answering()  # as the server does
    return [
        await _send(receiving, runtime, bodies[:half], senders=1),
        await _send(receiving, runtime, bodies[half:], senders=TOGETHER),
    ]


async def _send(receiving: OneByOne, runtime: Runtime, bodies: Sequence[bytes], senders: int) -> Row:
    taken: list[float] = []
    reading, actor = Reading(runtime.keyring), Actor("blackpool-hubs-connector", HUB, "agency_system", "key")
    left = iter(bodies)

    async def sender() -> None:
        for body in left:
            began = time.perf_counter()
            await receiving.take(reading.read("family_hubs", body, actor, "BLACKPOOL"))
            taken.append(time.perf_counter() - began)

    began, processor = time.perf_counter(), time.process_time()
    await asyncio.gather(*(sender() for _ in range(senders)))
    wall, processor = time.perf_counter() - began, time.process_time() - processor
    taken.sort()
    return {
        "senders": senders,
        "messages": len(taken),
        "per_second": len(taken) / wall,
        "cpu_us": processor / len(taken) * 1e6,
        "median_ms": taken[len(taken) // 2] * 1e3,
        "p99_ms": taken[len(taken) * 99 // 100] * 1e3,
    }


def _figures(people: int, found: Row) -> Figures:
    page = Figures(f"Records in, {people:,} people")
    page.table("The machine, in the same run", ("what", "which"), list(found["machine"].items()))
    page.table(
        f"Whole files, sealed and indexed, linking left for later (target: {TARGET_BULK:,} records/s)",
        BULK_HEADINGS,
        [_bulk_row(row) for row in [*found["bulk"], _together(found["bulk"])]],
    )
    page.table(
        f"One by one, linked and durable (target: {TARGET_SINGLE:,}/s)",
        SINGLE_HEADINGS,
        [_single_row(row) for row in found["single"]],
    )
    page.table(
        "What the parts cost by themselves, without anything around them",
        ("part", "CPU us a record"),
        [[name, f"{us:.1f}"] for name, us in found["floors"].items()],
    )
    return page


def _together(rows: Sequence[Row]) -> Row:
    records = sum(row["records"] for row in rows)
    whole = {name: sum(row[name] * row["records"] for row in rows) / records
             for name in ("writer_us", "preparing_us", "wall_us")}  # fmt: skip
    return {"file": "all", "records": records, "per_second": 1e6 / whole["wall_us"], **whole}


def _bulk_row(row: Row) -> list[str]:
    return [
        row["file"], f"{row['records']:,}", f"{row['per_second']:,.0f}",
        *(f"{row[name]:.1f}" for name in ("writer_us", "preparing_us", "wall_us")),
    ]  # fmt: skip


def _single_row(row: Row) -> list[str]:
    return [
        f"{row['senders']}", f"{row['messages']:,}", f"{row['per_second']:,.0f}", f"{row['cpu_us']:.0f}",
        f"{row['median_ms']:.2f} ms", f"{row['p99_ms']:.2f} ms",
    ]  # fmt: skip
