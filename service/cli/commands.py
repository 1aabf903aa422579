"""The verbs of `python -m service`, and how their errors are told to a person.

Exit codes: 0 done, 1 refused or failed (a sentence on standard error says what to do), 2 the command was not
understood, 130 stopped with Ctrl-C.
"""

import argparse
import sys
from collections.abc import Sequence

import uvloop

from service.cli import agreements, enquire, initialise, load, log, quarantine, sandbox, serve, status
from service.errors import GoldenThreadError
from service.telemetry import configure

VERBS = (initialise, serve, load, quarantine, enquire, log, agreements, sandbox, status)


def main(arguments: Sequence[str]) -> int:
    """Carry out one verb."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if not hasattr(chosen, "carry_out"):
        parser.print_help()
        return 2
    configure("console")  # to standard error: what a command prints can be piped
    try:
        return int(uvloop.run(chosen.carry_out(chosen)))
    except GoldenThreadError as fault:
        _tell(fault)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to go on.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m service",
        description="Who else is working with this family? Settings come from GOLDEN_THREAD_… variables.",
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    for verb in VERBS:
        verb.add_to(verbs)
    return parser


def _tell(fault: GoldenThreadError) -> None:
    print(fault.advice, file=sys.stderr)
    for one in fault.faults:
        if one.advice != fault.advice:
            print(f"  {one.field}: {one.advice}", file=sys.stderr)
