"""`service reviews`: for IG leads: the queue of what somebody should look at, and what came of it.

It asks the running service as yourself: each reading and each decision stands under your name in the log. To check a
sample (`sample --check`) nothing is asked of anybody: an export of the log is enough.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from rich.table import Table

from service.cli import reviews_sample, reviews_staff
from service.cli.agreements_shown import terminal
from service.cli.as_yourself import AsYourself, add_url
from service.cli.notes import note_from
from service.cli.oversight_shown import clock, table
from service.oversight.anomalies.words import TOLD, ReviewKind
from service.oversight.review_findings import Verdict


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb with its actions."""
    told = "for IG leads: what somebody should look at: list, show, decide, sample, measure"
    parser = verbs.add_parser("reviews", help=told)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="what is to be reviewed, what is due first")
    listing.add_argument("--decided", action="store_true", help="those that are decided")
    listing.add_argument("--kind", choices=[kind.value for kind in ReviewKind], help="only of one kind")
    listing.set_defaults(carry_out=_list)
    show = actions.add_parser("show", help="take a review for half an hour, and read it")
    show.add_argument("number", type=int, help="of the review, in the list")
    show.set_defaults(carry_out=_show)
    decide = actions.add_parser("decide", help="decide a review that you have taken")
    decide.add_argument("number", type=int, help="of the review, in the list")
    decide.add_argument("--verdict", required=True, choices=[one.value for one in Verdict])
    decide.add_argument("--version", type=int, required=True, help="of the review, as it was shown to you")
    decide.add_argument("--note-from", type=Path, help="a file with a note, or - to type it; it is sealed")
    decide.set_defaults(carry_out=_decide)
    measure = actions.add_parser("measure", help="how many reviews each kind makes a week, and what came of them")
    measure.add_argument("--weeks", type=int, default=4, help="how many weeks back (4)")
    measure.set_defaults(carry_out=_measure)
    reviews_sample.add_to(actions)
    for name in ("list", "show", "decide", "measure", "sample"):
        add_url(actions.choices[name])
    reviews_staff.add_to(actions)


async def _list(options: argparse.Namespace) -> int:
    kind = {"kind": options.kind} if options.kind else {}
    async with AsYourself(options) as service:
        rows = await service.get("/v1/reviews", state="decided" if options.decided else "open", **kind)
    if options.json:
        return _as_json(rows)
    terminal().print(_listed(rows) if rows else "There is nothing to review.")
    return 0


async def _show(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        row = await service.post(f"/v1/reviews/{options.number}/claim")
    if options.json:
        return _as_json(row)
    for line in _lines(row):
        print(line)
    return 0


async def _decide(options: argparse.Namespace) -> int:
    body = {"verdict": options.verdict, "version": options.version, "note": note_from(options.note_from)}
    async with AsYourself(options) as service:
        row = await service.post(f"/v1/reviews/{options.number}/decision", body)
    if options.json:
        return _as_json(row)
    print(f"Review {row['number']}: {row['verdict']}.")
    return 0


async def _measure(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        rows = await service.get("/v1/reviews/measure", weeks=options.weeks)
    if options.json:
        return _as_json(rows)
    names = ("reviews", "a_week", "open", "cleared", "concern", "misuse")
    cells = [(TOLD[ReviewKind(one["kind"])], *(one[name] for name in names)) for one in rows]
    headings = ("why", "reviews", "a week", "open", "cleared", "concern", "misuse")
    terminal().print(table(f"Reviews of the last {options.weeks} weeks", headings, cells))
    return 0


def _lines(row: dict[str, Any]) -> list[str]:
    """What an IG lead reads of a review that they have taken."""
    emergency = row["emergency"]
    why = row["why"] or TOLD[ReviewKind(row["kind"])].capitalize() + "."
    told = [
        f"Review {row['number']}, version {row['version']}, due {clock(row['due'])} UTC: {why}",
        f"{row['staff']} ({row['role']}) of {row['agency']}, for {row['purpose'] or 'no purpose'}.",
        f"Entries of the log: {', '.join(map(str, row['entries']))}.",
    ]
    if row["asked_about"] or row["case_reference"]:
        told.append(f"Asked about: {row['asked_about']}; case {row['case_reference'] or 'not named'}.")
    if emergency:
        told.append(f"Emergency {emergency['number']}: {emergency['ground']}, opened {emergency['uses']} answers.")
        told.append(f"Their reason: {emergency['reason']}")
    return told


def _listed(rows: list[dict[str, Any]]) -> Table:
    return table(
        "Reviews",
        ("number", "due (UTC)", "late", "why", "who, and what for", "verdict"),
        [
            (
                one["number"], clock(one["due"]), "LATE" if one["late"] else "", _why(one),
                f"{one['staff']}\n{one['role']}\n{one['purpose']}", one["verdict"],
            )
            for one in rows
        ],
    )  # fmt: skip


def _why(row: dict[str, Any]) -> str:
    ground = (row["emergency"] or {}).get("ground", "")
    return TOLD[ReviewKind(row["kind"])] + (f": {ground}" if ground else "")


def _as_json(reply: object) -> int:
    print(json.dumps(reply, ensure_ascii=False, indent=2))
    return 0
