"""What one entry of the log comes to in the projection. Pure: its bytes, and what its sealed payload says, if it opens.

Nothing personal is kept: codes, pseudonyms and times; of the payload, whom something was told of and whose record it
was, which is not in the leaf where a service was not named to the asker.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec
import orjson

from audit.log import Logged
from service.leaf import Leaf, read_leaf
from service.store.projection_rows import EMERGENCY, FAMILY, About, AboutRow, IndexRow, Outcome, Payload

_OUTCOMES: Final = {
    "enquiry.answered": Outcome.SHOWN,
    "enquiry.empty": Outcome.EMPTY,
    "enquiry.refused": Outcome.REFUSED,
    "enquiry.failed": Outcome.FAILED,
    "nominal.refused": Outcome.REFUSED,
}


class Card(NamedTuple):
    """One card that was shown (`service.enquiry.append.Shown`)."""

    subject: str
    provider: str
    record_type: str
    level: int
    reference: str


class Kept(msgspec.Struct, frozen=True):
    """Of an enquiry's payload (`service.enquiry.append.Kept`), what the projection is made of."""

    match: str = ""
    subject: str = ""
    disclosed: tuple[Card, ...] = ()
    rulings: tuple[msgspec.Raw, ...] = ()
    alert: str = ""


class Taken(NamedTuple):
    """An entry, and what it is about."""

    row: IndexRow
    about: list[AboutRow]


def take(logged: Logged, payload: Payload, kept: Kept | None, *, withheld: bool = False) -> Taken:
    """The rows of one entry.

    Args:
        payload: whether it has a sealed payload, and whether that opens.
        kept: what that says, of an enquiry; None where there is none, or it does not open.
        withheld: a later entry says that the answer did not leave.
    """
    leaf, document = read_leaf(logged), orjson.loads(logged.body)
    outcome = Outcome.WITHHELD if withheld else _outcome(leaf, kept)
    row = IndexRow(
        leaf.index, leaf.time, leaf.type, leaf.staff, leaf.agency, leaf.role, leaf.operation, leaf.purpose,
        leaf.relationship, leaf.level, int(outcome), int(document.get("break_glass") is True), int(payload),
        -1 if leaf.relates_to is None else leaf.relates_to,
    )  # fmt: skip
    about = sorted(_about(leaf, row, kept))
    if payload is Payload.SHUT and outcome is Outcome.SHOWN and document.get("details", {}).get("scope") == FAMILY:
        about.append(AboutRow(int(About.UNREADABLE), FAMILY, leaf.index))
    return Taken(row, about)


def withheld_by(leaf: Leaf) -> int | None:
    """The entry of the answer that this entry says did not leave; None where it says nothing of the kind."""
    is_that = leaf.type == "enquiry.refused" and leaf.request.endswith("-withheld")
    return leaf.relates_to if is_that else None


def shredded_by(leaf: Leaf) -> int | None:
    """The entry whose payload this entry says was destroyed."""
    return leaf.relates_to if leaf.type == "payload.shredded" else None


def _outcome(leaf: Leaf, kept: Kept | None) -> Outcome:
    found = _OUTCOMES.get(leaf.type, Outcome.NO_ENQUIRY)
    if found is not Outcome.EMPTY or kept is None:
        return found
    if kept.match == "many":
        return Outcome.UNSURE
    return Outcome.DENIED if kept.alert or (kept.match == "one" and kept.rulings) else Outcome.EMPTY


def _about(leaf: Leaf, row: IndexRow, kept: Kept | None) -> Iterable[AboutRow]:
    told = row.outcome == Outcome.SHOWN
    cards = kept.disclosed if kept else ()
    yield from _people(leaf, cards, kept.subject if kept else "", told=told)
    if told:
        yield from _highest(About.HOLDER, leaf.index, [(card.provider, card.level) for card in cards])
        yield from _highest(About.PROVIDER, leaf.index, [(provider, 0) for provider in leaf.providers])
    ids = {one.partition(" ")[0] for one in leaf.agreements}
    yield from _highest(About.AGREEMENT, leaf.index, [(one, 0) for one in {*leaf.agreements, *ids}])
    if row.outcome in (Outcome.DENIED, Outcome.REFUSED) and leaf.agency:
        yield AboutRow(int(About.DENIED), leaf.agency, leaf.index)
    if row.break_glass:
        yield AboutRow(int(About.BREAK_GLASS), EMERGENCY, leaf.index)


def _people(leaf: Leaf, cards: Iterable[Card], found: str, *, told: bool) -> Iterable[AboutRow]:
    """Of whom something was told; or who was found, where nothing was."""
    if told:
        levels = [(leaf.subject, leaf.level), *((card.subject, card.level) for card in cards)]
        yield from _highest(About.PERSON, leaf.index, levels, leaf)
    elif leaf.subject or found:
        yield AboutRow(int(About.SOUGHT), leaf.subject or found, leaf.index)


def _highest(kind: About, entry: int, found: Iterable[tuple[str, int]], leaf: Leaf | None = None) -> Iterable[AboutRow]:
    """One row for each value, with the highest level; the subject of a leaf keeps the level that the leaf says."""
    levels: dict[str, int] = {}
    for value, level in found:
        if value:
            levels[value] = max(level, levels.get(value, 0))
    for value, level in levels.items():
        said = leaf.level if leaf is not None and value == leaf.subject else level
        yield AboutRow(int(kind), value, entry, said)
