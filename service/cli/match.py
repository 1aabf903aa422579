"""`service match`: how records become people, from training the model to the pairs that a person decides.

Each action is a file of its own beside this one, `match_<action>.py`, with `add_to` and `carry_out` as a verb has.
"""

import argparse
from types import ModuleType
from typing import Final

from service.cli import match_link, match_train, match_weigh

ACTIONS: Final[tuple[ModuleType, ...]] = (match_train, match_link, match_weigh)


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb with its actions."""
    parser = verbs.add_parser("match", help="train, link, part and decide: which records are one person")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for action in ACTIONS:
        action.add_to(actions)
