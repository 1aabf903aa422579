"""What would change if one version of an agreement replaced another? Who would newly learn what, and what would close.

For whoever is about to sign or bring into force: opened and closed come from the rules (`isa.reach`), everything else
from the text (`isa.wording`). The same changes for many roles or agencies are said in one sentence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from isa.agreement import Agreement, BreakGlass
from isa.clauses import Clause
from isa.reach import DURING, Bar, Place, Way, bars, beyond, ways
from isa.sentences import LEARN
from isa.vocabulary import Vocabulary
from isa.wording import Reworded, reworded

Kind = Literal["opens", "closes"]
Together = tuple[frozenset[str], ...]
"""Five: recipients, roles, purposes, providers, record types: every combination of them."""
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Shift:
    """One thing that opens or closes, for every combination of its askers, purposes and kinds of record."""

    kind: Kind
    recipients: tuple[str, ...]
    roles: tuple[str, ...]
    purposes: tuple[str, ...]
    providers: tuple[str, ...]
    record_types: tuple[str, ...]
    level: int
    """The most that is told in this way."""
    before: int
    """The most that was told before (`opens`) or will be told (`closes`) at the same place, in any way."""
    fields: tuple[str, ...]
    """Those that are told on one side of the change only."""
    sentence: str


@dataclass(frozen=True)
class Difference:
    """Everything that one document says otherwise than another."""

    old: str
    new: str
    """Each as `LANCS-ISA-0042 1.3.0`; the old one empty where there was none."""
    shifts: tuple[Shift, ...]
    emergencies: tuple[str, ...]
    """What break-glass would newly open, or no longer open, in sentences."""
    changes: tuple[Reworded, ...]

    @property
    def opens(self) -> tuple[str, ...]:
        """Sentences about what would newly be shared."""
        return tuple(one.sentence for one in self.shifts if one.kind == "opens")

    @property
    def closes(self) -> tuple[str, ...]:
        """Sentences about what would no longer be shared."""
        return tuple(one.sentence for one in self.shifts if one.kind == "closes")


def difference(old: Agreement | None, new: Agreement, vocabulary: Vocabulary) -> Difference:
    """Compare two documents that hold together. Without an old one, all that the new one tells is newly opened."""
    before = ways(old, vocabulary) if old else {}
    after = ways(new, vocabulary)
    barred = bars(old, vocabulary) if old else {}
    names = _Names(old, new, vocabulary)
    shifts = [
        *_shifts("opens", after, before, names.opened),
        *_shifts("closes", before, after, names.closed),
        *_unbarred("opens", barred, bars(new, vocabulary), names, after),
        *(_unbarred("closes", bars(new, vocabulary), barred, names, before) if old else ()),
    ]
    emergencies = _emergencies(old.break_glass if old else None, new.break_glass, vocabulary)
    changes = reworded(old, new) if old else ()
    return Difference(_called(old), _called(new), tuple(shifts), tuple(emergencies), changes)


def _called(agreement: Agreement | None) -> str:
    return f"{agreement.isa_id} {agreement.version}" if agreement else ""


_Key = tuple[Way, int, frozenset[str], frozenset[Clause]]
"""A way; the most that the other side told; the fields and the conditions that only one side has."""


def _shifts(
    kind: Kind,
    some: Mapping[Place, frozenset[Way]],
    others: Mapping[Place, frozenset[Way]],
    say: Callable[[Together, _Key], str],
) -> Iterator[Shift]:
    found: dict[Place, list[_Key]] = {}
    for place, way in beyond(some, others):
        found.setdefault(place, []).append(_key(way, others.get(place, frozenset())))
    for together, key in _collapsed(found):
        yield _shift(kind, together, key[0].level, key[1], key[2], say(together, key))


def _key(way: Way, others: frozenset[Way]) -> _Key:
    told = frozenset[str]().union(*(other.fields for other in others))
    as_much = [other for other in others if way.level <= other.level and way.fields <= other.fields]
    more = frozenset[Clause]()
    if as_much:
        nearest = min(as_much, key=lambda other: (len(other.conditions - way.conditions), repr(other)))
        more = nearest.conditions - way.conditions
    return way, max((other.level for other in others), default=0), way.fields - told, more


def _unbarred(
    kind: Kind,
    some: Mapping[Place, frozenset[Bar]],
    others: Mapping[Place, frozenset[Bar]],
    names: "_Names",
    told: Mapping[Place, frozenset[Way]],
) -> Iterator[Shift]:
    """Deny rules on one side only, where something is told at all."""
    found: dict[Place, list[Bar]] = {}
    for place, bar in beyond(some, others):
        if any(way.level > bar.leaves for way in told.get(place, ())):
            found.setdefault(place, []).append(bar)
    for together, bar in _collapsed(found):
        yield _shift(kind, together, 4, bar.leaves, frozenset(), names.barred(kind, together, bar))


def _shift(kind: Kind, together: Together, level: int, before: int, fields: Iterable[str], sentence: str) -> Shift:
    recipients, roles, purposes, providers, record_types = (tuple(sorted(part)) for part in together)
    return Shift(
        kind, recipients, roles, purposes, providers, record_types, level, before, tuple(sorted(fields)), sentence
    )


def _collapsed(found: Mapping[Place, Iterable[_Value]]) -> list[tuple[Together, _Value]]:
    """Say alike things once: join places that differ in one part only, part by part, roles first."""
    joined: list[tuple[Together, _Value]] = [
        (tuple(frozenset({part}) for part in place), value) for place, values in found.items() for value in values
    ]
    for at in (1, 2, 0, 3, 4):
        grouped: dict[tuple[Together, Together, _Value], set[str]] = {}
        for place, value in joined:
            grouped.setdefault((place[:at], place[at + 1 :], value), set()).update(place[at])
        joined = [((*left, frozenset(parts), *right), value) for (left, right, value), parts in grouped.items()]
    return joined


class _Names:
    """The words of two documents: parties by name, everything else by its title."""

    def __init__(self, old: Agreement | None, new: Agreement, vocabulary: Vocabulary) -> None:
        self._parties = {party.org_id: party.name for one in (old, new) if one for party in one.parties}
        self._words = vocabulary

    def opened(self, together: Together, key: _Key) -> str:
        way, before, fields, without = key
        if before < way.level:
            until_now = f" Until now: {LEARN.get(before, 'nothing')}."
            return f"{self._who(together)} may learn {LEARN[way.level]} {self._of(together)}{self._if(way)}.{until_now}"
        if fields:
            return f"{self._who(together)} may also learn {_and(fields)} {self._of(together)}{self._if(way)}."
        if without:
            only = f"no longer only {self._conditions(without)}"
            return f"{self._who(together)} may learn {LEARN[way.level]} {self._of(together)}: {only}."
        return f"{self._who(together)} may learn {LEARN[way.level]} {self._of(together)} also{self._about(way)}."

    def closed(self, together: Together, key: _Key) -> str:
        way, after, fields, besides = key
        if after < way.level:
            from_now = f" From then on: {LEARN.get(after, 'nothing')}."
            return f"{self._who(together)} may no longer learn {LEARN[way.level]} {self._of(together)}.{from_now}"
        if fields:
            return f"{self._who(together)} may no longer learn {_and(fields)} {self._of(together)}."
        if besides:
            only = f"from then on only {self._conditions(besides)}"
            return f"{self._who(together)} may learn {LEARN[way.level]} {self._of(together)}: {only}."
        return f"{self._who(together)} may no longer learn all of it {self._of(together)}{self._about(way)}."

    def barred(self, kind: Kind, together: Together, bar: Bar) -> str:
        about = "anybody"
        if bar.subject_roles or bar.under:
            recorded = f" recorded as {_or(bar.subject_roles)}" if bar.subject_roles else ""
            about = f"people{f' under {bar.under}' if bar.under else ''}{recorded}"
        most = LEARN.get(bar.leaves, "nothing")
        says = "No longer barred" if kind == "opens" else "Newly barred"
        return f"{says}: more than {most} about {about}, to {self._who(together, within=True)} {self._of(together)}."

    def _who(self, together: Together, *, within: bool = False) -> str:
        recipients, roles, *_ = together
        titles = _or(self._words.roles[role].title for role in roles)
        return (
            f"{titles if within else titles[:1].upper() + titles[1:]} at {_or(self._party(one) for one in recipients)}"
        )

    def _of(self, together: Together) -> str:
        _, _, purposes, providers, record_types = together
        kinds = _or(self._words.record_types[one].title for one in record_types)
        whose = _or(self._party(one) for one in providers)
        return f"from {whose} ({kinds}), for {_or(self._words.purposes[one].title for one in purposes)}"

    def _party(self, org_id: str) -> str:
        return self._parties.get(org_id, org_id)

    def _if(self, way: Way) -> str:
        said = self._conditions(way.conditions)
        return f", {said}" if said else ""

    def _about(self, way: Way) -> str:
        """About whom a way tells, where that is what differs."""
        shut = f", except of {_and(way.shut)}" if way.shut else ""
        return f"{self._if(way)} about people who are {_and(way.ages)}, as {_or(way.subject_roles)}{shut}"

    def _conditions(self, clauses: Iterable[Clause]) -> str:
        said = [self._condition(clause) for clause in sorted(clauses, key=lambda clause: (clause.word, clause.named))]
        return ", ".join(one for one in said if one)

    def _condition(self, clause: Clause) -> str:
        if clause == DURING:
            return ""
        says = self._words.conditions[clause.word].says or clause.word
        return says.format(_or(clause.named)).replace("_", " ")


def _emergencies(old: BreakGlass | None, new: BreakGlass | None, vocabulary: Vocabulary) -> Iterator[str]:
    """Break-glass, as far as it opens or closes something; its other terms are among the changes of the text."""
    if new is None or not new.enabled:
        if old is not None and old.enabled:
            yield "In an emergency nothing more is opened than the rules open."
        return
    if old is None or not old.enabled:
        roles = _or(vocabulary.roles[role].title for role in new.allowed_roles)
        yield f"In an emergency {roles} may newly learn {LEARN[new.max_level]}, for {new.max_minutes} minutes."
        return
    if old.max_level != new.max_level:
        yield f"In an emergency: {LEARN[new.max_level]}, where it was: {LEARN[old.max_level]}."
    for said, were, are in (
        ("these roles may open it", old.allowed_roles, new.allowed_roles),
        ("these grounds open it", old.grounds, new.grounds),
        ("these classes stay shut", old.excluded_classes, new.excluded_classes),
    ):
        if set(are) - set(were):
            yield f"In an emergency {said} newly: {_and(set(are) - set(were))}."
        if set(were) - set(are):
            yield f"In an emergency {said} no longer: {_and(set(were) - set(are))}."
    if old.second_person != new.second_person:
        yield f"In an emergency a second person {'must agree' if new.second_person else 'no longer has to agree'}."


def _or(words: Iterable[str], last: str = "or") -> str:
    found = sorted(words)
    return "".join(found) if len(found) < 2 else f"{', '.join(found[:-1])} {last} {found[-1]}"


def _and(words: Iterable[str]) -> str:
    return _or((word.replace("_", " ") for word in words), "and")
