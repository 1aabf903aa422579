"""How strangers compare: u, from random pairs, with exact agreement worked out from how often values occur.

Random pairs alone are too coarse for what agrees once in a hundred thousand; frequencies are exact. Fixed before EM.
"""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from service.matching.blocks import Pattern, patterns_of
from service.matching.comparison import FIELDS, ORDER, SCHEMES
from service.matching.person import Person

Shares = dict[str, tuple[float, ...]]
Values = Callable[[Person], Iterable[Hashable]]
RANDOM_PAIRS: Final = 200_000
_SMALLEST: Final = 1e-6


class Drawn(NamedTuple):
    """Random pairs: how often each pattern of levels occurs, and how often strangers agree exactly by frequencies."""

    patterns: Counter[Pattern]
    exact: dict[str, float]
    pairs: int
    """How many pairs there are to draw from."""
    sources: int


def drawn(sources: Sequence[Sequence[Person]], *, seed: int = 7, pairs: int = RANDOM_PAIRS) -> Drawn:
    """Random pairs of two different sources, or of the only one.

    Raises ValueError where there are not two people to compare.
    """
    held = [source for source in sources if source]
    sizes = [len(source) for source in held]
    whole = sum(sizes)
    if whole < 2:
        raise ValueError("there are not two people to compare: load at least two sources with people in them")
    among = (whole**2 - sum(size**2 for size in sizes)) // 2 if len(held) > 1 else whole * (whole - 1) // 2
    draw = random.Random(seed)
    seen = patterns_of(_two(held, draw) for _ in range(pairs))
    return Drawn(seen, {name: agreement(held, values) for name, values in VALUES.items()}, among, len(held))


def strangers(*sources: Sequence[Person]) -> Shares:
    """u of each field, as random pairs have it."""
    return levels_of(drawn(sources))


def levels_of(
    random_pairs: Drawn, strange: Mapping[Pattern, float] | None = None, twice: Mapping[str, float] | None = None
) -> Shares:
    """u of each field: the levels of random pairs, and exact agreement by frequencies where values are many.

    Once it can be told who is who, `strange` is for each pattern the share of its pairs that are strangers, and
    `twice` how often a value agrees because one source has one person twice. It matters where sources are small: one
    random pair in 5,000 is then one person, and no stranger has as much in common.
    """
    counts = [[0.0] * len(known) for known in FIELDS.values()]
    for pattern, count in random_pairs.patterns.items():
        weight = count * (1.0 if strange is None else strange[pattern])
        for of_field, level in zip(counts, pattern, strict=True):
            of_field[level] += weight
    found = {name: smoothed(of_field[1:]) for name, of_field in zip(ORDER, counts, strict=True)}
    for name, exact in random_pairs.exact.items():
        found[name] = _with_exact(found[name], exact - (twice or {}).get(name, 0.0))
    return found


def _two(sources: Sequence[Sequence[Person]], draw: random.Random) -> tuple[Person, Person]:
    if len(sources) == 1:
        one, other = draw.sample(range(len(sources[0])), 2)
        return sources[0][one], sources[0][other]
    a, b = draw.sample(range(len(sources)), 2) if len(sources) > 2 else (0, 1)
    return draw.choice(sources[a]), draw.choice(sources[b])


def _forename(person: Person) -> Iterable[Hashable]:
    """The current forename, where it is more than an initial."""
    return (person.forenames[0],) if person.forenames and len(person.forenames[0]) > 1 else ()


def _family(person: Person) -> Iterable[Hashable]:
    return person.families[:1]


def _birth(person: Person) -> Iterable[Hashable]:
    """The whole date of birth, unless it is a placeholder."""
    whole = person.year and person.month and person.day and not person.placeholder
    return ((person.year, person.month, person.day),) if whole else ()


def _phone(person: Person) -> Iterable[Hashable]:
    return person.phones[:1]


def _identifier(scheme: str) -> Values:
    return lambda person: tuple(value for known, value, _ in person.identifiers if known == scheme)[:1]


VALUES: Final[dict[str, Values]] = {
    "given": _forename,
    "family": _family,
    "birth": _birth,
    "phone": _phone,
    **{scheme: _identifier(scheme) for scheme in SCHEMES},
}
"""At most one value of a person, for fields that are counted, because random pairs are too coarse for them."""


class Bearers(NamedTuple):
    """Of each name: how many records have it, and how many people at the least. Nobody shielded is among them."""

    records: Counter[Hashable]
    people: Counter[Hashable]


def counted(sources: Iterable[Iterable[Person]], field: str) -> Bearers:
    """Who has each value of a field in `VALUES`.

    People are counted within one source, the one where most have the value, because other sources hold the same people
    again; and by day of birth, because a source may hold somebody twice. Whose day of birth is not known count as one.
    """
    values = VALUES[field]
    records, people = Counter[Hashable](), Counter[Hashable]()
    for source in sources:
        born: dict[Hashable, set[Hashable]] = {}
        for person in source:
            for value in () if person.shielded else values(person):
                records[value] += 1
                born.setdefault(value, set()).add(next(iter(_birth(person)), None))
        people |= Counter({value: len(days) for value, days in born.items()})
    return Bearers(records, people)


def agreement(sources: Sequence[Sequence[Person]], values: Values) -> float:
    """The chance that two different people agree on a value: counted within each source, where a person is once."""
    same = pairs = 0
    for source in sources:
        counts = Counter(value for person in source for value in values(person))
        held = counts.total()
        same += sum(count * (count - 1) for count in counts.values())
        pairs += held * (held - 1)
    return same / pairs if pairs else 0.0


def _with_exact(shares: tuple[float, ...], exact: float) -> tuple[float, ...]:
    exact = min(max(exact, _SMALLEST), 0.999)
    rest = sum(shares[1:])
    return (exact, *(share / rest * (1 - exact) for share in shares[1:]))


def smoothed(counts: Sequence[float]) -> tuple[float, ...]:
    """Shares of counts, as if half of one more had been seen of each."""
    total = sum(counts) + 0.5 * len(counts)
    return tuple((count + 0.5) / total for count in counts)
