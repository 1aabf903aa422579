"""Pairs that look like twins: one date of birth, one surname, one address, another forename, and two people in truth.

No contender should join one. Counted on the values that the contenders see, so that slips make some and hide others.
"""

from collections import defaultdict
from itertools import combinations

from deploy.bench.match.columns import columns
from deploy.bench.match.material import DataSet

_MOST = 50
"""People at one address with one surname and date of birth: more is a placeholder, not a family."""


def twin_pairs(of: DataSet) -> set[tuple[int, int]]:
    """Such pairs of rows, the lower row first."""
    found = columns(of.material.records)
    alike: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for row, key in enumerate(zip(found["dob"], found["surname"], found["house"], found["postcode"], strict=True)):
        if key[0] and key[1] and key[3]:
            alike[key].append(row)
    return {
        pair
        for rows in alike.values()
        if 1 < len(rows) <= _MOST
        for pair in combinations(rows, 2)
        if _two_people(of, found["forename"], pair)
    }


def _two_people(of: DataSet, forenames: list[str | None], pair: tuple[int, int]) -> bool:
    one, other = pair
    records, who = of.material.records, of.truth.person
    apart = of.material.dedupe or records[one].provider != records[other].provider
    return apart and who[one] != who[other] and forenames[one] != forenames[other] and bool(forenames[one])
