"""`service agreements`: what is in force, and stopping or resuming it in one action.

It works while the service runs: only the file of suspensions is written, and every process looks at that before its
next decision. The log's entry of the change is written where the log can be opened; otherwise it says that it was not.
"""

import argparse
import json
import secrets
import sys
import time
from typing import get_args

from rich.console import Console
from rich.table import Table

from audit.events import Actor, Entry, EventType
from isa.register import Register, Subject, Suspended, resume, suspend
from service.agreements import Agreements, open_agreements
from service.clock import SystemClock
from service.entries import append_entry
from service.errors import GoldenThreadError, Misconfigured, NotAcceptable, NotFound, ReasonCode
from service.runtime import open_runtime
from service.settings import Settings, read_settings

IN_FORCE = "It holds from the next decision on, in a service that runs too."


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("agreements", help="list what is in force; suspend or resume")
    parser.add_argument("action", choices=["list", "suspend", "resume"])
    parser.add_argument("subject", nargs="?", choices=get_args(Subject))
    parser.add_argument("name", nargs="?", help="its id, such as LANCS-ISA-0042, LANCS-ISA-0042/R2 or police:04")
    parser.add_argument("--by", default="", help="who decided it; needed for suspend")
    parser.add_argument("--reason", default="", help="why, needed for suspend; it stays in a file, so name no person")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Do it, and show the register as it then stands."""
    settings = read_settings()
    # the register is the same whichever engine decides by it; the embedded one needs no server and writes no bundle
    agreements = open_agreements(settings.model_copy(update={"policy_engine": "embedded"}), SystemClock())
    try:
        if options.action != "list":
            _change(options, agreements.register, settings)
            await _note(options, agreements, settings)
        rows = agreements.register_rows()
    finally:
        await agreements.close()
    if options.json:
        print(json.dumps(rows, indent=2))
        return 0
    Console().print(_table(rows))
    return 0


def _change(options: argparse.Namespace, register: Register, settings: Settings) -> None:
    """Write the file of suspensions.

    Raises:
        NotAcceptable: it is not said what, who or why.
        NotFound: nothing is called so, or it is not suspended.
        Misconfigured: the file cannot be written.
    """
    if not options.subject or not options.name:
        advice = "Say what to suspend or resume: agreement LANCS-ISA-0042, agency police:04, for example."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    state = settings.suspensions_path
    try:
        if options.action == "suspend":
            suspend(state, _asked_for(options, register))
        else:
            _check_suspended(options, register)
            resume(state, options.subject, options.name)
    except OSError as fault:
        advice = f"{state} cannot be written: {fault.strerror}. Nothing was changed."
        raise Misconfigured(ReasonCode.SETTINGS_REFUSED, advice) from None


def _asked_for(options: argparse.Namespace, register: Register) -> Suspended:
    if not options.by.strip() or not options.reason.strip():
        advice = "Say who decided it and why: --by and --reason. Name no person in the reason."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    known = register.names(options.subject)
    if options.subject != "user" and options.name not in known:
        there = f"There are: {', '.join(sorted(known))}." if known else "There are none here."
        raise NotFound(ReasonCode.NOT_FOUND, f"There is no {options.subject} {options.name}. {there}")
    return Suspended(
        subject=options.subject, name=options.name, since=int(time.time()), by=options.by, reason=options.reason
    )


def _check_suspended(options: argparse.Namespace, register: Register) -> None:
    """What was suspended may have left the register since: what counts is that it is suspended."""
    if not any((one.subject, one.name) == (options.subject, options.name) for one in register.suspended):
        stopped = ", ".join(f"{one.subject} {one.name}" for one in register.suspended)
        there = f"Suspended are: {stopped}." if stopped else "Nothing is suspended."
        raise NotFound(ReasonCode.NOT_FOUND, f"The {options.subject} {options.name} is not suspended. {there}")


async def _note(options: argparse.Namespace, agreements: Agreements, settings: Settings) -> None:
    """Put the change into the log, or say that it is in force and not in the log."""
    entry = Entry(
        type=EventType.AGREEMENT_CHANGED,
        request_id=secrets.token_hex(16),
        actor=Actor(staff="operator", agency="partnership", role="operator"),
        details={"action": options.action, "subject": options.subject, "bundle": agreements.bundle_digest},
    )
    done = "Suspended" if options.action == "suspend" else "Resumed"
    print(f"{done}: {options.subject} {options.name}. {IN_FORCE}", file=sys.stderr)
    try:
        async with open_runtime(settings) as runtime:
            await append_entry(entry, None, runtime)
    except GoldenThreadError as fault:
        in_use = fault.code is ReasonCode.STORE_IN_USE
        why = "a running service holds it. Note the change yourself" if in_use else fault.advice.rstrip(".")
        print(f"The disclosure log could not be opened and has no entry of this change: {why}.", file=sys.stderr)


def _table(rows: list[dict[str, object]]) -> Table:
    table = Table(title="Agreements", title_justify="left")
    for heading in ("id", "version", "title", "in force", "why"):
        table.add_column(heading)
    for row in rows:
        in_force = "yes" if row["in_force"] else "no"
        table.add_row(str(row["id"]), str(row["version"]), str(row["title"]), in_force, str(row["advice"]))
    return table
