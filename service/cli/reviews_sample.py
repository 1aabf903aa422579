"""`service reviews sample`: what was drawn by lot; and, with `--check`, the same drawn again from what is published."""

import argparse
import json
from pathlib import Path

from audit.note import NoteRefused, Verifier, parse_vkey
from audit.verify_given import note_in
from audit.witness.lots import draws
from audit.witness.policy import PolicyRefused, read_policy
from service.cli.agreements_shown import terminal
from service.cli.as_yourself import AsYourself
from service.cli.log_lots import read_lots
from service.cli.oversight_shown import table
from service.errors import NotAcceptable, ReasonCode
from service.oversight.anomalies.checking import Check, check
from service.oversight.anomalies.published_lots import Witnessed
from service.settings import read_settings_to_look


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = actions.add_parser("sample", help="what was drawn by lot; --check draws it again from an export")
    parser.add_argument(
        "--check", type=Path, metavar="EXPORT", help="the folder of an exported log: draw from it again"
    )
    parser.add_argument("--key", help="with --check: the log's public key, or a file that holds it")
    parser.add_argument("--against", type=Path, metavar="FILE", help="with --check: what `sample --json` printed")
    parser.add_argument("--agency", default="", help="with --check: only of one agency's people")
    witnessed = parser.add_argument_group("with --check, where witnesses watch the log")
    witnessed.add_argument("--lots", type=Path, metavar="FILE", help="what `service log export --lots` wrote")
    witnessed.add_argument(
        "--witness-policy", type=Path, metavar="FILE", help="whose cosignatures draw, as for python -m audit verify"
    )
    witnessed.add_argument(
        "--known",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a receipt or checkpoint kept elsewhere, such as a witness's own memory; may be given again",
    )
    witnessed.add_argument(
        "--witnessed-since", type=int, default=0, metavar="ENTRIES", help="how many entries there were before witnesses"
    )
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Print the sample; with `--check` 1 where the export is not sound, or what it is held against is another."""
    if options.check is not None:
        return _check(options)
    async with AsYourself(options) as service:
        rows = await service.get("/v1/reviews/sample")
    if options.json:
        print(json.dumps(rows, indent=2))
        return 0
    cells = [(one["name"], one["review"], one["state"], one["verdict"], one["why"]) for one in rows]
    shown = table("Drawn by lot", ("entry", "review", "state", "verdict", "by which lot"), cells)
    terminal().print(shown if cells else "Nothing was drawn yet: lots are drawn from 64 entries of the log at a time.")
    return 0


def _check(options: argparse.Namespace) -> int:
    key = _key(options.key)
    claimed = _claimed(options.against, key) if options.against else None
    found = check(options.check, key, options.agency, claimed, _witnessed(options))
    if options.json:
        print(json.dumps(_document(found), indent=2))
    else:
        _print(found)
    return 0 if found.sound else 1


def _print(found: Check) -> None:
    cells = [
        (one.entry, one.agency, f"1 in {one.one_in}", f"{one.size}: {one.root.hex()}", " ".join(one.by) or "the root")
        for one in found.drawn
    ]
    if cells:
        headings = ("entry", "agency", "how many", "by the root of", "drawn by")
        terminal().print(table("Drawn again", headings, cells))
    print(f"{len(found.drawn)} of {found.enquiries} enquiries are drawn, from the first {found.size} entries.")
    if found.waiting:
        print(f"{found.waiting} full blocks of 64 entries wait for witnesses.")
    for sentence in (*found.faults, *found.remarks):
        print(sentence)


def _document(found: Check) -> dict[str, object]:
    drawn = [
        {
            "entry": one.entry,
            "agency": one.agency,
            "one_in": one.one_in,
            "size": one.size,
            "root": one.root.hex(),
            "by": list(one.by),
        }
        for one in found.drawn
    ]
    return {
        "sound": found.sound, "size": found.size, "waiting": found.waiting, "enquiries": found.enquiries,
        "drawn": drawn, "faults": list(found.faults), "remarks": list(found.remarks),
    }  # fmt: skip


def _witnessed(options: argparse.Namespace) -> Witnessed | None:
    """Whose cosignatures draw; None where none are given.

    Raises:
        NotAcceptable: only half of what it takes was given, or it cannot be read.
    """
    if options.lots is None and options.witness_policy is None:
        return None
    if options.lots is None or options.witness_policy is None:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "Give both --lots FILE and --witness-policy FILE, or neither.")
    try:
        policy = read_policy(options.witness_policy)
        known = [note_in(path) for path in options.known]
    except PolicyRefused as error:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{error}") from None
    except (OSError, ValueError, KeyError, TypeError):
        advice = "What is --known must be a receipt or a checkpoint of this log."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice) from None
    if not draws(policy):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "This witness policy asks for nobody: leave it and --lots out.")
    return Witnessed(policy, read_lots(options.lots), known, options.witnessed_since)


def _key(given: str | None) -> Verifier:
    """The public key that was given; else this service's own.

    Raises:
        NotAcceptable: there is none that can be read.
    """
    path = Path(given) if given else read_settings_to_look().verification_key_path
    try:
        return parse_vkey(path.read_text().strip() if path.is_file() else (given or "").strip())
    except (NoteRefused, OSError, UnicodeDecodeError):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "Give the log's public key with --key: log.vkey.") from None


def _claimed(path: Path, log: Verifier) -> set[int]:
    """The indices in this log of what a queue says was drawn; what it says of logs of other years is left out."""
    year = log.name.rpartition("/")[2]
    try:
        names = [str(one["name"]).rpartition("-") for one in json.loads(path.read_text(encoding="utf-8"))]
        return {int(index) for label, _, index in names if label in ("", year)}
    except (OSError, ValueError, TypeError, KeyError):
        advice = f"{path.name} is not what `service reviews sample --json` printed."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice) from None
