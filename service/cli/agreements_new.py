"""`service agreements new`: a document to fill in, with a mark wherever somebody has to write."""

import argparse
import json
import re
from pathlib import Path

from isa.document.forms import AGENCY, AGREEMENT, EXAMPLES
from isa.placing import place_new_file
from isa.skeleton import skeleton
from isa.vocabulary import Vocabulary, load_vocabulary
from service.cli.agreements_given import add_action, add_json, refusals
from service.cli.places import check_writable
from service.clock import SystemClock
from service.errors import NotAcceptable, ReasonCode


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    example = (
        "new --id LANCS-ISA-0110 --title 'School nurses and Family Hubs' \\\n"
        "      --parties ods:RXL,gss:E06000009 --purposes early_help_coordination --out lancs-isa-0110.json"
    )
    parser = add_action(actions, "new", "write the skeleton of an agreement, to fill in", example)
    parser.add_argument("--id", required=True, help="its id, such as LANCS-ISA-0110")
    parser.add_argument("--title", required=True, help="what people call it")
    parser.add_argument("--parties", required=True, help="police:04,gss:E06000009: two or more, with commas")
    parser.add_argument("--purposes", required=True, help="codes of the vocabulary, with commas")
    parser.add_argument("--tier", choices=["charter", "isa", "flow"], default="isa", help="what it is (isa)")
    parser.add_argument("--out", type=Path, required=True, help="the file to write; one that is there is left alone")
    add_json(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Write it and say what comes next."""
    words = load_vocabulary()
    parties = [part.strip() for part in options.parties.split(",")]
    purposes = [part.strip() for part in options.purposes.split(",")]
    _check(options.id, parties, purposes, words)
    check_writable(options.out)
    text = skeleton(options.id, options.title, parties, purposes, options.tier, SystemClock().today(), words)
    with refusals():
        place_new_file(options.out, text.encode())
    marks = text.count("[WRITE]")
    if options.json:
        print(json.dumps({"written": str(options.out), "marks": marks}, indent=2))
        return 0
    print(
        f"{options.out} has {marks} places marked [WRITE]. Fill them in, then: service agreements check {options.out}"
    )
    return 0


def _check(isa_id: str, parties: list[str], purposes: list[str], words: Vocabulary) -> None:
    """Refuse what no document could be signed with.

    Raises:
        NotAcceptable: an id is not written as ids are, a party stands twice, or a purpose is unknown.
    """
    if not re.fullmatch(AGREEMENT, isa_id):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"--id must be {EXAMPLES[AGREEMENT]}.")
    if not all(re.fullmatch(AGENCY, one) for one in parties):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"Each of --parties must be {EXAMPLES[AGENCY]}.")
    if len(set(parties)) != len(parties) or len(parties) < 2:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "--parties must name two agencies or more, each once.")
    unknown = [one for one in purposes if one not in words.purposes]
    if unknown:
        known = ", ".join(sorted(words.purposes))
        raise NotAcceptable(ReasonCode.PURPOSE_UNKNOWN, f"--purposes must be among: {known}.")
