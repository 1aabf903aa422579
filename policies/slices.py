"""Which part of a bundle's data can a question meet at all? The rules of one asker and purpose, and the shared tables.

rego-cpp searches an object name by name, so that a small document makes every step of a decision cheaper; and bringing
an agreement into force compiles only what is asked about. Nothing is decided here: what is left out is what the Rego
cannot reach from the question's agency, role, purpose and ground. The digest stays the bundle's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import msgspec

from policies.bundle import Bundle
from policies.question import Candidate, Question

SMALL: Final = 32_000
"""Characters of data that are not worth cutting."""
_FIRST: Final = ("rules", "index", "asking", "answers", "classes", "weaker", "emergencies")
"""What is looked up most stands first: rego-cpp searches in that order."""
_FIRST_OF_RULE: Final = ("asking", "subjects", "level", "leaves", "answers", "obligations")
_FIRST_OF_ASKING: Final = ("askers", "until")
_NEVER_READ: Final = frozenset({"flow"})
"""What the Rego does not read."""
_Terms = Mapping[str, Any]
_Asker = tuple[str, str, str]
_Alike = tuple[object, ...]


class Key(NamedTuple):
    """Whose slice it is: empty where no rule speaks to the asker, or none in an emergency."""

    agency: str = ""
    role: str = ""
    purpose: str = ""
    ground: str = ""


NOBODY: Final = Key()


@dataclass(frozen=True, slots=True)
class Slice:
    """The data that questions of one key are decided by."""

    agreed: str
    """JSON, as a bundle's; rules, terms of asking and answers have numbers of their own."""
    _data: _Terms

    def kinds(self, question: Question) -> Iterator[_Alike]:
        """For each candidate, what the data tell of it: candidates of which they tell the same are ruled on alike.

        The Rego reads a candidate's regime, age band and part in a rule's `subjects` and `outgrown`, its area in a
        rule's `areas`, and its provider and record type only to find the rules. Its classes stay as they are.
        """
        asker = (question.agency, question.role, question.purpose)
        mine = _mine(self._data["index"], *asker).get("held", {})
        urgent = _mine(self._data["emergencies"].get(question.break_glass, {}), *asker).get("held", {})
        rules = self._data["rules"]
        for one in question.candidates:
            ordinary, pressing = _at(mine, one), _at(urgent, one)
            spoken = [_told(rules[number], one) for number in (*(ordinary or ()), *(pressing or ()))]
            yield ordinary, pressing, one.classes, *spoken


class Slices:
    """The data of one bundle, cut by who asks and why."""

    def __init__(self, bundle: Bundle) -> None:
        """Read the data of a bundle.

        Raises:
            DecodeError: they are no JSON.
            KeyError: they are no bundle's.
        """
        self._agreed: _Terms = msgspec.json.decode(bundle.agreed)
        self._whole = Slice(bundle.agreed, self._agreed) if len(bundle.agreed) <= SMALL else None

    def key(self, question: Question) -> Key:
        """Which slice a question is decided by. Askers to whom no rule speaks share one."""
        if self._whole is not None:
            return NOBODY
        asker = (question.agency, question.role, question.purpose)
        pressing = self._agreed["emergencies"].get(question.break_glass, {})
        if _mine(pressing, *asker):
            return Key(*asker, question.break_glass)
        return Key(*asker) if _mine(self._agreed["index"], *asker) else NOBODY

    def cut(self, key: Key) -> Slice:
        """The slice of a key. Rules, terms of asking and answers keep their order."""
        if self._whole is not None:
            return self._whole
        asker = (key.agency, key.role, key.purpose)
        ordinary = _mine(self._agreed["index"], *asker)
        pressing = _mine(self._agreed["emergencies"].get(key.ground, {}), *asker)
        data = self._renumbered(asker, ordinary, key.ground, pressing)
        return Slice(msgspec.json.encode(data).decode(), data)

    def _renumbered(self, asker: _Asker, ordinary: _Terms, ground: str, pressing: _Terms) -> _Terms:
        """The data with these parts of the index alone, and no number that they do not name."""
        whole = self._agreed
        rules = _Numbers(number for mine in (ordinary, pressing) for _, numbers in _places(mine) for number in numbers)
        asking = _Numbers(number for mine in (ordinary, pressing) for number in mine.get("asking", ()))
        answers = _Numbers(
            answer for rule in rules.of(whole["rules"]) for answer in rule.get("answers", ()) if answer >= 0
        )
        urgent = _rooted(asker, _again(pressing, rules, asking))
        data = {
            **whole,
            "rules": [_rule_again(rule, asking, answers) for rule in rules.of(whole["rules"])],
            "asking": [_ordered(one, _FIRST_OF_ASKING) for one in asking.of(whole["asking"])],
            "answers": answers.of(whole["answers"]),
            "index": _rooted(asker, _again(ordinary, rules, asking)),
            "emergencies": {ground: urgent} if urgent else {},
        }
        return _ordered(data, _FIRST)


class _Numbers:
    """Some of the places in a list, in their order, and what number each gets."""

    def __init__(self, used: Iterable[int]) -> None:
        self._used = sorted(set(used))
        self._again = {number: again for again, number in enumerate(self._used)}

    def of(self, every: Sequence[Any]) -> list[Any]:
        """What stands in these places."""
        return [every[number] for number in self._used]

    def again(self, numbers: Iterable[int]) -> list[int]:
        """The new numbers; what is no place (-1) stays."""
        return [self._again.get(number, number) if number >= 0 else number for number in numbers]


def _mine(root: _Terms, agency: str, role: str, purpose: str) -> _Terms:
    found: _Terms = root.get(agency, {}).get(role, {}).get(purpose, {})
    return found


def _places(mine: _Terms) -> Iterator[tuple[tuple[str, str], Sequence[int]]]:
    for provider, kinds in mine.get("held", {}).items():
        for kind, numbers in kinds.items():
            yield (provider, kind), numbers


def _again(mine: _Terms, rules: _Numbers, asking: _Numbers) -> _Terms:
    """A part of the index with the new numbers."""
    held: dict[str, dict[str, list[int]]] = {}
    for (provider, kind), numbers in _places(mine):
        held.setdefault(provider, {})[kind] = rules.again(numbers)
    return {"asking": asking.again(mine["asking"]), "held": held} if mine else {}


def _rooted(asker: _Asker, mine: _Terms) -> _Terms:
    agency, role, purpose = asker
    return {agency: {role: {purpose: mine}}} if mine else {}


def _rule_again(rule: _Terms, asking: _Numbers, answers: _Numbers) -> _Terms:
    written = {**rule, "asking": asking.again([rule["asking"]])[0]}
    if "answers" in rule:
        written["answers"] = answers.again(rule["answers"])
    return _ordered(written, _FIRST_OF_RULE)


def _ordered(terms: _Terms, first: Iterable[str]) -> _Terms:
    return {name: terms[name] for name in dict.fromkeys((*first, *terms)) if name in terms and name not in _NEVER_READ}


def _at(held: _Terms, one: Candidate) -> tuple[int, ...] | None:
    numbers = held.get(one.provider, {}).get(one.record_type)
    return None if numbers is None else tuple(numbers)


def _told(rule: _Terms, one: Candidate) -> tuple[bool, bool, bool]:
    """What a rule says of a candidate, its classes apart."""
    return (
        one.subject_role in rule["subjects"].get(one.regime, {}).get(one.age_band, ()),
        one.age_band in rule.get("outgrown", ()),
        one.area in rule.get("areas", ()),
    )
