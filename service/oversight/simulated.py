"""The other process of a simulation: `python -m service.oversight.simulated`, JSON in and JSON out.

It is given documents and nothing else: no key, no store, no log. It steps back behind whatever else the machine does.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from isa.agreement import Agreement
from isa.vocabulary import load_vocabulary
from policies.drafts import Draft, SimulatedEngine
from policies.simulated_words import how_in_words, what_in_words, when_in_words, who_in_words, why_in_words
from policies.simulation import Change, Only, compare

NICE = 10


class Asked(TypedDict):
    """What goes in. Documents are JSON texts."""

    before: list[str]
    after: list[str]
    day: str
    only: list[str]
    """Recipient, role, purpose, provider, record type; empty is every one."""


class Row(TypedDict):
    """One change, in words."""

    kind: str
    """`opens`, `closes`, `opens and closes` or `duties`."""
    rule: str
    who: str
    what: str
    why: str
    how: str
    when: str


def simulated(asked: Asked) -> list[Row]:
    """Everything that the documents after let anybody see otherwise than those before."""
    words, day = load_vocabulary(), date.fromisoformat(asked["day"])
    old, new = ([Agreement.model_validate_json(text) for text in side] for side in (asked["before"], asked["after"]))
    engines = [SimulatedEngine([Draft(one) for one in side], day, words) for side in (old, new)]
    names = {party.org_id: party.name for one in (*old, *new) for party in one.parties}
    changes: Iterable[Change] = asyncio.run(compare(engines[0], engines[1], words, Only(*asked["only"])))
    return [
        Row(
            kind=_kind(one), rule=one.difference.rule, who=who_in_words(one, names, words),
            what=what_in_words(one, names, words), why=why_in_words(one, words), how=how_in_words(one, words),
            when=when_in_words(one, words),
        )
        for one in changes
    ]  # fmt: skip


def _kind(one: Change) -> str:
    found = one.difference
    if found.opens:
        return "opens and closes" if found.closes else "opens"
    return "closes" if found.closes else "duties"


def main() -> None:
    """Read what is asked, and write the rows."""
    os.nice(NICE)
    json.dump(simulated(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
