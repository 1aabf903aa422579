"""Who would see what? Two sets of agreements, asked the same questions by the real engine, and every difference told.

Each place of the agreements (recipient, role, purpose, provider, record type) is asked about in every way that they
can tell apart. Places that come to the same terms are asked about once, and those whose terms are as before not at all.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from isa.vocabulary import Vocabulary
from policies.boxes import Box, joined
from policies.decision import REFUSED, Ruling
from policies.drafts import SimulatedEngine
from policies.embedded import EmbeddedEngine
from policies.layout import Place
from policies.variations import ASKED, HELD, Asker, Held, Universe, Variations, put

WHERE: Final = ("recipient", "role", "purpose", "provider", "record_type")
_WHATEVER: Final = frozenset({"*"})
"""What stands for all values of a respect."""
_NAMES_ONLY: Final = frozenset({"version", "agreement_digest", "gateways"})
"""What an answer quotes and nobody sees more or less by."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one asker may see of one kind of record, before and after."""

    before: int
    after: int
    """Levels from 0 to 4."""
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    """Fields."""
    duties_dropped: tuple[str, ...]
    duties_added: tuple[str, ...]
    """Obligations, where something may be told both before and after."""
    rule: str
    """`LANCS-ISA-0042/R1`: under which it is told afterwards, or was before."""

    @property
    def opens(self) -> bool:
        """Whether anything newly opens."""
        return bool(self.opened) or self.after > self.before

    @property
    def closes(self) -> bool:
        """Whether anything closes."""
        return bool(self.closed) or self.after < self.before


@dataclass(frozen=True, slots=True)
class Change:
    """One row: for whom and when a difference holds. Respects that do not matter are left out of `when`."""

    where: Mapping[str, tuple[str, ...]]
    """Recipients, roles, purposes, providers and record types, by the names of `WHERE`."""
    when: Mapping[str, tuple[str, ...]]
    """The values for which it holds, by the names of `ASKED` and `HELD`; a respect that does not matter is not here."""
    difference: Difference


@dataclass(frozen=True, slots=True)
class Only:
    """What to look at; empty is everything."""

    recipient: str = ""
    role: str = ""
    purpose: str = ""
    provider: str = ""
    record_type: str = ""

    def wants(self, place: Place) -> bool:
        """Whether a place is to be looked at."""
        wanted = (self.recipient, self.role, self.purpose, self.provider, self.record_type)
        return all(want in ("", have) for want, have in zip(wanted, place, strict=True))


EVERYTHING: Final = Only()


def _unheard(done: int, total: int) -> None:
    """Nobody wants to know how far it is."""


async def compare(
    before: SimulatedEngine,
    after: SimulatedEngine,
    vocabulary: Vocabulary,
    only: Only = EVERYTHING,
    advance: Callable[[int, int], None] = _unheard,
) -> tuple[Change, ...]:
    """Every difference between what two sets of agreements let anybody see, what opens most first.

    Args:
        before: the agreements as they are; an engine of none says who would see what at all.
        after: the agreements as they would be.
        vocabulary: the words of both.
        only: what to look at.
        advance: told how many kinds of place are done, and of how many.

    Raises:
        PolicyUnavailable: an engine gave no well-formed decision.
    """
    old, new = _Side(before), _Side(after)
    groups: dict[str, list[Place]] = {}
    for place in sorted({*old.places, *new.places}):
        if only.wants(place) and old.looked_up(place) != new.looked_up(place):
            groups.setdefault(_key(place, old, new), []).append(place)
    boxes: list[Box[Difference]] = []
    for done, places in enumerate(groups.values()):
        advance(done, len(groups))
        looked_up = [old.looked_up(places[0]), new.looked_up(places[0])]
        variations = Variations(places[0], looked_up, after.day, vocabulary)
        found = joined(await _differences(variations, old, new, places[0]))
        boxes += [_at(place, _said_whole(box, variations.universe)) for place in places for box in found]
    advance(len(groups), len(groups))
    return tuple(sorted((_change(box) for box in joined(boxes)), key=_most_opened_first))


