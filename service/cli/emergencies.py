"""`service emergencies`: for the second person and the IG lead: list, show, agree, decline.

It asks the running service as yourself, so that two people are two people.
"""

import argparse
import json
from typing import Any

from rich.table import Table

from service.cli.agreements_shown import terminal
from service.cli.as_yourself import AsYourself, add_url
from service.cli.oversight_shown import clock, table

PATH = "/v1/emergencies"


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb with its steps."""
    parser = verbs.add_parser("emergencies", help="emergencies that were declared: list, show, agree, decline")
    steps = parser.add_subparsers(title="steps", metavar="STEP", required=True)
    listing = steps.add_parser("list", help="those that wait for you; for an IG lead, all of the agency's people")
    listing.set_defaults(carry_out=_list)
    for name, carry_out, what in (
        ("show", _show, "read one with its reason, before you answer it"),
        ("agree", _agree, "agree as the second person: its minutes begin"),
        ("decline", _decline, "do not agree: nothing is opened"),
    ):
        step = steps.add_parser(name, help=what)
        step.add_argument("number", type=int, help="the number of the emergency in the list")
        step.set_defaults(carry_out=carry_out)
    for step in steps.choices.values():
        add_url(step)


async def _list(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        rows = await service.get(PATH)
    if options.json:
        return _as_json(rows)
    terminal().print(_listed(rows) if rows else "No emergency waits for you.")
    return 0


async def _show(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        row = await service.get(f"{PATH}/{options.number}")
    return _as_json(row) if options.json else _tell(row)


async def _agree(options: argparse.Namespace) -> int:
    return await _answer(options, agrees=True)


async def _decline(options: argparse.Namespace) -> int:
    return await _answer(options, agrees=False)


async def _answer(options: argparse.Namespace, *, agrees: bool) -> int:
    async with AsYourself(options) as service:
        row = await service.post(f"{PATH}/{options.number}/answer", {"agrees": agrees})
    if options.json:
        return _as_json(row)
    print(
        f"Emergency {row['number']} is open until {clock(row['until'])}. Whoever declared it asks again now."
        if agrees
        else f"Emergency {row['number']} is declined. Nothing is opened, and your IG lead is told."
    )
    return 0


def _listed(rows: list[dict[str, Any]]) -> Table:
    return table(
        "Emergencies",
        ("number", "state and ground", "who, and what for", "declared, until (UTC)", "opened", "whose"),
        [
            (
                one["number"], f"{one['state']}\n{one['ground']}", f"{one['staff']}\n{one['role']}\n{one['purpose']}",
                f"{clock(one['declared_at'])}\n{clock(one['until'])}", one["uses"], "\n".join(one["owners"]),
            )
            for one in rows
        ],
    )  # fmt: skip


def _tell(row: dict[str, Any]) -> int:
    print(f"Emergency {row['number']} ({row['ground']}), {row['state']}, for {row['purpose']}.")
    print(f"Declared by {row['staff']} ({row['role']}) at {clock(row['declared_at'])}; until {clock(row['until'])}.")
    print(f"Their reason: {row['reason']}")
    return 0


def _as_json(reply: object) -> int:
    print(json.dumps(reply, ensure_ascii=False, indent=2))
    return 0
