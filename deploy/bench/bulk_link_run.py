"""One step of the bulk linking bench, in a process of its own: load a partnership to wait, or link whoever waits.

`python -m deploy.bench.bulk_link_run load DIRECTORY PEOPLE`, or `link DIRECTORY WORKERS`; figures go to stdout.
"""

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

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
    """Seconds from one step of the work to the next, by the name of the step that ended; also of this processor."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}
        self._last, self._used = time.perf_counter(), time.process_time()

    def advance(self, step: str, done: int, total: int) -> None:
        """Told by the linking."""
        now, used = time.perf_counter(), time.process_time()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._last
        self.processor[step] = self.processor.get(step, 0.0) + used - self._used
        self._last, self._used = now, used


async def load(runtime: Runtime, files: Path) -> dict[str, Any]:
    """Take every file in, to be linked later."""
    for name, file in FILES:
        with Progress("bytes") as progress:
            await load_file(runtime, name, files / file, None, "", progress.advance, Link.LATER)
    return (await runtime.store.counts())._asdict()


async def link(runtime: Runtime, files: Path, workers: int) -> dict[str, Any]:
    """Link whoever waits, and judge the links by the truth."""
    stages, wall, before = Stages(), time.perf_counter(), _used(resource.RUSAGE_SELF)
    summary = await link_waiting(runtime, int(time.time()), stages.advance, workers)
    wall = time.perf_counter() - wall
    here, copies = _used(resource.RUSAGE_SELF), _used(resource.RUSAGE_CHILDREN)
    opening = [each.processor for each in summary.spent], [each.memory for each in summary.spent]
    links = linkage(await read_held(runtime, read_truth(files / "truth.csv")))
    return {
        "wall": wall,
        "processor": here.processor - before.processor + sum(opening[0]) + copies.processor,
        "processor_here": here.processor - before.processor,
        "processor_opening": sum(opening[0]),
        "processor_judging": copies.processor,
        "memory": max(here.memory + sum(opening[1]), here.memory + copies.memory * (workers - 1)),
        "memory_here": here.memory,
        "stages": stages.seconds,
        "stages_processor": stages.processor,
        "tally": msgspec.to_builtins(summary.tally),
        "links": links.linked_true + links.false_within + links.false_beyond,
        "precision": links.precision,
        "recall": links.recall,
        "false_within_household": links.false_within,
        "false_beyond_household": links.false_beyond,
    }


class Used(NamedTuple):
    """Seconds of processor time, and bytes at the most."""

    processor: float
    memory: int


def _used(whose: int) -> Used:
    """Of this process, or of the copies of it that have ended. Workers that open records tell it themselves: they are
    children of the fork server, not ours."""
    used = resource.getrusage(whose)
    return Used(used.ru_utime + used.ru_stime, used.ru_maxrss * _KIB)


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
