"""How often the right person is found, and how often somebody else is: the quality figures, on plain inputs.

For data with truth beside it: a query and a record belong together when their truth is equal. Truth is never compared.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from service.matching.bands import Band
from service.matching.blocks import SELECTIVE
from service.matching.model import Model
from service.matching.person import Person
from service.matching.ranking import Ranked, rank, scored
from service.matching.tokens import IndexKey, tokens_of, tokens_sought


@dataclass
class Index:
    """Blind tokens of records in a dict, as the store's candidate search works: at most 256 records a token."""

    key: IndexKey
    people: dict[str, Person] = field(default_factory=dict)
    postings: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, record: str, person: Person) -> None:
        """Put a record in."""
        self.people[record] = person
        for token in tokens_of(person, self.key):
            self.postings[token].append(record)

    def candidates(self, person: Person) -> Iterator[tuple[str, str, Person]]:
        """(record, golden, person) of records that share a selective token; each record is its own golden nominal."""
        seen: dict[str, None] = {}
        for token in tokens_sought(person, self.key):
            found = self.postings.get(token, ())
            if len(found) <= SELECTIVE:
                seen.update(dict.fromkeys(found))
        return ((record, record, self.people[record]) for record in seen)


@dataclass(frozen=True)
class Answer:
    """What one query got: the first answer's band and whether it was right, and whether there was one to find."""

    band: Band
    right: bool
    findable: bool
    bits: float
    group: str


@dataclass(frozen=True)
class Quality:
    """Shares of queries. `wrong` counts a confirmed or likely first answer that is somebody else."""

    queries: int
    findable: int
    confirmed_right: float
    shown_right: float
    confirmed_wrong: float
    shown_wrong: float
    strangers_confirmed: float


def answers(
    queries: Iterable[tuple[str, Person, str]], index: Index, truth: dict[str, str], model: Model
) -> list[Answer]:
    """Ask for each (truth, person, group) and keep the first answer. `truth` maps a record to its own truth."""
    held = Counter(truth.values())
    found = []
    for who, person, group in queries:
        ranked = rank(person, scored(person, index.candidates(person), model), model)
        found.append(_answer(who, ranked, truth, held[who] > 0, group))
    return found


def _answer(who: str, ranked: Sequence[Ranked], truth: dict[str, str], findable: bool, group: str) -> Answer:
    if not ranked:
        return Answer(Band.NONE, False, findable, float("-inf"), group)
    first = ranked[0]
    return Answer(first.band, truth[first.best.record] == who, findable, first.best.score.bits, group)


def quality(found: Sequence[Answer]) -> Quality:
    """The shares over all answers; recall is of those that could be found, wrong of all queries."""
    findable = [one for one in found if one.findable]
    strangers = [one for one in found if not one.findable]
    shown = (Band.CONFIRMED, Band.LIKELY)
    return Quality(
        queries=len(found),
        findable=len(findable),
        confirmed_right=_share(findable, lambda one: one.right and one.band is Band.CONFIRMED),
        shown_right=_share(findable, lambda one: one.right and one.band in shown),
        confirmed_wrong=_share(found, lambda one: not one.right and one.band is Band.CONFIRMED),
        shown_wrong=_share(found, lambda one: not one.right and one.band in shown),
        strangers_confirmed=_share(strangers, lambda one: one.band is Band.CONFIRMED),
    )


def by_group(found: Sequence[Answer]) -> dict[str, Quality]:
    """The same for each group (age band, sex, name origin) that the queries name."""
    groups: dict[str, list[Answer]] = defaultdict(list)
    for one in found:
        groups[one.group].append(one)
    return {group: quality(members) for group, members in sorted(groups.items())}


def _share(members: Sequence[Answer], holds: Callable[[Answer], bool]) -> float:
    return sum(map(holds, members)) / len(members) if members else 0.0
