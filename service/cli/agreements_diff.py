"""`service agreements diff`: what would change, in words, before anybody signs or brings into force."""

import argparse
import json
from pathlib import Path

from isa.difference import difference
from isa.vocabulary import load_vocabulary
from service.cli.agreements_given import add_action, add_json, read_document
from service.cli.agreements_shown import difference_document, difference_lines


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    example = "diff lancs-isa-0042-1.3.0.json lancs-isa-0042-1.4.0.json"
    parser = add_action(actions, "diff", "say what would newly be shared, and with whom, and what would close", example)
    parser.add_argument("old", type=Path, metavar="OLD", help="the document as it is, signed or not")
    parser.add_argument("new", type=Path, metavar="NEW", help="the document as it would be, signed or not")
    add_json(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Compare them. Signatures are not checked: `verify` does."""
    words = load_vocabulary()
    old, new = read_document(options.old, words), read_document(options.new, words)
    found = difference(old, new, words)
    if options.json:
        print(json.dumps(difference_document(found), indent=2))
        return 0
    print(f"From {found.old} to {found.new}")
    print("\n".join(difference_lines(found)))
    return 0
