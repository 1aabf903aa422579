"""Weights from unlabelled records: expectation maximisation over the level patterns of pairs that share a token.

Three classes (same person, one household, strangers). u comes from random pairs (`chance`) and stays fixed; m and h are
free, but h of fields that are a person's own is drawn towards strangers (a household pair is two people by
construction). Without that EM can take the household for the match.

Strangers who share a token are not like random strangers (they share a name, or a street), and would be counted as
matches, so during training they have a fourth, free class of their own, which is dropped afterwards.
"""

from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.matching.blocks import Pattern, blocked
from service.matching.chance import Shares, smoothed, strangers
from service.matching.comparison import ADDRESS, EXACT, FIELDS, MISSPELT, ORDER, POSTCODE, STREET

__all__ = ["Shares", "Trained", "blocked", "expectation_maximisation", "strangers"]

Report = Callable[[int, float], None]
Real = NDArray[np.float64]
Tables = list[Real]
"""For each field its levels' probabilities; the first, missing, says nothing and is 1."""

OWN: Final = frozenset({"given", "middle", "birth", "sex", "nhs", "pnc", "cro", "upn", "uln", "crn", "nino", "local"})
"""Fields in which two people of one household are nearly strangers."""
MATCH, HOUSEHOLD, NEAR, STRANGER = range(4)
ROUNDS: Final = 200
FEW_HOUSEHOLD_PAIRS: Final = 0.02
MOST_AT_HOME: Final = 0.5


@dataclass(frozen=True)
class Trained:
    """What EM found: a distribution over the levels of each field for each class, and how it went."""

    m: Shares
    h: Shares
    u: Shares
    near: Shares
    """Strangers with something in common: used in training alone."""
    classes: tuple[float, ...]
    """Shares of the pairs: same person, one household, strangers with something in common, random strangers."""
    household_class: bool
    rounds: int
    change: float
    """How far any share of a class moved in the last round."""
    converged: bool
    pairs: int
    compared: dict[str, int]
    """How many pairs compared each field: a field that none compared was not trained."""


class _Patterns(NamedTuple):
    """Patterns as columns of levels, one a field, and how often each occurs."""

    columns: list[NDArray[np.int64]]
    counts: Real


def expectation_maximisation(
    patterns: Counter[Pattern],
    u: Shares,
    *,
    start: Trained | None = None,
    pull: float = 0.3,
    rounds: int = ROUNDS,
    stop: float = 1e-5,
    report: Report | None = None,
) -> Trained:
    """Fit m and h, from `start` where there is one.

    `pull` is how strongly h of a person's own fields is drawn towards u (0 none, 1 wholly).

    Raises ValueError when there are no pairs to learn from.
    """
    total = sum(patterns.values())
    if not total:
        raise ValueError(
            "no two records share a token, so there is nothing to learn from: give two sources that overlap"
        )
    seen = _columns(patterns)
    tables = [_first_m(), _tables(_first_h(u)), _tables(_first_near(u)), _tables(u)]
    classes = np.array([0.25, 0.35, 0.35, 0.05])
    if start is not None:
        tables = [_tables(start.m), _tables(start.h), _tables(start.near), _tables(u)]
        classes = np.array(start.classes)
    change, done = 1.0, 0
    while done < rounds and change > stop:
        shares = _responsibilities(seen, tables, classes)
        tables[MATCH] = _fitted(seen, shares[MATCH])
        tables[HOUSEHOLD] = _drawn(_fitted(seen, shares[HOUSEHOLD]), tables[STRANGER], pull, OWN)
        tables[NEAR] = _drawn(_fitted(seen, shares[NEAR]), tables[STRANGER], pull, {"birth"})
        fresh = shares.sum(axis=1) / total
        change, classes, done = float(np.abs(fresh - classes).max()), fresh, done + 1
        if report:
            report(done, change)
    return Trained(
        m=_by_name(tables[MATCH]),
        h=_by_name(tables[HOUSEHOLD]),
        u=u,
        near=_by_name(tables[NEAR]),
        classes=tuple(classes.tolist()),
        household_class=_are_households(classes[HOUSEHOLD], tables[HOUSEHOLD]),
        rounds=done,
        change=change,
        converged=change <= stop,
        pairs=total,
        compared={name: int(seen.counts[column > 0].sum()) for name, column in zip(ORDER, seen.columns, strict=True)},
    )


def _are_households(share: float, h: Tables) -> bool:
    """Whether what EM found as its second class are households: not too few, and most of them at one address."""
    address = h[ADDRESS]
    together = address[EXACT] + address[STREET] + address[MISSPELT] + address[POSTCODE]
    return bool(share >= FEW_HOUSEHOLD_PAIRS and together >= MOST_AT_HOME)


def strangeness(patterns: Counter[Pattern], found: Trained, among: int) -> dict[Pattern, float]:
    """The share of strangers among random pairs of each pattern, `among` being how many pairs there are in all."""
    seen = _columns(patterns)
    match, household = (found.classes[one] * found.pairs / among for one in (MATCH, HOUSEHOLD))
    if not found.household_class:
        household = 0.0
    shares = np.array([match, household, max(1 - match - household, 0.0)])
    tables = [_tables(found.m), _tables(found.h), _tables(found.u)]
    of_strangers = _responsibilities(seen, tables, shares)[2] / seen.counts
    return dict(zip(patterns, of_strangers.tolist(), strict=True))


def _columns(patterns: Counter[Pattern]) -> _Patterns:
    levels = np.array(list(patterns), dtype=np.int64)
    return _Patterns(list(levels.T.copy()), np.array(list(patterns.values()), dtype=np.float64))


def _responsibilities(seen: _Patterns, tables: Sequence[Tables], classes: Real) -> Real:
    """How many pairs of each pattern are expected to be of each class, (classes, patterns)."""
    logs = np.repeat(np.log(np.maximum(classes, 1e-300))[:, None], seen.counts.size, axis=1)
    for of_class, table in enumerate(tables):
        for column, field in zip(seen.columns, table, strict=True):
            logs[of_class] += np.log(field)[column]
    logs -= logs.max(axis=0)
    joint = np.exp(logs)
    return np.asarray(joint * (seen.counts / joint.sum(axis=0)))


def _fitted(seen: _Patterns, weights: Real) -> Tables:
    """The share of each level among pairs of a class, as if half of one more had been seen of each."""
    found = []
    for name, column in zip(ORDER, seen.columns, strict=True):
        counts = np.bincount(column, weights=weights, minlength=len(FIELDS[name]))[1:]
        found.append(np.r_[1.0, np.array(smoothed(counts.tolist()))])
    return found


def _drawn(h: Tables, u: Tables, pull: float, own: Set[str]) -> Tables:
    return [(1 - pull) * x + pull * y if name in own else x for name, x, y in zip(ORDER, h, u, strict=True)]


def _tables(shares: Shares) -> Tables:
    return [np.array((1.0, *shares[name])) for name in ORDER]


def _by_name(tables: Tables) -> Shares:
    return {name: tuple(table[1:].tolist()) for name, table in zip(ORDER, tables, strict=True)}


def _first_m() -> Tables:
    rest = {name: len(known) - 2 for name, known in FIELDS.items()}
    return [np.array((1.0, 0.9, *((0.1 / count,) * count))) for count in rest.values()]


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
