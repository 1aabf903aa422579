"""How far does an agreement reach? For each asker, purpose and kind of record: the ways in which something may be told.

Two documents are compared by their ways: one way is within another when whoever may use the first may use the second,
and learns no more by it. The engine decides by the same rules; nothing is decided here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from isa.agreement import Agreement, Rule
from isa.clauses import Clause, read_condition
from isa.effective import age_bands, agreed_fields, bases, closed_classes, opens, subject_roles
from isa.vocabulary import Level, Vocabulary

Place = tuple[str, str, str, str, str]
"""Recipient, role, purpose, provider, record type."""

DURING = Clause("during", ("find", "fetch"))
"""What a rule says that does not say during which acts it holds."""
_ABOUT_SUBJECTS = frozenset({"subject_age", "subject_role"})
_GATHERED = frozenset({"requires_training"})
"""Conditions that want all that they name; the others are content with any one."""


_One = TypeVar("_One", "Way", "Bar")


@dataclass(frozen=True)
class Way:
    """One rule that lets something be told: how much, which fields, on which conditions."""

    level: int
    fields: frozenset[str]
    conditions: frozenset[Clause]
    """Beyond those about the people in the records, which stand apart below."""
    ages: frozenset[str]
    """Of which age bands it tells."""
    subject_roles: frozenset[str]
    """About people recorded as one of these."""
    shut: frozenset[str]
    """The sensitive classes of which it tells nothing, beyond the law's own bars."""

    def within(self, other: "Way") -> bool:
        """Whether the other tells as much or more to everybody to whom this one tells anything."""
        return (
            self.level <= other.level
            and self.fields <= other.fields
            and self.ages <= other.ages
            and self.subject_roles <= other.subject_roles
            and other.shut <= self.shut
            and all(_met(clause, self.conditions) for clause in other.conditions)
        )


@dataclass(frozen=True)
class Bar:
    """One rule that keeps something shut: about whom, and what may be told all the same."""

    leaves: int
    under: int
    """About people younger than this; 0 for all ages."""
    subject_roles: frozenset[str]
    """About people recorded as one of these; empty for all."""

    def within(self, other: "Bar") -> bool:
        """Whether the other keeps shut whatever this one does."""
        ages = other.under in (0, self.under)
        roles = not other.subject_roles or (bool(self.subject_roles) and self.subject_roles <= other.subject_roles)
        return other.leaves <= self.leaves and ages and roles


def ways(agreement: Agreement, vocabulary: Vocabulary) -> dict[Place, frozenset[Way]]:
    """Every way in which the agreement lets something be told, by place."""
    found: dict[Place, set[Way]] = {}
    for rule in agreement.rules:
        if opens(agreement, rule):
            for place in _places(agreement, rule, vocabulary):
                found.setdefault(place, set()).add(_way(agreement, rule, place, vocabulary))
    return {place: frozenset(some) for place, some in found.items()}


def bars(agreement: Agreement, vocabulary: Vocabulary) -> dict[Place, frozenset[Bar]]:
    """Every deny rule of the agreement, by place."""
    found: dict[Place, set[Bar]] = {}
    for rule in agreement.rules:
        if rule.effect == "deny":
            when = rule.applies_when
            bar = Bar(when.level_gte - 1, when.subject_age_lt or 0, frozenset(when.subject_role_in))
            for place in _places(agreement, rule, vocabulary):
                found.setdefault(place, set()).add(bar)
    return {place: frozenset(some) for place, some in found.items()}


def beyond(
    some: Mapping[Place, frozenset[_One]], others: Mapping[Place, frozenset[_One]]
) -> Iterator[tuple[Place, _One]]:
    """Each that lies within none of the others at its place."""
    for place, ones in sorted(some.items()):
        for one in sorted(ones, key=repr):
            if not any(one.within(other) for other in others.get(place, ())):
                yield place, one


def _way(agreement: Agreement, rule: Rule, place: Place, vocabulary: Vocabulary) -> Way:
    _, role, purpose, provider, record_type = place
    grounds = {
        code for basis in bases(agreement, purpose, "provider", provider) for code in basis.confidentiality_basis
    }
    level = min([int(rule.max_level or Level.NONE), *(vocabulary.confidentiality_bases[code].cap for code in grounds)])
    return Way(
        level,
        agreed_fields(agreement, rule, record_type, level, vocabulary),
        _conditions(rule, vocabulary),
        frozenset(age_bands(agreement, rule, record_type, vocabulary)),
        frozenset(subject_roles(agreement, rule, record_type, vocabulary)),
        closed_classes(agreement, record_type, role, vocabulary),
    )


def _conditions(rule: Rule, vocabulary: Vocabulary) -> frozenset[Clause]:
    clauses = [read_condition(text, vocabulary) for text in rule.conditions]
    found = {Clause(one.word, tuple(sorted(one.named))) for one in clauses if one.word not in _ABOUT_SUBJECTS}
    return frozenset(found if any(one.word == DURING.word for one in found) else {*found, DURING})


def _met(wanted: Clause, given: Iterable[Clause]) -> bool:
    """Whether a condition holds wherever the given ones do."""
    for one in given:
        if one.word == wanted.word:
            less, more = (wanted, one) if one.word in _GATHERED else (one, wanted)
            if set(less.named) <= set(more.named):
                return True
    return False


def _places(agreement: Agreement, rule: Rule, vocabulary: Vocabulary) -> Iterator[Place]:
    parties = [party.org_id for party in agreement.parties]
    for recipient in _spelled(rule.recipient, parties):
        for role in _spelled(rule.recipient_roles, vocabulary.roles):
            for purpose in _spelled(rule.purposes, [purpose.code for purpose in agreement.purposes]):
                for provider in _spelled(rule.provider, parties):
                    for record_type in rule.record_types:
                        yield recipient, role, purpose, provider, record_type


def _spelled(words: Iterable[str], everyone: Iterable[str]) -> tuple[str, ...]:
    named = tuple(words)
    return tuple(everyone) if "*" in named else named
