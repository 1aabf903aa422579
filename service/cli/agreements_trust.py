"""`service agreements trust list|add|withdraw`: whose signatures count, as the partnership's root key says.

A new list is written whole and counts on from the last. Whoever runs a service puts it in the place of the old one; the
running service takes it up, and never goes back to an older one.
"""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Final

from rich.markup import escape

from isa.jws import Signer
from isa.placing import replace_file
from isa.trust import TrustEntry, TrustList, issue_trust_list, read_trust_entry, read_trust_list
from service.cli.agreements_given import (
    add_action,
    add_json,
    add_signer_options,
    add_trust_options,
    need_trust,
    read_day,
    read_file,
    read_signer,
    refusals,
)
from service.cli.agreements_shown import AMBER, GREEN, RED, coloured, table, terminal
from service.cli.places import check_writable
from service.clock import SystemClock
from service.errors import NotAcceptable, NotFound, ReasonCode

ENDING_DAYS = 60


_KEY_ID: Final = 43
"""The length of a key's id: 32 bytes in base64url (RFC 7638)."""


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the three actions."""
    parser = actions.add_parser("trust", help="list whose signatures count, add a key, or withdraw one")
    kinds = parser.add_subparsers(title="kinds", metavar="KIND", required=True)
    shown = add_action(kinds, "list", "list whose signatures count", "trust list")
    add_trust_options(shown)
    add_json(shown)
    shown.set_defaults(carry_out=carry_out)
    add = add_action(kinds, "add", "put keys on the trust list, with the root key", "trust add --key root.pem \\\n"
                     "      --entry siro.json --trust-list trust-list.jws.json")  # fmt: skip
    add.add_argument(
        "--entry", type=Path, action="append", required=True, help="what `key new` printed; repeat for more"
    )
    add.add_argument("--partnership", help="its name, where there is no list yet")
    add.set_defaults(carry_out=add_keys)
    withdraw = add_action(kinds, "withdraw", "take a key off the trust list, with the root key",
                          "trust withdraw --key root.pem --kid 4Jf…  --trust-list trust-list.jws.json")  # fmt: skip
    withdraw.add_argument("--kid", required=True, help="the key's id, as `trust list` shows it")
    withdraw.set_defaults(carry_out=withdraw_key)
    for issuing in (add, withdraw):
        issuing.add_argument("--trust-list", type=Path, required=True, help="the list, which is written anew")
        issuing.add_argument("--on", help="the day of issue (today)")
        add_signer_options(issuing)
        add_json(issuing)


async def carry_out(options: argparse.Namespace) -> int:
    """List the keys."""
    _show(need_trust(options), options)
    return 0


async def add_keys(options: argparse.Namespace) -> int:
    """Issue a list with more keys."""
    check_writable(options.trust_list)
    with refusals():
        entries = [read_trust_entry(read_file(path)) for path in options.entry]
    root = read_signer(options)
    last = _last(options.trust_list, root)
    if last is None and not options.partnership:
        advice = f"There is no list {options.trust_list} yet: name the --partnership to begin one."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    there = {entry.kid: entry for entry in (last.entries if last else ())}
    for entry in entries:
        if entry.kid in there:
            advice = f"The key {entry.kid} is on the list already. Nothing was changed."
            raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
        there[entry.kid] = entry
    _issue(options, root, last, tuple(there.values()), options.partnership)
    return 0


async def withdraw_key(options: argparse.Namespace) -> int:
    """Issue a list without a key. What that key alone has signed shares nothing from then on."""
    check_writable(options.trust_list)
    root = read_signer(options)
    last = _last(options.trust_list, root)
    kept = tuple(entry for entry in (last.entries if last else ()) if entry.kid != options.kid)
    if last is None or len(kept) == len(last.entries):
        raise NotFound(ReasonCode.NOT_FOUND, f"No key on {options.trust_list} has that id. See `trust list`.")
    _issue(options, root, last, kept, None)
    return 0


def _last(path: Path, root: Signer) -> TrustList | None:
    if not path.exists():
        return None
    with refusals():
        return read_trust_list(read_file(path), root.public_key())


def _issue(
    options: argparse.Namespace,
    root: Signer,
    last: TrustList | None,
    entries: tuple[TrustEntry, ...],
    partnership: str | None,
) -> None:
    on = read_day(options.on)
    if last is not None and on.isoformat() < last.issued_on:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"The last list is of {last.issued_on}: --on must not be before.")
    named = partnership or (last.partnership if last else "")
    with refusals():
        issued = issue_trust_list(root, named, entries, on, last.number + 1 if last else 1)
        text = issued.model_dump_json().encode()
        trust = read_trust_list(text, root.public_key())
        replace_file(options.trust_list, text)
    _show(trust, options)


def _show(trust: TrustList, options: argparse.Namespace) -> None:
    rows = [entry.model_dump(mode="json") for entry in trust.entries]
    if options.json:
        about = {"partnership": trust.partnership, "number": trust.number, "issued_on": trust.issued_on}
        print(json.dumps(about | {"digest": trust.digest, "entries": rows}, indent=2))
        return
    title = f"{trust.partnership}: list {trust.number} of {trust.issued_on}"
    found = table(title, ("party", "office", "may sign", "person and key"), whole=("party", "office"))
    found.columns[-1].min_width = _KEY_ID  # so that one line can be copied whole
    for entry in trust.entries:
        days = coloured(f"{entry.valid_from} to\n{entry.valid_to}", _colour(date.fromisoformat(entry.valid_to)))
        found.add_row(entry.party, entry.office, days, f"{escape(entry.person)}\n{entry.kid}")
    terminal().print(found)


def _colour(ends: date) -> str:
    left = (ends - SystemClock().today()).days
    return RED if left < 0 else AMBER if left < ENDING_DAYS else GREEN
