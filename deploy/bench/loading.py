"""Loads a prepared partnership through its connectors and writes down how long each part took.

A process of its own (`python -m deploy.bench.loading DIRECTORY PEOPLE`), started by `prepared`.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from connectors.catalogue import connector
from connectors.manifest import beside, read_manifest
from deploy.bench.asking import demo_at
from deploy.bench.stopwatch import Stopwatch
from deploy.demo.partnership import FILES, Demo, set_up
from service.cli.progress import Progress
from service.errors import GoldenThreadError
from service.intake.arrival import load_file
from service.intake.linking import Linker
from service.intake.prepare import Preparer, unpacked
from service.intake.taking import Taker
from service.runtime import Runtime, open_runtime
from service.sealing.keyring import Keyring

SAMPLE = 5_000


def main(directory: Path, people: int) -> int:
    """Load, and write `load.json`."""
    try:
        figures = asyncio.run(_load(demo_at(directory, people)))
    except GoldenThreadError as fault:
        print(fault.advice, file=sys.stderr)
        return 1
    (directory / "load.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


async def _load(demo: Demo) -> dict[str, Any]:
    files = []
    async with open_runtime(set_up(demo, print)) as runtime:
        for name, file in FILES:
            files.append(await _load_one(runtime, name, demo.files / file))
        counts = (await runtime.store.counts())._asdict()
        prepared = [_prepare_alone(name, demo.files / file, runtime.keyring) for name, file in FILES]
    for one, alone in zip(files, prepared, strict=True):
        one["prepare_per_second"] = alone
    return {"at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), "files": files, "counts": counts}


async def _load_one(runtime: Runtime, name: str, file: Path) -> dict[str, Any]:
    """One file as anyone would load it, with the writer's work split into linking and storing."""
    watch = Stopwatch()
    began = time.perf_counter()
    with watch.on(Taker, take="take", finish="finish"), watch.on(Linker, link="link"), Progress("bytes") as progress:
        summary = await load_file(runtime, name, file, None, "", progress.advance)
    elapsed = time.perf_counter() - began
    watch.lap()
    link, take = (sum(watch.laps.get(name, [])) for name in ("link", "take"))
    take += sum(watch.laps.get("finish", []))
    tally = msgspec.to_builtins(summary.tally)
    return {
        "connector": name, "seconds": elapsed, "linking": link, "storing": take - link, "rest": elapsed - take, **tally,
    }  # fmt: skip


def _prepare_alone(name: str, file: Path, keyring: Keyring) -> float:
    """Records a second that one core parses, normalises, tokenises and seals, without a store."""
    reader, manifest = connector(name), read_manifest(beside(file))
    preparer, done, seconds = Preparer(reader, manifest, keyring), 0, 0.0
    for chunk in reader.chunks(file):
        began = time.perf_counter()
        done += unpacked(preparer.prepare(chunk)).read
        seconds += time.perf_counter() - began
        if done >= SAMPLE:
            break
    return done / seconds if seconds else 0.0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
