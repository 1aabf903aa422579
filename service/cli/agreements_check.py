"""`service agreements check`: what is wrong with a document, line by line, before anybody signs it."""

import argparse
import dataclasses
import json
from pathlib import Path

from rich.markup import escape

from isa.agreement import Agreement, AgreementRefused, Fault
from isa.canonical import digest, parse
from isa.checks import required_offices
from isa.reading import read_agreement
from isa.vocabulary import load_vocabulary
from service.cli.agreements_given import add_action, add_json, read_file
from service.cli.agreements_shown import table, terminal


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = add_action(
        actions, "check", "say what is wrong with a document, line by line", "check lancs-isa-0110.json"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the document")
    add_json(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Check it; 1 where it has faults."""
    text, words = read_file(options.file), load_vocabulary()
    try:
        agreement = read_agreement(text, words)
    except AgreementRefused as refused:
        _show_faults(options, refused.faults)
        return 1
    offices = sorted({(one.party, one.office) for one in agreement.signatories} | required_offices(agreement, words))
    _show_good(options, agreement, digest(parse(text)), offices)
    return 0


def _show_faults(options: argparse.Namespace, faults: tuple[Fault, ...]) -> None:
    if options.json:
        print(json.dumps({"good": False, "faults": [dataclasses.asdict(one) for one in faults]}, indent=2))
        return
    found = table(
        f"{len(faults)} to mend in {escape(options.file.name)}",
        ("line", "where", "what to do"),
        whole=("line", "where"),
    )
    for one in faults:
        found.add_row(str(one.line or ""), escape(one.path), escape(one.advice))
    terminal().print(found)


def _show_good(options: argparse.Namespace, agreement: Agreement, name: str, offices: list[tuple[str, str]]) -> None:
    if options.json:
        shown = {"good": True, "id": agreement.isa_id, "version": agreement.version, "digest": name}
        print(json.dumps(shown | {"signatories": [list(one) for one in offices], "faults": []}, indent=2))
        return
    print(f"{agreement.isa_id} {agreement.version} holds together. Its digest is {name}.")
    print("To be signed by: " + "; ".join(f"the {office} of {party}" for party, office in offices) + ".")
