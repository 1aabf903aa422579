"""`service oversight access-…`: a subject access request, from the running service, as yourself.

`access-new` gathers what was told of a person, `access-decide` decides what they are told, `access-release` writes it.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from service.cli.agreements_shown import terminal
from service.cli.as_yourself import AsYourself
from service.cli.oversight_shown import table
from service.cli.places import check_writable
from service.errors import NotAcceptable, ReasonCode
from service.oversight.access.page import page_of
from service.oversight.access.words import EXEMPTIONS

PATH = "/v1/access-requests"


def add_access(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the actions."""
    listing = actions.add_parser("access-requests", help="subject access requests to your agency, due first")
    listing.add_argument("--released", action="store_true", help="those that were released")
    listing.set_defaults(carry_out=_list)
    new = actions.add_parser("access-new", help="gather what was told of a person who asks")
    new.add_argument("pseudonym", help="from an entry of the log")
    new.add_argument("--received", required=True, metavar="DAY", help="when the request came, as 2026-11-20")
    new.set_defaults(carry_out=_new)
    show = actions.add_parser("access-show", help="one request, with its items")
    decide = actions.add_parser("access-decide", help="decide what the person is told")
    release = actions.add_parser("access-release", help="release what was decided to be told, into a file")
    for action in (show, decide, release):
        action.add_argument("number", type=int)
    for action in (decide, release):
        action.add_argument("--version", type=int, required=True, help="of the request, as you looked at it")
    decide.add_argument("--disclose", type=int, nargs="*", default=[], metavar="ITEM", help="tell them of these")
    decide.add_argument("--withhold", type=int, nargs="*", default=[], metavar="ITEM", help="do not tell them of these")
    decide.add_argument("--exemption", default="", choices=("", *EXEMPTIONS), help="why those are withheld")
    release.add_argument("--to", type=Path, required=True, help="the file: .html for a page, else JSON")
    release.add_argument("--silent", action="store_true", help="do not say that anything is left out")
    show.set_defaults(carry_out=_show)
    decide.set_defaults(carry_out=_decide)
    release.set_defaults(carry_out=_release)


async def _list(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        rows = await service.get(PATH, state="released" if options.released else "review")
    if options.json:
        return _as_json(rows)
    cells = [(one["number"], one["due"], one["route"], ", ".join(one["flags"]), one["version"]) for one in rows]
    shown = table("Access requests", ("number", "due", "route", "look at", "version"), cells)
    terminal().print(shown if rows else "There are no access requests.")
    return 0


async def _new(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        found = await service.post(PATH, {"subject": options.pseudonym, "received": options.received})
    return _shown(found, options)


async def _show(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        found = await service.get(f"{PATH}/{options.number}")
    return _shown(found, options)


async def _decide(options: argparse.Namespace) -> int:
    if options.withhold and not options.exemption:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "Say why with --exemption: what is withheld needs an exemption.")
    decisions = [{"number": one, "decision": "disclose"} for one in options.disclose]
    decisions += [{"number": one, "decision": "withhold", "exemption": options.exemption} for one in options.withhold]
    async with AsYourself(options) as service:
        found = await service.post(
            f"{PATH}/{options.number}/decisions", {"version": options.version, "decisions": decisions}
        )
    return _shown(found, options)


async def _release(options: argparse.Namespace) -> int:
    check_writable(options.to)
    body = {"version": options.version, "says_withheld": not options.silent}
    async with AsYourself(options) as service:
        pack = await service.post(f"{PATH}/{options.number}/release", body)
    text = json.dumps(pack, ensure_ascii=False, indent=2)
    options.to.write_text(page_of(text.encode()) if options.to.suffix == ".html" else text, encoding="utf-8")
    options.to.chmod(0o600)
    if options.json:
        return _as_json({"written": str(options.to), "disclosures": len(pack["disclosures"])})
    print(f"Written to {options.to}: {len(pack['disclosures'])} disclosures. It is not shown again: keep it safe.")
    return 0


def _shown(found: dict[str, Any], options: argparse.Namespace) -> int:
    if options.json:
        return _as_json(found)
    request = found["request"]
    print(f"Request {request['number']}, version {request['version']}, due {request['due']}: {request['route']}.")
    if request["route"] == "exemption_review" and request["state"] == "review":
        print(f"Somebody else of your agency decides it. Look at: {', '.join(request['flags'])}.")
    rows = [_cells(one) for one in found["items"]]
    headings = ("item", "UTC", "who was told", "what for", "of what", "look at", "decided")
    terminal().print(table("Items", headings, rows) if rows else "Nothing was told of this person.")
    return 0


def _cells(one: dict[str, Any]) -> tuple[object, ...]:
    content = one["content"] or {"at": "", "agency": "", "role": "", "purpose": "", "services": []}
    decided = " ".join(word for word in (one["decision"], one["exemption"]) if word)
    return (one["number"], content["at"], f"{content['agency']}\n{content['role']}", content["purpose"],
            "\n".join(content["services"]), ", ".join(one["flags"]), decided)  # fmt: skip


def _as_json(reply: object) -> int:
    print(json.dumps(reply, ensure_ascii=False, indent=2))
    return 0
