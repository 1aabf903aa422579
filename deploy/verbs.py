"""The verbs of `python3 -m deploy`: what each does, which requirements it needs, and how it hands over.

Exit codes: 0 done, 1 the work failed, 2 the command was not understood, 130 stopped with Ctrl-C.
Standard library only.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from deploy import checks, lock
from deploy.environment import SetUpFailed, prepare
from deploy.paths import PYTHON, ROOT


@dataclass(frozen=True)
class Verb:
    """One verb: a line for the reader, the requirements that it needs, and what it does once they are there."""

    line: str
    requirements: str
    carry_out: Callable[[list[str]], int]


def main(arguments: list[str]) -> int:
    """Carry out the verb that `arguments` begin with, and return the exit code."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(overview())
        return 0
    verb = VERBS.get(arguments[0])
    if verb is None:
        print(f"There is no verb {arguments[0]!r}.\n\n{overview()}", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    try:
        prepare(verb.requirements)
        return verb.carry_out(arguments[1:])
    except SetUpFailed as failure:
        print(f"\nSet-up did not finish. {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130


def overview() -> str:
    """The verbs, one line each."""
    lines = [f"  {name:<7}{verb.line}" for name, verb in VERBS.items()]
    return "\n".join(["usage: python3 -m deploy VERB [OPTIONS]", "", *lines])


def hand_over(module: str) -> Callable[[list[str]], int]:
    """Make a verb that becomes `python -m module` in the project's own environment, and so never returns."""

    def become(arguments: list[str]) -> int:
        sys.stdout.flush()
        os.execv(PYTHON, [str(PYTHON), "-m", module, *arguments])

    return become


VERBS = {
    "run": Verb(
        "set up, load a demo partnership and serve it on http://127.0.0.1:8000 (--once: ask, verify, stop)",
        "run",
        hand_over("deploy.demo.run"),
    ),
    "test": Verb("set up and run every test (options go to pytest)", "test", hand_over("pytest")),
    "check": Verb("lint, types, layers, guard tests and locks", "test", checks.run),
    "bench": Verb("measure speed, memory and accuracy (alone: lists the benches)", "test", hand_over("deploy.bench")),
    "lock": Verb("pin the requirements again, with hashes (--upgrade: to their newest)", "bootstrap", lock.run),
}
