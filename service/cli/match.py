"""`service match`: how records become people, from training the model to the pairs that a person decides.

Each action is a file of its own beside this one, `match_<action>.py`, with `add_to` and `carry_out` as a verb has.
"""

import argparse
from types import ModuleType
from typing import Final

from service.cli import (
    match_decisions,
    match_history,
    match_link,
    match_places,
    match_precision,
    match_queue,
    match_relink,
    match_told,
    match_train,
    match_weigh,
)

ACTIONS: Final[tuple[ModuleType, ...]] = (
    match_train,
    match_weigh,
    match_link,
    match_relink,
    match_queue,
    match_precision,
    match_decisions,
    match_history,
    match_told,
    match_places,
)


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb with its actions."""
    parser = verbs.add_parser("match", help="train, link, part and decide: which records are one person")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for action in ACTIONS:
        action.add_to(actions)
