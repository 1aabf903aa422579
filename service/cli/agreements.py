"""`service agreements`: from a skeleton to signatures, into force, and stopped in one action.

Each action is a file of its own beside this one, `agreements_<action>.py`, with `add_to` and `carry_out` as a verb has.
Writing, signing and verifying need no service and no settings: people do it on machines of their own.
"""

import argparse
from types import ModuleType
from typing import Final

from service.cli import (
    agreements_activate,
    agreements_check,
    agreements_diff,
    agreements_key,
    agreements_list,
    agreements_new,
    agreements_show,
    agreements_sign,
    agreements_suspend,
    agreements_trust,
    agreements_verify,
)

ACTIONS: Final[tuple[ModuleType, ...]] = (
    agreements_new,
    agreements_check,
    agreements_key,
    agreements_trust,
    agreements_sign,
    agreements_verify,
    agreements_diff,
    agreements_activate,
    agreements_suspend,
    agreements_list,
    agreements_show,
)


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb with its actions."""
    parser = verbs.add_parser("agreements", help="write, sign, verify, compare, bring into force, suspend or resume")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for action in ACTIONS:
        action.add_to(actions)
