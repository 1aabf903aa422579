"""`service init`: make the keys of a new partnership. It never replaces a key that is there."""

import argparse

from audit.errors import KeyRefused
from service.errors import Misconfigured, ReasonCode
from service.keys_at_setup import make_keys
from service.settings import read_settings_to_look


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("init", help="make the keys of a new partnership, once")
    parser.add_argument("--log-name", required=True, help="the log's name, such as fylde.example/log/2026")
    parser.add_argument("--agency", action="append", default=[], required=True, help="an agency id; repeat for each")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Make what is missing and say where the public key is."""
    settings = read_settings_to_look()
    try:
        made = make_keys(settings, options.log_name, options.agency)
    except KeyRefused as fault:
        raise Misconfigured(ReasonCode.KEY_FILE_REFUSED, fault.advice) from None
    for line in made:
        print(line)
    print(f"Give the log's public key to whoever shall check receipts: {settings.verification_key_path}")
    return 0
