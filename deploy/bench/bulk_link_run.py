"""One step of the bulk linking bench, in a process of its own: load a partnership to wait, or link whoever waits.

`python -m deploy.bench.bulk_link_run load DIRECTORY PEOPLE`, or `link DIRECTORY WORKERS`; figures go to stdout.
"""

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from deploy.bench.asking import demo_at
from deploy.bench.held import linkage, read_held
from deploy.bench.people import read_truth
from deploy.demo.partnership import FILES, set_up
from service.cli.progress import Progress
from service.errors import GoldenThreadError
from service.intake.arrival import load_file
from service.intake.waiting import Link
from service.nominals.link_all import link_waiting
from service.runtime import Runtime, open_runtime

_KIB = 1024


class Stages:
    """Seconds from one step of the work to the next, by the name of the step that ended."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._step, self._last = "read", time.perf_counter()

    def advance(self, step: str, done: int, total: int) -> None:
        """Told by the linking. What comes between the last pair and the first record written is settling."""
        now = time.perf_counter()
        name = "settle" if step == "write" and self._step == "compare" else step
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._step, self._last = step, now


async def load(runtime: Runtime, files: Path) -> dict[str, Any]:
    """Take every file in, to be linked later."""
    for name, file in FILES:
        with Progress("bytes") as progress:
            await load_file(runtime, name, files / file, None, "", progress.advance, Link.LATER)
    return (await runtime.store.counts())._asdict()


async def link(runtime: Runtime, files: Path, workers: int) -> dict[str, Any]:
    """Link whoever waits, and judge the links by the truth."""
    stages, wall, processor = Stages(), time.perf_counter(), _processor()
    summary = await link_waiting(runtime, int(time.time()), stages.advance, workers)
    found = {"wall": time.perf_counter() - wall, "processor": _processor() - processor}
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    links = linkage(await read_held(runtime, read_truth(files / "truth.csv")))
    return {
        **found,
        "memory": largest * _KIB,
        "stages": stages.seconds,
        "tally": msgspec.to_builtins(summary.tally),
        "precision": links.precision,
        "recall": links.recall,
        "false_within_household": links.false_within,
        "false_beyond_household": links.false_beyond,
    }


def _processor() -> float:
    """Of this process: worker processes are children of the fork server, and not counted here."""
    return time.process_time()


async def _carry_out(step: str, directory: Path, number: int) -> dict[str, Any]:
    demo = demo_at(directory, number if step == "load" else 0)
    async with open_runtime(set_up(demo, lambda line: print(line, file=sys.stderr))) as runtime:
        if step == "load":
            return await load(runtime, demo.files)
        return await link(runtime, demo.files, number)


def main(arguments: list[str]) -> int:
    """Carry one step out."""
    step, directory, number = arguments
    try:
        print(json.dumps(asyncio.run(_carry_out(step, Path(directory), int(number)))))
    except GoldenThreadError as fault:
        print(fault.advice, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
