"""`service agreements`: what is in force, and stopping or resuming it in one action."""

import argparse
import json
import secrets
import time

from rich.console import Console
from rich.table import Table

from audit.events import Actor, Entry, EventType
from isa.register import Suspended, resume, suspend
from service.entries import append_entry
from service.errors import NotAcceptable, ReasonCode
from service.runtime import Runtime, open_runtime
from service.settings import read_settings


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("agreements", help="list what is in force; suspend or resume")
    parser.add_argument("action", choices=["list", "suspend", "resume"])
    parser.add_argument("subject", nargs="?", choices=["agreement", "flow", "agency", "user", "connector"])
    parser.add_argument("name", nargs="?", help="its id, such as LANCS-ISA-0042 or police:04")
    parser.add_argument("--by", default="operator", help="who decided it")
    parser.add_argument("--reason", default="", help="why; it goes into the log's state file, so name no person")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Do it, and show the register as it then stands."""
    settings = read_settings()
    if options.action != "list":
        _change(options)
    async with open_runtime(settings) as runtime:
        if options.action != "list":
            await _note(options, runtime)
        rows = runtime.agreements.register_rows()
    if options.json:
        print(json.dumps(rows, indent=2))
        return 0
    Console().print(_table(rows))
    return 0


def _change(options: argparse.Namespace) -> None:
    """The state file first: every process looks at it before its next decision."""
    if not options.subject or not options.name:
        advice = "Say what to suspend or resume: agreement LANCS-ISA-0042, agency police:04, for example."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    state = read_settings().suspensions_path
    if options.action == "suspend":
        suspend(state, Suspended(subject=options.subject, name=options.name, since=int(time.time()),
                                 by=options.by, reason=options.reason))  # fmt: skip
    else:
        resume(state, options.subject, options.name)


async def _note(options: argparse.Namespace, runtime: Runtime) -> None:
    entry = Entry(
        type=EventType.AGREEMENT_CHANGED,
        request_id=secrets.token_hex(16),
        actor=Actor(staff="operator", agency="partnership", role="operator"),
        details={"action": options.action, "subject": options.subject, "bundle": runtime.agreements.bundle_digest},
    )
    await append_entry(entry, None, runtime)


def _table(rows: list[dict[str, object]]) -> Table:
    table = Table(title="Agreements", title_justify="left")
    for heading in ("id", "version", "title", "in force", "why"):
        table.add_column(heading)
    for row in rows:
        in_force = "yes" if row["in_force"] else "no"
        table.add_row(str(row["id"]), str(row["version"]), str(row["title"]), in_force, str(row["advice"]))
    return table
