"""`service agreements verify`: who signed, when, whether each signature counts, and who is still missing."""

import argparse
import json
from pathlib import Path

from rich.markup import escape

from isa.examining import Examination, examine
from isa.vocabulary import load_vocabulary
from service.cli.agreements_given import (
    add_action,
    add_json,
    add_trust_options,
    need_trust,
    read_file,
    refusals,
    sentence,
)
from service.cli.agreements_shown import AMBER, GREEN, RED, coloured, table, terminal
from service.clock import SystemClock


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    example = "verify lancs-isa-0110.jws.json --trust-list trust-list.jws.json --root-key root.pub"
    parser = add_action(actions, "verify", "say who signed, what each signature is worth, and who is missing", example)
    parser.add_argument("file", type=Path, metavar="ENVELOPE", help="the signed file")
    add_trust_options(parser)
    add_json(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Examine it; 0 only where everybody signed and nothing is wrong."""
    trust = need_trust(options)
    with refusals():
        found = examine(read_file(options.file), trust, load_vocabulary(), SystemClock().today())
    if options.json:
        print(json.dumps(_document(found), indent=2))
    else:
        _show(found)
    return 0 if found.whole else 1


def _document(found: Examination) -> dict[str, object]:
    return {
        "whole": found.whole,
        "id": found.agreement.isa_id if found.agreement else "",
        "version": found.agreement.version if found.agreement else "",
        "digest": found.digest,
        "faults": [str(fault) for fault in found.faults],
        "signatures": [
            {
                "party": one.party,
                "office": one.office,
                "person": one.person,
                "signed_on": one.signed_on.isoformat() if one.signed_on else "",
                "good": one.good,
                "code": one.code,
                "advice": one.advice,
            }
            for one in found.signatures
        ],
        "awaits": [{"party": party, "office": office} for party, office in found.awaits],
    }


def _show(found: Examination) -> None:
    title = f"{found.agreement.isa_id} {found.agreement.version}" if found.agreement else "A document with faults"
    headings = ("party", "office", "person", "signed", "good", "why not")
    rows = table(f"{title}, {found.digest}", headings, whole=("party", "office", "signed", "good"))
    for one in found.signatures:
        good = coloured("yes", GREEN) if one.good else coloured("no", RED)
        day = one.signed_on.isoformat() if one.signed_on else ""
        who = (escape(said or "?") for said in (one.party, one.office, one.person))
        rows.add_row(*who, day, good, escape(sentence(one.advice)))
    for party, office in found.awaits:
        rows.add_row(party, office, "", "", coloured("awaited", AMBER), "Has not signed yet.")
    console = terminal()
    console.print(rows)
    for fault in found.faults:
        console.print(f"  {fault}", markup=False, soft_wrap=True)
    console.print("Everybody has signed." if found.whole else "It shares nothing until everybody has signed, and well.")
