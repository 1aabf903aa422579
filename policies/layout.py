"""Where does a bundle's data say what? The one reader of it besides the Rego: which terms speak of a place, and whole.

`index` leads from recipient, role and purpose to the terms for each provider and record type, and `emergencies` does
the same for each ground. Terms, terms of asking and answers go by numbers into lists.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from policies.bundle import Bundle

_OF_TERMS: Final = frozenset({"answers", "asking", "emergencies", "index", "rules"})
_OF_THE_BUNDLE: Final = frozenset({"day", "digest", "suspended_users", "weaker"})
_APART: Final = " | "
"""Between a provider and the name of a term; no id holds a space."""
TermId = int
_NO_ANSWER: Final = {"effect": "deny", "level": 0}
"""In the place of an answer that no rule left gives."""


class Place(NamedTuple):
    """Whom a term speaks to, and of what."""

    recipient: str
    role: str
    purpose: str
    provider: str
    record_type: str


class Layout:
    """The data of one bundle, read."""

    def __init__(self, bundle: Bundle) -> None:
        """Read the data of a bundle."""
        self._bundle = bundle
        self._agreed: dict[str, Any] = json.loads(bundle.agreed)
        self._emergencies: dict[str, Any] = self._agreed["emergencies"]

    @cached_property
    def places(self) -> Mapping[Place, Mapping[str, tuple[TermId, ...]]]:
        """The terms at every place: under no ground the ordinary ones, then those of each ground of an emergency."""
        found: dict[Place, dict[str, tuple[TermId, ...]]] = {}
        for ground, root in {"": self._agreed["index"], **self._emergencies}.items():
            for place, ids in _walked(root):
                found.setdefault(place, {})[ground] = ids
        return found

    def ids(self, place: Place, ground: str) -> tuple[TermId, ...]:
        """The terms that speak of a place: in an emergency both the ordinary ones and those of its ground."""
        grounds = self.places.get(place, {})
        return tuple(dict.fromkeys((*grounds.get("", ()), *(grounds.get(ground, ()) if ground else ()))))

    def term(self, term: TermId) -> dict[str, Any]:
        """One term whole: what the rule says, its terms of asking and its answers."""
        whole: dict[str, Any] = dict(self._agreed["rules"][term])
        whole["asking"] = self._agreed["asking"][whole["asking"]]
        if "answers" in whole:
            whole["answers"] = [self._agreed["answers"][answer] for answer in whole["answers"] if answer >= 0]
        return whole

    def flow(self, term: TermId) -> tuple[str, str]:
        """The agreement and the rule of a term, such as `LANCS-ISA-0042` and `R1`."""
        isa_id, _, rule = str(self._agreed["rules"][term]["flow"]).lstrip("!").partition("/")
        return isa_id, rule

    @cached_property
    def shared(self) -> Mapping[str, Any]:
        """What decisions look up besides the terms of their place, and may differ between two sets of agreements."""
        return {part: table for part, table in self._agreed.items() if part not in _OF_TERMS | _OF_THE_BUNDLE}

    def only(self, places: Iterable[Place], *, apart: bool = False) -> Bundle:
        """The bundle without the terms of any other place: it rules alike on these, and sooner.

        Args:
            places: those to keep.
            apart: give every term a place of its own, whose provider is `apart_at` its provider and its name.
        """
        kept = frozenset(places)
        used = {term for place in kept for ids in self.places.get(place, {}).values() for term in ids}
        answers = {answer for term in used for answer in self._numbers_of_answers(term)}
        small = {
            **self._agreed,
            "index": _pruned(self._agreed["index"], kept, apart=apart),
            "emergencies": {ground: _pruned(root, kept, apart=apart) for ground, root in self._emergencies.items()},
            "rules": _kept(self._agreed["rules"], used, None),
            "answers": _kept(self._agreed["answers"], answers, _NO_ANSWER),
        }
        return replace(self._bundle, agreed=json.dumps(small))

    def _numbers_of_answers(self, term: TermId) -> tuple[int, ...]:
        found = self._agreed["rules"][term].get("answers", ())
        return tuple(number for number in found if number >= 0)


def apart_at(provider: str, term: TermId) -> str:
    """What stands for the provider where a term has a place of its own."""
    return f"{provider}{_APART}{term}"


def _held(mine: Mapping[str, Any]) -> Mapping[str, Mapping[str, list[TermId]]]:
    """The terms of one asker and purpose, by provider and record type."""
    held: Mapping[str, Mapping[str, list[TermId]]] = mine["held"]
    return held


def _walked(root: Mapping[str, Any]) -> Iterator[tuple[Place, tuple[TermId, ...]]]:
    for recipient, roles in root.items():
        for role, purposes in roles.items():
            for purpose, mine in purposes.items():
                for provider, kinds in _held(mine).items():
                    for kind, ids in kinds.items():
                        yield Place(recipient, role, purpose, provider, kind), tuple(sorted(ids))


def _pruned(root: Mapping[str, Any], kept: frozenset[Place], *, apart: bool) -> dict[str, Any]:
    """The index with only those places, or with a place for each of their terms."""
    found: dict[str, Any] = {}
    for place, ids in _walked(root):
        if place in kept:
            mine = root[place.recipient][place.role][place.purpose]
            at = found.setdefault(place.recipient, {}).setdefault(place.role, {})
            purpose = at.setdefault(place.purpose, {**mine, "held": {}})
            held = purpose["held"]
            for provider, terms in _placed(place, ids, apart=apart):
                held.setdefault(provider, {})[place.record_type] = terms
    return found


def _placed(place: Place, ids: tuple[TermId, ...], *, apart: bool) -> Iterator[tuple[str, list[TermId]]]:
    if not apart:
        yield place.provider, list(ids)
        return
    for term in ids:
        yield apart_at(place.provider, term), [term]


def _kept(values: Sequence[Any], used: Iterable[int], gap: Any) -> list[Any]:
    """The same list without what is not used; it keeps its numbers, with `gap` in between."""
    wanted = frozenset(used)
    return [value if number in wanted else gap for number, value in enumerate(values)]
