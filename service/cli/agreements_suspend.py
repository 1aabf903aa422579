"""`service agreements suspend|resume`: stop an agreement, a flow, an agency, a user or a connector in one action.

It works while the service runs: only the file of suspensions is written, and every process looks at that before its
next decision. The log's entry of the change is written where the log can be opened; otherwise it says that it was not.
"""

import argparse
import time
from typing import get_args

from isa.register import Register, Subject, Suspended, resume, suspend
from service.agreements import Agreements, open_agreements
from service.cli.agreements_given import add_action, add_json
from service.cli.agreements_list import print_register
from service.cli.agreements_noted import IN_FORCE, note
from service.clock import SystemClock
from service.errors import Misconfigured, NotAcceptable, NotFound, ReasonCode
from service.settings import Settings, read_settings


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the two actions."""
    for name, told, more in (
        ("suspend", "stop something at once", " --by SIRO --reason 'an incident is under review'"),
        ("resume", "let something run again", ""),
    ):
        parser = add_action(actions, name, told, f"{name} agreement LANCS-ISA-0042{more}")
        parser.add_argument("subject", nargs="?", choices=get_args(Subject), help="what kind of thing")
        parser.add_argument("name", nargs="?", help="its id, such as LANCS-ISA-0042, LANCS-ISA-0042/R2 or police:04")
        if name == "suspend":
            parser.add_argument("--by", default="", help="who decided it")
            parser.add_argument("--reason", default="", help="why; it stays in a file, so name no person")
        add_json(parser)
        parser.set_defaults(carry_out=carry_out, action=name)


async def carry_out(options: argparse.Namespace) -> int:
    """Do it, and show the register as it then stands."""
    settings = read_settings()
    # the register is the same whichever engine decides by it; the embedded one needs no server and writes no bundle
    agreements = open_agreements(settings.model_copy(update={"policy_engine": "embedded"}), SystemClock())
    try:
        _change(options, agreements.register, settings)
        await _note(options, agreements, settings)
        print_register(agreements, as_json=options.json)
    finally:
        await agreements.close()
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
    about = {"action": options.action, "subject": options.subject, "name": options.name}
    details = {**about, "bundle": agreements.bundle_digest}
    done = "Suspended" if options.action == "suspend" else "Resumed"
    await note(f"{done}: {options.subject} {options.name}. {IN_FORCE}", details, settings)
