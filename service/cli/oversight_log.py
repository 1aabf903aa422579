"""`service oversight disclosures`, `own-records`, `operations`, `history`; `own-access`: the log from several sides.

From the running service, as yourself: each reading is an entry under your name.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

from service.cli.agreements_shown import terminal
from service.cli.as_yourself import AsYourself
from service.cli.oversight_shown import clock, table
from service.errors import NotAcceptable, ReasonCode
from service.oversight.operations import OPERATIONS

_TEXTS: Final = {
    "type": "the kind of entry, such as enquiry.answered",
    "agency": "the asker's",
    "provider": "whose record was told of",
    "staff": "a pseudonym",
    "subject": "a person's pseudonym",
    "purpose": "such as safeguard_child",
    "agreement": "LANCS-ISA-0042, or with a space and a version",
}


def add_log(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the actions that read the log."""
    listing = actions.add_parser("disclosures", help="the disclosure log, by any filter")
    for name, words in _TEXTS.items():
        listing.add_argument(f"--{name}", default="", help=words)
    listing.add_argument("--level", type=int, default=0, choices=range(5), help="told at this level")
    listing.add_argument("--denied", action="store_true", help="what people of your agency were denied")
    listing.add_argument("--break-glass", action="store_true", help="where an emergency was declared")
    listing.set_defaults(carry_out=_disclosures)
    own = actions.add_parser("own-records", help="what others were told of your agency's records")
    own.set_defaults(carry_out=_own_records)
    operations = actions.add_parser("operations", help="the six operations of DPA 2018 s.62: when, who, to whom")
    operations.add_argument("--operation", default="", choices=("", *OPERATIONS), help="one of them")
    operations.set_defaults(carry_out=_operations)
    for action in (listing, own, operations):
        _add_range(action)
    mine = actions.add_parser("own-access", help="what you did yourself; for anyone who can sign in")
    mine.set_defaults(carry_out=_own_access)
    for action in (listing, own, operations, mine):
        action.add_argument("--before", type=int, help="only entries with a lower number")
        action.add_argument("--limit", type=int, default=50, help="how many (50)")
    history = actions.add_parser("history", help="everything that was told of one person")
    history.add_argument("pseudonym", help="from an entry of the log")
    history.set_defaults(carry_out=_history)


def _add_range(action: argparse.ArgumentParser) -> None:
    action.add_argument("--since", default="", metavar="DAY", help="from this day on, as 2026-11-20 (UTC)")
    action.add_argument("--until", default="", metavar="DAY", help="before this day")


async def _disclosures(options: argparse.Namespace) -> int:
    query = {name: getattr(options, name) for name in _TEXTS if getattr(options, name)}
    query |= {"level": options.level, "denied": options.denied, "break_glass": options.break_glass}
    headings = ("entry", "UTC", "what", "who", "what for", "whose record", "by which agreement")
    return await _list(options, "/v1/disclosures", query, "The disclosure log, newest first", headings, _disclosure)


async def _own_records(options: argparse.Namespace) -> int:
    headings = ("entry", "UTC", "who", "what for", "of what", "level")
    return await _list(
        options, "/v1/disclosures/own-records", {}, "What was told of your records", headings, _own_record
    )


async def _operations(options: argparse.Namespace) -> int:
    headings = ("entry", "operation", "UTC", "who", "of", "to whom")
    query = {"operation": options.operation}
    title = "Operations (DPA 2018 s.62)"
    return await _list(options, "/v1/disclosures/operations", query, title, headings, _operation)


async def _own_access(options: argparse.Namespace) -> int:
    headings = ("entry", "UTC", "what", "what for", "level", "agencies")
    return await _list(options, "/v1/own-access", {}, "What you did yourself", headings, _own)


async def _history(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        found = await service.get(f"/v1/subjects/{options.pseudonym}/history")
    if options.json:
        return _as_json(found)
    rows = [
        (one["entry"]["index"], _at(one["entry"]), f"{one['entry']['role']}\n{one['entry']['agency']}",
         one["entry"]["purpose"], one["level"], "\n".join(card["provider"] or "not named" for card in one["cards"]),
         f"{one['told_as']}{', since parted' if one['corrected'] else ''}")
        for one in found["told"]
    ]  # fmt: skip
    headings = ("entry", "UTC", "who", "what for", "level", "of whose record", "as")
    shown = table(f"What was told of {found['pseudonym']}", headings, rows)
    terminal().print(shown if rows else "Nothing was told of this person.")
    if found["sought"]:
        print(f"Your people asked {len(found['sought'])} times more and were shown nothing: see --json.")
    return 0


async def _list(
    options: argparse.Namespace,
    path: str,
    query: dict[str, object],
    title: str,
    headings: Sequence[str],
    cells: Callable[[dict[str, Any]], Sequence[object]],
) -> int:
    """Ask, and show a table; or say that there is nothing."""
    asked = query | {"limit": options.limit} | _range(options)
    if options.before is not None:
        asked["before"] = options.before
    async with AsYourself(options) as service:
        rows = await service.get(path, **asked)
    if options.json:
        return _as_json(rows)
    terminal().print(table(title, headings, map(cells, rows)) if rows else "There is nothing of the kind.")
    return 0


def _range(options: argparse.Namespace) -> dict[str, int]:
    given = {name: getattr(options, name, "") for name in ("since", "until")}
    return {name: _seconds(name, day) for name, day in given.items() if day}


def _seconds(name: str, day: str) -> int:
    try:
        return int(datetime.combine(date.fromisoformat(day), time(), UTC).timestamp())
    except ValueError:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"--{name} must be a day, as 2026-11-20.") from None


def _at(entry: dict[str, Any]) -> str:
    return clock(entry["time"] // 1_000_000)


def _who(entry: dict[str, Any]) -> str:
    return "\n".join((entry["staff"], entry["role"], entry["agency"]))


def _disclosure(one: dict[str, Any]) -> Sequence[object]:
    what = one["type"] + (f"\nlevel {one['level']}" if one["level"] else "")
    return (one["index"], _at(one), what, _who(one), one["purpose"], "\n".join(one["providers"]),
            "\n".join(one["agreements"]))  # fmt: skip


def _own_record(one: dict[str, Any]) -> Sequence[object]:
    kinds = "\n".join(sorted({card["record_type"] for card in one["cards"]}))
    level = max((card["level"] for card in one["cards"]), default="")
    return one["entry"], _at(one), _who(one), one["purpose"], kinds, level


def _operation(one: dict[str, Any]) -> Sequence[object]:
    return one["entry"], one["operation"], _at(one), one["staff"], one["agency"], "\n".join(one["recipients"])


def _own(one: dict[str, Any]) -> Sequence[object]:
    return one["entry"], _at(one), one["type"], one["purpose"], one["level"] or "", "\n".join(one["agencies"])


def _as_json(reply: object) -> int:
    print(json.dumps(reply, ensure_ascii=False, indent=2))
    return 0
