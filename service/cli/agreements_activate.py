"""`service agreements activate`: bring a signed document into force, in a service that runs too.

It is verified whole and held against everything that is there before anything is written; what it would change is
shown; then it is put in its place in one step. Nothing that stands is ever overwritten.
"""

import argparse
import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from isa.activation import Activation, place, plan
from isa.register import RegisterUnreadable, read_signed, read_suspensions
from isa.signing import VerifiedAgreement
from isa.trust import TrustList, read_newest
from isa.vocabulary import load_vocabulary
from service.agreements import open_agreements
from service.cli.agreements_given import add_action, add_json, read_file, read_root, refusals
from service.cli.agreements_noted import note
from service.cli.agreements_shown import difference_document, difference_lines
from service.clock import SystemClock
from service.errors import Misconfigured, NotAcceptable, ReasonCode
from service.settings import Settings, read_settings


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    example = "activate lancs-isa-0110.jws.json"
    parser = add_action(actions, "activate", "bring a signed document into force", example)
    parser.add_argument("file", type=Path, metavar="ENVELOPE", help="the signed file")
    parser.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")
    parser.add_argument("--stops-others", action="store_true", help="go on though other agreements stop by it")
    parser.add_argument(
        "--starts-others", action="store_true", help="go on though other agreements begin to share by it"
    )
    add_json(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Check, show, and place it; then write the log's entry."""
    settings = read_settings()
    envelope = read_file(options.file)
    with _alone(settings), refusals():
        planned = _planned(envelope, settings)
        _check_others(planned, options)
        if not options.dry_run:
            place(planned, envelope, settings.agreements_directory)
    _show(planned, options)
    if not options.dry_run:
        await _note(planned, settings)
    return 0


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One activation at a time: what was checked must still be so when the file is placed."""
    try:
        lock = (settings.directory / "agreements.lock").open("ab")
    except OSError as fault:
        advice = (
            f"{settings.directory} may not be written to: {fault.strerror}. Run this where the service's files are."
        )
        raise Misconfigured(ReasonCode.SETTINGS_REFUSED, advice) from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _planned(envelope: bytes, settings: Settings) -> Activation:
    words, trust = load_vocabulary(), _trust(settings)
    held = read_signed(settings.agreements_directory, trust, words)
    try:
        suspended = read_suspensions(settings.suspensions_path)
    except RegisterUnreadable as fault:
        raise Misconfigured(ReasonCode.AGREEMENT_REFUSED, f"The {fault}.") from None
    return plan(envelope, held, trust, words, SystemClock().today(), suspended)


def _trust(settings: Settings) -> TrustList:
    root = read_root(settings.root_key_path)
    return read_newest(read_file(settings.trust_list_path), root, settings.newest_trust_path, remember=False)


def _check_others(planned: Activation, options: argparse.Namespace) -> None:
    """What would fall with it must be wanted, and what would begin to share by it too.

    Raises:
        NotAcceptable: something would, and it was not said that it may.
    """
    if planned.stops and not options.stops_others:
        rows = "\n".join(f"  {_name(one.verified)}: {one.advice}" for one in planned.stops)
        advice = "These agreements would stop by it. If that is meant, say --stops-others."
        raise NotAcceptable(ReasonCode.AGREEMENT_REFUSED, f"{advice}\n{rows}")
    if planned.starts and not options.starts_others:
        rows = "\n".join(f"  {_name(one.verified)}" for one in planned.starts)
        advice = "These agreements would begin to share by it. Look at each; if that is meant, say --starts-others."
        raise NotAcceptable(ReasonCode.AGREEMENT_REFUSED, f"{advice}\n{rows}")


def _name(verified: VerifiedAgreement | None) -> str:
    return f"{verified.agreement.isa_id} {verified.agreement.version}" if verified else ""


def _show(planned: Activation, options: argparse.Namespace) -> None:
    agreement = planned.verified.agreement
    if options.json:
        shown = {
            "id": agreement.isa_id,
            "version": agreement.version,
            "digest": planned.verified.digest,
            "activated": not options.dry_run,
            "state": planned.listed.code.value,
            "advice": planned.listed.advice,
            "file": planned.file_name,
            "difference": difference_document(planned.difference),
            "stops": [_name(one.verified) for one in planned.stops],
            "starts": [_name(one.verified) for one in planned.starts],
        }
        print(json.dumps(shown, indent=2))
        return
    print(f"{agreement.isa_id} {agreement.version}: {agreement.title}")
    print(f"Against {_name(planned.replaces) or 'nothing: no version of it shares until then'}:")
    print("\n".join(difference_lines(planned.difference)))
    for one in planned.stops:
        print(f"Stops by it: {_name(one.verified)}: {one.advice}")
    for one in planned.starts:
        print(f"Begins to share by it: {_name(one.verified)}")
    print(f"{'It would be' if options.dry_run else 'It is'}: {planned.listed.code.value}, {planned.listed.advice}.")


async def _note(planned: Activation, settings: Settings) -> None:
    """The entry names the bundle that decides from now on."""
    agreement = planned.verified.agreement
    agreements = open_agreements(settings.model_copy(update={"policy_engine": "embedded"}), SystemClock())
    try:
        bundle = agreements.bundle_digest
    finally:
        await agreements.close()
    details = {
        "action": "activate",
        "subject": "agreement",
        "agreement": agreement.isa_id,
        "version": agreement.version,
        "digest": planned.verified.digest,
        "bundle": bundle,
    }
    await note(
        f"Brought into force: {_name(planned.verified)}. A service that runs takes it up at once.", details, settings
    )
