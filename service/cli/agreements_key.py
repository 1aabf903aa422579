"""`service agreements key new|root`: a signatory's key, or the partnership's root key, in an encrypted file.

Each is made on its owner's own machine and never leaves it. What leaves is the public half: a signatory sends the entry
that is printed to the holder of the root key, who puts it on the trust list.
"""

import argparse
import json
import sys
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isa.keyfile import write_key_file
from isa.placing import place_new_file
from isa.trust import trust_entry
from service.cli.agreements_given import (
    add_action,
    add_passphrase_options,
    read_day,
    read_passphrase,
    refusals,
)
from service.cli.places import check_writable
from service.errors import NotAcceptable, ReasonCode

YEARS = 2


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the two actions."""
    parser = actions.add_parser("key", help="make a signatory's key, or the partnership's root key")
    kinds = parser.add_subparsers(title="kinds", metavar="KIND", required=True)
    example = "key new --out siro.pem --party police:04 --office SIRO --person 'A. Example'"
    new = add_action(kinds, "new", "make a signatory's key and print its entry for the trust list", example)
    new.add_argument("--out", type=Path, required=True, help="the key file to make; one that is there is left alone")
    new.add_argument("--party", required=True, help="the agency, such as police:04")
    new.add_argument("--office", required=True, help="SIRO, CaldicottGuardian or another office of the vocabulary")
    new.add_argument("--person", required=True, help="who holds the office, as the documents name them")
    new.add_argument("--valid-from", help="the first day on which it may sign (today)")
    new.add_argument("--valid-to", help=f"the last day on which it may sign ({YEARS} years from then)")
    add_passphrase_options(new)
    new.set_defaults(carry_out=carry_out)
    root = add_action(kinds, "root", "make the partnership's root key", "key root --out root.pem --public root.pub")
    root.add_argument("--out", type=Path, required=True, help="the key file to make; one that is there is left alone")
    root.add_argument("--public", type=Path, required=True, help="where to write the public key for every service")
    add_passphrase_options(root)
    root.set_defaults(carry_out=make_root)


async def carry_out(options: argparse.Namespace) -> int:
    """Make a signatory's key; print its entry, which holds nothing secret."""
    begins = read_day(options.valid_from)
    ends = read_day(options.valid_to) if options.valid_to else begins + timedelta(days=365 * YEARS)
    if ends < begins:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "--valid-to must not be before --valid-from.")
    check_writable(options.out)
    key = Ed25519PrivateKey.generate()
    with refusals():
        entry = trust_entry(
            key.public_key(),
            party=options.party,
            office=options.office,
            person=options.person,
            valid_from=begins,
            valid_to=ends,
        )
        write_key_file(options.out, key, read_passphrase(options, "A passphrase for the new key: ", twice=True))
    print(json.dumps(entry.model_dump(mode="json"), indent=2))
    print(f"{options.out} made. Keep it, and send what is printed to the holder of the root key.", file=sys.stderr)
    return 0


async def make_root(options: argparse.Namespace) -> int:
    """Make the root key and its public half."""
    for path in (options.out, options.public):
        check_writable(path)
        if path.exists():
            raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{path} is there already. Name another file.")
    key = Ed25519PrivateKey.generate()
    with refusals():
        write_key_file(options.out, key, read_passphrase(options, "A passphrase for the root key: ", twice=True))
        place_new_file(options.public, key.public_key().public_bytes_raw().hex().encode() + b"\n")
    print(f"{options.out} made. Keep it off every server. Give {options.public} to whoever runs a service.")
    return 0