class _Side:
    """One set of agreements: its engine, and what decisions at a place look up."""

    def __init__(self, engine: SimulatedEngine) -> None:
        self._engine = engine
        self._layout = engine.layout
        self.places = self._layout.places

    def looked_up(self, place: Place) -> dict[str, object]:
        """The terms of the place by ground, in the order of their names, and the tables that all decisions share."""
        grounds = self.places.get(place, {})
        terms = {
            ground or "ordinary": [_plain(self._layout.term(term), self._engine.day) for term in found]
            for ground, found in grounds.items()
        }
        return {"terms": terms, "shared": self._layout.shared}

    def at(self, place: Place) -> EmbeddedEngine | None:
        """The engine of one place; None where no term speaks of it, so that everything is refused."""
        return self._engine.only([place]) if place in self.places else None


async def _rulings(engine: EmbeddedEngine | None, asker: Asker, held: tuple[Held, ...]) -> tuple[Ruling, ...]:
    if engine is None:
        return (REFUSED,) * len(held)
    return (await engine.decide(put(asker, held))).rulings


def _plain(term: Mapping[str, Any], day: int) -> dict[str, Any]:
    """A term without what nobody sees more or less by: its names, its gateways, and how long it will yet last."""
    asking = term.get("asking", {})
    until = min(asking.get("until", day), term.get("until", day), day)
    answers = [
        {part: value for part, value in answer.items() if part not in _NAMES_ONLY} for answer in term.get("answers", ())
    ]
    return {**term, "asking": {**asking, "until": until}, "until": until, "answers": answers}


def _key(place: Place, old: _Side, new: _Side) -> str:
    """Places of one key come to the same: of one record type, and of the same terms before and after."""
    return json.dumps([place.record_type, old.looked_up(place), new.looked_up(place)], sort_keys=True)


async def _differences(variations: Variations, old: _Side, new: _Side, place: Place) -> list[Box[Difference]]:
    """What differs at one place, for every way of asking and every kind of record."""
    held, was_engine, is_engine = variations.held(), old.at(place), new.at(place)
    found = []
    for asker in variations.askers():
        before, after = await _rulings(was_engine, asker, held), await _rulings(is_engine, asker, held)
        for one, was, will_be in zip(held, before, after, strict=True):
            difference = _difference(was, will_be)
            if difference is not None:
                found.append(Box((*asker.values, *one.values), difference))
    return found


def _difference(was: Ruling, will_be: Ruling) -> Difference | None:
    both = was.effect == will_be.effect == "allow"
    told = will_be if will_be.effect == "allow" else was
    found = Difference(
        before=was.level,
        after=will_be.level,
        opened=_missing(will_be.fields, was.fields),
        closed=_missing(was.fields, will_be.fields),
        duties_dropped=_missing(was.obligations, will_be.obligations) if both else (),
        duties_added=_missing(will_be.obligations, was.obligations) if both else (),
        rule=f"{told.agreement}/{'+'.join(told.rules)}",
    )
    return found if found.opens or found.closes or found.duties_dropped or found.duties_added else None


def _missing(here: Iterable[str], there: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(here) - set(there)))


def _said_whole(box: Box[Difference], universe: Universe) -> Box[Difference]:
    """Respects that do not matter are said alike everywhere, so that rows of different places can be one."""
    pairs = zip(box.respects, (*universe.asked, *universe.held), strict=True)
    return Box(tuple(_WHATEVER if values == every else values for values, every in pairs), box.outcome)


def _at(place: Place, box: Box[Difference]) -> Box[Difference]:
    return Box((*(frozenset([value]) for value in place), *box.respects), box.outcome)


def _change(box: Box[Difference]) -> Change:
    said = dict(zip((*WHERE, *ASKED, *HELD), box.respects, strict=True))
    where = {name: tuple(sorted(said[name])) for name in WHERE}
    when = {name: tuple(sorted(said[name])) for name in (*ASKED, *HELD) if said[name] != _WHATEVER}
    return Change(where, when, box.outcome)


def _most_opened_first(change: Change) -> tuple[bool, int, str]:
    gained = change.difference.after - change.difference.before
    return not change.difference.opens, -gained, json.dumps([change.where, change.when], sort_keys=True)
