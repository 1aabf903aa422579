"""The verbs of `python -m service`, and how their errors are told to a person.

Exit codes: 0 done, 1 refused or failed (a sentence on standard error says what to do), 2 the command was not
understood, 130 stopped with Ctrl-C, 141 nobody reads on what it prints (as `| head` does).
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import uvloop

from service.cli.on_demand import Named, add_commands
from service.errors import GoldenThreadError, ReasonCode
from service.telemetry import configure

VERBS: Final = {
    "init": Named("initialise", "make the keys of a new partnership, once"),
    "serve": Named("serve", "answer enquiries over HTTP"),
    "load": Named("load", "load an agency's export"),
    "match": Named("match", "train, link, part and decide: which records are one person"),
    "quarantine": Named("quarantine", "list the rows that were not taken, and why"),
    "enquire": Named("enquire", "ask who else is working with a family"),
    "emergencies": Named("emergencies", "emergencies that were declared: list, show, agree, decline"),
    "notices": Named("notices", "for IG leads: what your agency is told; say that you have seen it"),
    "oversight": Named("oversight", "for IG leads: the log, alerts; stop something"),
    "reviews": Named("reviews", "for IG leads: what somebody should look at: list, show, decide, sample, measure"),
    "log": Named("log", "list, receipt or export of the disclosure log; its index; its keeping"),
    "agreements": Named("agreements", "write, sign, verify, compare, bring into force, suspend or resume"),
    "sandbox": Named("sandbox", "write the files of three simulated agencies"),
    "status": Named("status", "what is loaded, how fresh, what is in force"),
}

DEMO_SETTINGS = "demo.env"
"""What `deploy run` calls the file of the demo's settings, in its directory."""


def main(arguments: Sequence[str]) -> int:
    """Carry out one verb."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if not hasattr(chosen, "carry_out"):
        parser.print_help()
        return 2
    configure("console")  # to standard error: what a command prints can be piped
    try:
        code = int(uvloop.run(chosen.carry_out(chosen)))
        sys.stdout.flush()  # here, where a pipe that was closed can still be told from a fault
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what Python flushes at its end goes nowhere
        return 141
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
    add_commands(parser, "verb", VERBS, must=False)
    return parser


def _tell(fault: GoldenThreadError) -> None:
    print(fault.advice, file=sys.stderr)
    demo = Path(os.environ.get("GOLDEN_THREAD_DIRECTORY", ".golden-thread")) / DEMO_SETTINGS
    if fault.code is ReasonCode.SETTINGS_REFUSED and "GOLDEN_THREAD_MODE" not in os.environ and demo.is_file():
        print(f"To use the demo's data: set -a; . {demo}; set +a", file=sys.stderr)
    for one in fault.faults:
        if one.advice != fault.advice:
            print(f"  {one.field}: {one.advice}", file=sys.stderr)
