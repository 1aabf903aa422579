"""Which pairs of records are worth comparing when people are in memory: those who share a selective key.

The keys are those of the blind tokens, before they are blinded. A key that more than 256 records of a source hold is
not selective and says nothing, so one name that is repeated without end costs nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from service.matching.comparison import levels
from service.matching.person import Person
from service.matching.tokens import Key, keys_of

Pattern = tuple[int, ...]
SELECTIVE: Final = 256
"""As many holders as a key may have."""


def across(a: Sequence[Person], b: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Pairs (position in a, position in b), none twice, of two sources that share a selective key."""
    holders = _holders(b)
    for at, person in enumerate(a):
        near = {other for key in keys_of(person) for other in holders.get(key, ())}
        yield from ((at, other) for other in sorted(near))


def within(people: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Pairs of positions, the lower first, none twice, of one source that share a selective key."""
    return ((one, other) for one, other in across(people, people) if one < other)


def among(sources: Sequence[Sequence[Person]]) -> Iterator[tuple[Person, Person]]:
    """Pairs of any two different sources that share a selective key."""
    for a, b in combinations(sources, 2):
        yield from ((a[at], b[other]) for at, other in across(a, b))


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
