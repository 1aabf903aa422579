"""`service agreements`: from a skeleton to signatures, into force, and stopped in one action.

Each action is a file of its own beside this one, `agreements_<action>.py`, with `add_to` and `carry_out` as a verb has.
Writing, signing and verifying need no service and no settings: people do it on machines of their own.
"""

import argparse
from typing import Final

from service.cli.on_demand import Named, add_commands

ACTIONS: Final = {
    "new": Named("agreements_new", "write the skeleton of an agreement, to fill in"),
    "check": Named("agreements_check", "say what is wrong with a document, line by line"),
    "key": Named("agreements_key", "make a signatory's key, or the partnership's root key"),
    "trust": Named("agreements_trust", "list whose signatures count, add a key, or withdraw one"),
    "sign": Named("agreements_sign", "sign a document, beside those who signed it before"),
    "verify": Named("agreements_verify", "say who signed, what each signature is worth, and who is missing"),
    "diff": Named("agreements_diff", "say what would newly be shared, and with whom, and what would close"),
    "simulate": Named(
        "agreements_simulate",
        "say who would see what if a document were in force, and what would newly open or close",
    ),
    "explain": Named(
        "agreements_explain",
        "say why an asker in a role would be told, or not: every rule, condition, class, duty and gateway",
    ),
    "activate": Named("agreements_activate", "bring a signed document into force"),
    "suspend": Named("agreements_suspend", "stop something at once"),
    "resume": Named("agreements_suspend", "let something run again"),
    "list": Named("agreements_list", "list what is in force, what is not, and why"),
    "show": Named("agreements_show", "show one agreement, whole"),
    "document": Named(
        "agreements_document", "write the readable protocol of an agreement, or its public entry, to a file"
    ),
}


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb with its actions."""
    parser = verbs.add_parser("agreements", help="write, sign, verify, compare, bring into force, suspend or resume")
    add_commands(parser, "action", ACTIONS, must=True)
