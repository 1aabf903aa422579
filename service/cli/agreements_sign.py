"""`service agreements sign`: one person signs one document. People sign one by one, on machines of their own."""

import argparse
import json
import sys
from pathlib import Path

from isa.canonical import digest, parse
from isa.jws import Envelope, Signer, key_id, read_envelope
from isa.placing import replace_file
from isa.signing import add_signature, check_may_sign, sign
from isa.trust import TrustList
from isa.vocabulary import load_vocabulary
from service.cli.agreements_given import (
    add_action,
    add_json,
    add_signer_options,
    add_trust_options,
    read_day,
    read_file,
    read_signer,
    read_trust,
    refusals,
)
from service.cli.places import check_writable
from service.clock import SystemClock
from service.errors import NotAcceptable, ReasonCode


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    example = "sign lancs-isa-0110.json --key siro.pem --into lancs-isa-0110.jws.json"
    parser = add_action(actions, "sign", "sign a document, beside those who signed it before", example)
    parser.add_argument("file", type=Path, metavar="FILE", help="the document, as you have read it")
    parser.add_argument(
        "--into", "--out", type=Path, required=True, metavar="ENVELOPE", help="the signed file; made or added to"
    )
    parser.add_argument("--on", help="the day of signing (today)")
    add_signer_options(parser)
    add_trust_options(parser)
    add_json(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Sign it once; nothing is written unless all holds."""
    text = read_file(options.file)
    check_writable(options.into)
    trust = read_trust(options)
    on = read_day(options.on)
    if on > SystemClock().today():
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "--on is yet to come. Sign with the day on which you sign.")
    signer = read_signer(options)
    with refusals():
        if trust is not None:
            check_may_sign(text, signer, on, trust, load_vocabulary())
        signed = _signed(options, text, signer, trust)
        replace_file(options.into, signed.model_dump_json().encode())
    _say(options, text, signer, signed, known=trust is not None)
    return 0


def _signed(options: argparse.Namespace, text: bytes, signer: Signer, trust: TrustList | None) -> Envelope:
    on, words = read_day(options.on), load_vocabulary()
    if not options.into.exists():
        return sign(text, signer, on, words)
    return add_signature(text, read_envelope(read_file(options.into)), signer, on, words, trust=trust)


def _say(options: argparse.Namespace, text: bytes, signer: Signer, signed: Envelope, *, known: bool) -> None:
    name, count = digest(parse(text)), len(signed.signatures)
    if not known:
        print("No trust list is here, so nobody checked whose key it is: `verify` will.", file=sys.stderr)
    if options.json:
        shown = {"into": str(options.into), "digest": name, "signatures": count, "key": key_id(signer.public_key())}
        print(json.dumps(shown, indent=2))
        return
    print(f"Signed: {name}. {options.into} carries {count} signature{'s' if count != 1 else ''}.")
    print(f"See who is still missing: service agreements verify {options.into}")
