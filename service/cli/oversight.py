"""`service oversight`: for IG leads: the log, alerts, access requests; stopping something while it runs.

It asks the running service as yourself: each reading and each decision stands under your name in the log.
"""

import argparse
import json
from typing import get_args

from isa.register import Subject
from service.cli.agreements_shown import terminal
from service.cli.as_yourself import AsYourself, add_url
from service.cli.oversight_access import add_access
from service.cli.oversight_log import add_log
from service.cli.oversight_shown import clock, table


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb with its actions."""
    parser = verbs.add_parser("oversight", help="for IG leads: the log, alerts; stop something")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    alerts = actions.add_parser("alerts", help="enquiries that showed their asker nothing, counted")
    alerts.add_argument("--seen", type=int, metavar="ENTRY", help="you have looked into those up to this entry")
    alerts.set_defaults(carry_out=_alerts)
    _add_stops(actions)
    add_log(actions)
    add_access(actions)
    for action in actions.choices.values():
        add_url(action)


def _add_stops(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    listed = actions.add_parser("suspensions", help="what is stopped now")
    listed.set_defaults(carry_out=_suspensions)
    for name, what in (("suspend", "stop something at once"), ("resume", "let something run again")):
        action = actions.add_parser(name, help=what)
        action.add_argument("subject", choices=get_args(Subject))
        action.add_argument("name", help="LANCS-ISA-0042, LANCS-ISA-0042/R2, police:04, or a staff pseudonym")
        action.add_argument("--reason", required=True, help="why; it stays readable, so name no person")
        action.set_defaults(carry_out=_stop if name == "suspend" else _resume)


async def _alerts(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        if options.seen is not None:
            reply = await service.post("/v1/alerts/seen", {"up_to": options.seen})
            return _as_json(reply) if options.json else _say(f"{reply['seen']} alerts are seen.")
        reply = await service.get("/v1/alerts")
    if options.json:
        return _as_json(reply)
    counts = [(one["kind"], one["staff"], one["role"], one["alerts"], clock(one["newest"])) for one in reply["counts"]]
    shown = table("Alerts", ("kind", "who", "role", "how many", "the newest (UTC)"), counts)
    terminal().print(shown if counts else "There are no alerts.")
    return 0


async def _suspensions(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        rows = await service.get("/v1/agreements/suspensions")
    if options.json:
        return _as_json(rows)
    cells = [(one["subject"], one["name"], clock(one["since"]), one["by"], one["reason"]) for one in rows]
    terminal().print(table("Suspended", ("what", "name", "since (UTC)", "by", "why"), cells) if rows else "Nothing is.")
    return 0


async def _stop(options: argparse.Namespace) -> int:
    return await _change(options, "/v1/agreements/suspensions", "is suspended, from the next decision on")


async def _resume(options: argparse.Namespace) -> int:
    return await _change(options, "/v1/agreements/resumptions", "runs again, from the next decision on")


async def _change(options: argparse.Namespace, path: str, outcome: str) -> int:
    body = {"subject": options.subject, "name": options.name, "reason": options.reason}
    async with AsYourself(options) as service:
        row = await service.post(path, body)
    return _as_json(row) if options.json else _say(f"The {row['subject']} {row['name']} {outcome}.")


def _as_json(reply: object) -> int:
    print(json.dumps(reply, ensure_ascii=False, indent=2))
    return 0


def _say(sentence: str) -> int:
    print(sentence)
    return 0
