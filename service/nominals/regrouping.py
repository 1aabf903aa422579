"""Who is one person under a model, from nothing: every record takes its place again, one after the other.

Decided by the same `choose` as at a load, on records in memory. What people have decided comes first. A port, because
a vectorised way of doing the same takes its place where there are many.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from service.matching.linking import Founds, Holds, Joins, choose
from service.matching.model import Model
from service.matching.nearness import FAR, Nearness
from service.matching.person import Person
from service.matching.ranking import Known
from service.matching.tokens import IndexKey, tokens_of
from service.nominals.rules import contradicting
from service.store.store import CANDIDATES

MOST_SCORED: Final = 24
Progress = Callable[[int, int], None]
Couples = Sequence[tuple[int, int]]


class Freed(NamedTuple):
    """A record without its golden nominal, as the matcher sees it."""

    record: int
    person: Person


class Why(NamedTuple):
    """Why a record is held to be one person with another: millionths of a bit, and the levels."""

    record: int
    other: int
    score: int
    levels: str


@dataclass
class Regrouped:
    """The outcome: records by person, those that must be held, and the edges between records of one person."""

    groups: list[list[int]] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    edges: list[Why] = field(default_factory=list)


class Regroup(Protocol):
    """Puts free records together. `never` and `always` are pairs of record numbers that people have decided."""

    def __call__(
        self, freed: Sequence[Freed], never: Couples, always: Couples, model: Model, key: IndexKey, progress: Progress
    ) -> Regrouped:
        """See `one_by_one`."""
        ...


def one_by_one(
    freed: Sequence[Freed], never: Couples, always: Couples, model: Model, key: IndexKey, progress: Progress
) -> Regrouped:
    """Let every record choose its place, in order; those who are shielded first, so that nobody slips past them."""
    regrouping = _Regrouping(model, _partners(never), _partners(always))
    ordered = sorted(freed, key=lambda one: (not one.person.shielded, one.record))
    for done, one in enumerate(ordered):
        regrouping.place(one, tokens_of(one.person, key))
        if done % 1000 == 0:
            progress(done, len(ordered))
    progress(len(ordered), len(ordered))
    return regrouping.outcome()


def _partners(couples: Couples) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in couples:
        found[one].add(other)
        found[other].add(one)
    return found


class _Regrouping:
    """The places so far: by token, by record, by group."""

    def __init__(self, model: Model, never: dict[int, set[int]], always: dict[int, set[int]]) -> None:
        self._model = model
        self._near = Nearness(model)
        self._never = never
        self._always = always
        self._by_token: dict[int, list[int]] = defaultdict(list)
        self._people: dict[int, Person] = {}
        self._group: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._outcome = Regrouped()

    def outcome(self) -> Regrouped:
        """Everybody's place."""
        self._outcome.groups = [sorted(members) for members in self._members.values() if members]
        return self._outcome

    def place(self, one: Freed, tokens: Iterable[int]) -> None:
        """Give a record its place."""
        tokens = list(tokens)
        bound = self._bound(one)
        known = self._scored(one, bound) if bound else self._candidates(one, tokens)
        choice = Joins(str(bound[0]), FAR) if bound else choose(one.person, known, self._model) if known else Founds()
        if isinstance(choice, Holds):
            self._outcome.held.append(one.record)
            return
        self._admit(one, tokens, int(choice.golden) if isinstance(choice, Joins) else None)
        if isinstance(choice, Joins):
            self._outcome.edges.append(_why(one.record, [k for k in known if k.golden == choice.golden]))
        for group in bound[1:]:
            self._merge(group, bound[0])

    def _bound(self, one: Freed) -> list[int]:
        """The groups to which a person has said that it belongs, as far as no other rule stands between."""
        mates = [other for other in self._always.get(one.record, ()) if other in self._group]
        found: list[int] = []
        for group in sorted({self._group[mate] for mate in mates} - self._barred(one.record)):
            together = [one.person, *(self._people[r] for g in (*found, group) for r in self._members[g])]
            if not contradicting(together) and not self._ruled_out(found, group):
                found.append(group)
        return found

    def _ruled_out(self, groups: Sequence[int], group: int) -> bool:
        others = {record for g in groups for record in self._members[g]}
        return any(self._never.get(record, set()) & others for record in self._members[group])

    def _barred(self, record: int) -> set[int]:
        return {self._group[other] for other in self._never.get(record, ()) if other in self._group}

    def _candidates(self, one: Freed, tokens: Sequence[int]) -> list[Known]:
        """Whoever shares most tokens, and everybody else of the groups that come near."""
        shared = Counter(
            r for token in tokens if len(self._by_token[token]) <= CANDIDATES for r in self._by_token[token]
        )
        barred = self._barred(one.record)
        met = [record for record, _ in shared.most_common(MOST_SCORED) if self._group[record] not in barred]
        near = {record for record in met if not self._near.far(one.person, self._people[record])}
        if not near:
            return []
        return self._scored(one, sorted({self._group[record] for record in near}))

    def _scored(self, one: Freed, groups: Sequence[int]) -> list[Known]:
        known: list[Known] = []
        for group in groups:
            for record in self._members[group]:
                other = self._people[record]
                far = self._near.far(one.person, other)
                score = (
                    FAR
                    if far and record not in self._always.get(one.record, ())
                    else self._model.score(one.person, other)
                )
                known.append(Known(str(record), str(group), other.provider, other, score))
        return known

    def _admit(self, one: Freed, tokens: Iterable[int], group: int | None) -> None:
        group = one.record if group is None else group
        self._people[one.record] = one.person
        self._group[one.record] = group
        self._members.setdefault(group, []).append(one.record)
        for token in tokens:
            self._by_token[token].append(one.record)

    def _merge(self, group: int, into: int) -> None:
        for record in self._members.pop(group):
            self._group[record] = into
            self._members[into].append(record)


def _why(record: int, mates: Sequence[Known]) -> Why:
    best = max(mates, key=lambda known: known.score.bits)
    return Why(record, int(best.record), round(best.score.bits * 1_000_000), "".join(map(str, best.score.levels)))
