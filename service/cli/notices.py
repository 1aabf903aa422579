"""`service notices`: what an IG lead's agency is told, and that it was seen; from the running service, as yourself."""

import argparse
import json

from service.cli.agreements_shown import terminal
from service.cli.as_yourself import AsYourself, add_url
from service.cli.oversight_shown import clock, table

PATH = "/v1/notices"


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb with its steps."""
    parser = verbs.add_parser("notices", help="for IG leads: what your agency is told; say that you have seen it")
    steps = parser.add_subparsers(title="steps", metavar="STEP", required=True)
    listing = steps.add_parser("list", help="notices that nobody has seen yet, oldest first")
    listing.add_argument("--seen", action="store_true", help="those that somebody has seen")
    listing.add_argument("--limit", type=int, default=50, help="how many to list (50)")
    listing.set_defaults(carry_out=_list)
    seen = steps.add_parser("seen", help="you have seen one")
    seen.add_argument("number", type=int, help="the number of the notice in the list")
    seen.set_defaults(carry_out=_seen)
    for step in steps.choices.values():
        add_url(step)


async def _list(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        rows = await service.get(PATH, state="seen" if options.seen else "new", limit=options.limit)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    cells = [(one["number"], clock(one["at"]), one["kind"], one["text"], ", ".join(one["pass_on_to"])) for one in rows]
    shown = table("Notices", ("number", "at (UTC)", "kind", "what it says", "pass on to"), cells)
    terminal().print(shown if rows else "There are no notices.")
    return 0


async def _seen(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        row = await service.post(f"{PATH}/{options.number}/seen")
    print(json.dumps(row, ensure_ascii=False, indent=2) if options.json else f"Notice {row['number']} is seen.")
    return 0
