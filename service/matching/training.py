"""Weights from unlabelled records: expectation maximisation over the level patterns of pairs that share a token.

Three classes (same person, one household, strangers). u comes from random pairs, with exact agreement worked out from value
frequencies because random sampling is too coarse, and stays fixed; m and h are free, but h of fields that are a person's own is drawn
towards strangers (a household pair is two people by construction). Without that EM can take the household for the match.

Strangers who share a token are not like random strangers (they share a name, or a street), and would be counted as matches, so
during training they have a fourth, free class of their own, which is dropped afterwards.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Final

from service.matching.comparison import FIELDS, ORDER, levels
from service.matching.person import Person
from service.matching.tokens import keys_of

Pattern = tuple[int, ...]
Shares = dict[str, tuple[float, ...]]
Report = Callable[[int, float], None]

OWN: Final = frozenset({"given", "middle", "birth", "sex", "nhs", "pnc", "cro", "upn", "uln", "crn", "nino", "local"})
"""Fields in which two people of one household are nearly strangers."""
_SELECTIVE: Final = 256
_RANDOM_PAIRS: Final = 200_000
_SMALLEST: Final = 1e-6
_FEW_HOUSEHOLD_PAIRS: Final = 0.02


@dataclass(frozen=True)
class Trained:
    """What EM found: a distribution over the levels of each field for each class, and how it went."""

    m: Shares
    h: Shares
    u: Shares
    classes: tuple[float, ...]
    """Shares of the pairs: same person, one household, strangers with something in common, random strangers."""
    household_class: bool
    rounds: int
    change: float
    pairs: int
    compared: dict[str, int]
    """How many pairs compared each field: a field that none compared was not trained."""


def blocked(a: Sequence[Person], b: Sequence[Person]) -> Counter[Pattern]:
    """Level patterns of the pairs across two sources that share a selective key."""
    holders: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at, person in enumerate(b):
        for key in keys_of(person):
            holders[key].append(at)
    patterns: Counter[Pattern] = Counter()
    for person in a:
        near = {at for key in keys_of(person) if len(holders.get(key, ())) <= _SELECTIVE for at in holders.get(key, ())}
        patterns.update(levels(person, b[at]) for at in near)
    return patterns


def strangers(a: Sequence[Person], b: Sequence[Person], seed: int = 7) -> Shares:
    """u: levels of random pairs; exact agreement of names and date of birth from value frequencies."""
    draw = random.Random(seed)
    counts: dict[str, Counter[int]] = {name: Counter() for name in ORDER}
    for _ in range(_RANDOM_PAIRS):
        for name, level in zip(ORDER, levels(draw.choice(a), draw.choice(b)), strict=True):
            counts[name][level] += 1
    found = {name: _smoothed([counts[name][level] for level in range(1, len(FIELDS[name]))]) for name in ORDER}
    for name, value in (("given", _forename), ("family", _family), ("birth", _birth)):
        found[name] = _with_exact(found[name], _agreement(a, b, value))
    return found


def _forename(person: Person) -> object:
    return person.forenames[0] if person.forenames else None


def _family(person: Person) -> object:
    return person.families[0] if person.families else None


def _birth(person: Person) -> object:
    whole = person.year and person.month and person.day and not person.placeholder
    return (person.year, person.month, person.day) if whole else None


def _agreement(a: Sequence[Person], b: Sequence[Person], value: Callable[[Person], object]) -> float:
    """The chance that two different people agree on a value: counted within each source, where a person is once."""
    same = pairs = 0
    for source in (a, b):
        counts = Counter(map(value, source))
        del counts[None]
        held = counts.total()
        same += sum(count * (count - 1) for count in counts.values())
        pairs += held * (held - 1)
    return same / pairs if pairs else 0.0


def _with_exact(shares: tuple[float, ...], exact: float) -> tuple[float, ...]:
    exact = max(exact, _SMALLEST)
    rest = sum(shares[1:])
    return (exact, *(share / rest * (1 - exact) for share in shares[1:]))


def _smoothed(counts: Sequence[float]) -> tuple[float, ...]:
    total = sum(counts) + 0.5 * len(counts)
    return tuple((count + 0.5) / total for count in counts)


def expectation_maximisation(
    patterns: Counter[Pattern],
    u: Shares,
    *,
    pull: float = 0.3,
    rounds: int = 200,
    stop: float = 1e-5,
    report: Report | None = None,
) -> Trained:
    """Fit m and h. `pull` is how strongly h of a person's own fields is drawn towards u (0 none, 1 wholly).

    Raises ValueError when there are no pairs to learn from.
    """
    total = sum(patterns.values())
    if not total:
        raise ValueError(
            "no two records share a token, so there is nothing to learn from: give two sources that overlap"
        )
    m, h, near = _first_m(), _first_h(u), _first_near(u)
    classes: tuple[float, ...] = (0.25, 0.35, 0.35, 0.05)
    change, done = 1.0, 0
    while done < rounds and change > stop:
        sums, counted = _expect(patterns, (m, h, near, u), classes)
        fresh = tuple(count / total for count in counted)
        m, h, near = (
            _shares(sums[0]),
            _drawn(_shares(sums[1]), u, pull, OWN),
            _drawn(_shares(sums[2]), u, pull, {"birth"}),
        )
        change = max(abs(x - y) for x, y in zip(classes, fresh, strict=True))
        classes, done = fresh, done + 1
        if report:
            report(done, change)
    compared = {name: sum(n for pattern, n in patterns.items() if pattern[at]) for at, name in enumerate(ORDER)}
    return Trained(m, h, u, classes, classes[1] >= _FEW_HOUSEHOLD_PAIRS, done, change, total, compared)


def _first_m() -> Shares:
    return {name: (0.9, *((0.1 / (len(known) - 2),) * (len(known) - 2))) for name, known in FIELDS.items()}


def _first_h(u: Shares) -> Shares:
    start = dict(u)
    for name in ("family", "address"):
        count = len(FIELDS[name]) - 2
        start[name] = (0.8, *((0.2 / count,) * count))
    return start


def _first_near(u: Shares) -> Shares:
    """Strangers with something in common: alike in names as households are in address, elsewhere as strangers."""
    alike = {
        name: tuple(0.5 * share + 0.5 / len(u[name]) for share in u[name]) for name in ("given", "family", "address")
    }
    return {**u, **alike}


def _expect(
    patterns: Counter[Pattern], shares: Sequence[Shares], classes: Sequence[float]
) -> tuple[list[list[list[float]]], list[float]]:
    """Expected counts of each level for all but the last class, and the expected size of every class."""
    tables = [[(1.0, *by_name[name]) for name in ORDER] for by_name in shares]
    free = len(shares) - 1
    sums = [[[0.0] * len(FIELDS[name]) for name in ORDER] for _ in range(free)]
    sizes = [0.0] * len(shares)
    for pattern, count in patterns.items():
        joint = [_joint(table, pattern, prior) for table, prior in zip(tables, classes, strict=True)]
        scale = count / sum(joint)
        for one in range(free + 1):
            weight = joint[one] * scale
            sizes[one] += weight
            if one < free:
                for field, level in enumerate(pattern):
                    sums[one][field][level] += weight
    return sums, sizes


def _joint(table: list[tuple[float, ...]], pattern: Pattern, prior: float) -> float:
    for field, level in enumerate(pattern):
        if level:
            prior *= table[field][level]
    return prior


def _shares(sums: list[list[float]]) -> Shares:
    return {name: _smoothed(sums[at][1:]) for at, name in enumerate(ORDER)}


def _drawn(h: Shares, u: Shares, pull: float, own: Set[str]) -> Shares:
    return {
        name: tuple((1 - pull) * x + pull * y for x, y in zip(h[name], u[name], strict=True))
        if name in own
        else h[name]
        for name in ORDER
    }
