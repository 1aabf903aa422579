"""`service agreements list`: every signed document, whether it is in force, and when its review is due."""

import argparse
import json
from datetime import date

from rich.markup import escape

from isa.register import Listed, RegisterCode
from isa.standing import REVIEW_WARNING_DAYS
from service.agreements import Agreements, open_agreements
from service.cli.agreements_given import add_action, add_json
from service.cli.agreements_shown import AMBER, GREEN, RED, coloured, table, terminal
from service.clock import SystemClock
from service.settings import read_settings_to_look

_WARNS = frozenset({RegisterCode.REVIEW_SOON, RegisterCode.REVIEW_OVERDUE})


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = add_action(actions, "list", "list what is in force, what is not, and why", "list")
    add_json(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """List them."""
    # the register is the same whichever engine decides by it; the embedded one needs no server and writes no bundle
    settings = read_settings_to_look().model_copy(update={"policy_engine": "embedded"})
    agreements = open_agreements(settings, SystemClock())
    try:
        print_register(agreements, as_json=options.json)
    finally:
        await agreements.close()
    return 0


def print_register(agreements: Agreements, *, as_json: bool) -> None:
    """Print the register as it stands now."""
    register = agreements.register
    if as_json:
        reviews = [one.verified.agreement.review_due if one.verified else "" for one in register.listed]
        rows = [row | {"review_due": due} for row, due in zip(agreements.register_rows(), reviews, strict=True)]
        print(json.dumps(rows, indent=2))
        return
    headings = ("agreement", "in force", "review due", "what it is, and until when or why not")
    shown = table("Agreements", headings, whole=headings[:3])
    for one in register.listed:
        agreement = one.verified.agreement if one.verified else None
        name = f"{agreement.isa_id} {agreement.version}" if agreement else one.source
        told = f"{agreement.title}\n{one.advice}" if agreement else one.advice
        shown.add_row(escape(name), _in_force(one), _review(one, register.day), escape(told))
    console = terminal()
    if not register.listed:
        print("There is no signed agreement here yet. A charter comes first: see docs/agreements.md.")
        return
    console.print(shown)
    for stopped in register.suspended:
        console.print(f"Suspended: {stopped.subject} {stopped.name}, by {stopped.by}", markup=False)


def _in_force(one: Listed) -> str:
    if not one.in_force:
        return coloured("no", RED)
    return coloured("yes, for now" if one.code in _WARNS else "yes", AMBER if one.code in _WARNS else GREEN)


def _review(one: Listed, day: date) -> str:
    if one.verified is None:
        return ""
    due = one.verified.agreement.review_due
    left = (date.fromisoformat(due) - day).days
    return coloured(due, RED if left < 0 else AMBER if left <= REVIEW_WARNING_DAYS else GREEN)
