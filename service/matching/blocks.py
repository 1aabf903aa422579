"""Which pairs of records are worth comparing when people are in memory: those who share a selective key.

The keys are those of the blind tokens, before they are blinded. A key that more than 256 records of a source hold is
not selective and says nothing, so one name that is repeated without end costs nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from service.matching.comparison import levels
from service.matching.person import Person
from service.matching.tokens import Key, keys_of

Pattern = tuple[int, ...]
SELECTIVE: Final = 256
"""As many holders as a key may have."""


class Met(NamedTuple):
    """Two positions, and how many selective keys their people share."""

    one: int
    other: int
    shared: int


def across(a: Sequence[Person], b: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Pairs (position in a, position in b), none twice, of two sources that share a selective key."""
    return ((met.one, met.other) for met in meeting(a, b))


def within(people: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Pairs of positions, the lower first, none twice, of one source that share a selective key."""
    return ((one, other) for one, other in across(people, people) if one < other)


def meeting(a: Sequence[Person], b: Sequence[Person]) -> Iterator[Met]:
    """The pairs of `across`, each with how many selective keys are shared."""
    holders = _holders(b)
    for at, person in enumerate(a):
        near = Counter(other for key in keys_of(person) for other in holders.get(key, ()))
        yield from (Met(at, other, shared) for other, shared in sorted(near.items()))


def blocked(a: Sequence[Person], b: Sequence[Person]) -> Counter[Pattern]:
    """Level patterns of the pairs across two sources that share a selective key."""
    return patterns_of((a[at], b[other]) for at, other in across(a, b))


def patterns_of(pairs: Iterable[tuple[Person, Person]]) -> Counter[Pattern]:
    """How often each pattern of levels occurs among pairs."""
    return Counter(levels(one, other) for one, other in pairs)


def _holders(people: Sequence[Person]) -> dict[Key, list[int]]:
    holders: dict[Key, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        for key in keys_of(person):
            holders[key].append(at)
    return {key: found for key, found in holders.items() if len(found) <= SELECTIVE}
