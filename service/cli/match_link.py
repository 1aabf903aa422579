"""`service match link`: links every record that a load took in with `--link later`. It can be stopped and run again."""

import argparse
import time

import msgspec

from service.cli.progress import Progress
from service.nominals.link_all import link_waiting
from service.runtime import open_runtime
from service.settings import read_settings

_UNITS = {
    "read": "records read",
    "pairs": "parts of the index",
    "compare": "pairs compared",
    "settle": "records settled",
    "write": "records written",
}


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = actions.add_parser("link", help="link every record that waits, all together")
    parser.add_argument("--workers", type=int, default=2, help="processes that open records beside this one (2)")
    parser.add_argument("--json", action="store_true", help="print the summary for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Link, and print the summary."""
    async with open_runtime(read_settings()) as runtime:
        with Steps() as steps:
            summary = await link_waiting(runtime, int(time.time()), steps.advance, max(0, options.workers))
    print(msgspec.json.encode(summary).decode() if options.json else "\n".join(summary.lines()))
    return 0


class Steps:
    """One line of progress for each step of the work."""

    def __init__(self) -> None:
        self._step = ""
        self._line: Progress | None = None

    def __enter__(self) -> "Steps":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def advance(self, step: str, done: int, total: int) -> None:
        """Say how far a step is; a new step has a new line."""
        if step != self._step or self._line is None:
            self._end()
            self._step, self._line = step, Progress(_UNITS[step]).__enter__()
        self._line.advance(done, total)

    def _end(self) -> None:
        if self._line is not None:
            self._line.__exit__(None, None, None)
            self._line = None
