"""The levels of many pairs: each field's own comparison, called once for each pair of unique values.

What `comparison.FACETS` defines is called, not written again; only equality is told from numbers alone. A property
test holds these levels to the online ones.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service.matching.bulk.columns import NOBODY, SEVERAL, Columns
from service.matching.bulk.looks import IDENTIFIERS, Look
from service.matching.comparison import EXACT, FACETS, FAMILY, FIELDS, GIVEN, NAME_SWAPPED, ORDER, SCHEMES, swapped
from service.matching.person import MatchIdentifier, Person

Ends = NDArray[np.int32]
Levels = NDArray[np.uint8]
Compare = Callable[[Person, Person], int]

WIDTH: Final = len(FIELDS)


class Compared:
    """Compares records of some columns by their numbers."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._by_owner: list[tuple[MatchIdentifier, ...]] | None = None

    def levels(self, one: Ends, other: Ends, known: dict[str, Levels] | None = None) -> Levels:
        """The levels of each pair, a row for each in the order of `FIELDS`. `known` are columns worked out before."""
        found = np.zeros((one.size, WIDTH), dtype=np.uint8)
        for at, field in enumerate(ORDER):
            given = (known or {}).get(field)
            found[:, at] = self.level(field, one, other) if given is None else given
        swapped = self.swapped(one, other)
        found[swapped, GIVEN] = found[swapped, FAMILY] = NAME_SWAPPED
        return found

    def level(self, field: str, one: Ends, other: Ends) -> Levels:
        """The level of one field alone, before `swapped` is looked at."""
        compare = FACETS[field].level
        if FACETS[field].reads == IDENTIFIERS:
            return self._identified(field, compare, one, other)
        look = self._columns.look(field)
        return _of_values(look, compare, look.numbers[one], look.numbers[other])

    def swapped(self, one: Ends, other: Ends) -> NDArray[np.bool_]:
        """Where forename and family name are swapped: asked where one of the two is the same word."""
        words = self._columns.words
        found = words.crossed(one, other)
        at = np.flatnonzero(found)
        ends = [(words.forename[end[at]].tolist(), words.family[end[at]].tolist()) for end in (one, other)]
        people = [[self._named(*pair) for pair in zip(*end, strict=True)] for end in ends]
        found[at] = np.fromiter(map(swapped, *people), np.bool_, at.size)
        return found

    def _named(self, forename: int, family: int) -> Person:
        """Somebody with these first names; `swapped` looks at no others."""
        known = self._columns.words.known
        forenames = (known[forename],) if forename != NOBODY else ()
        return Person(forenames=forenames, families=(known[family],) if family != NOBODY else ())

    def _identified(self, scheme: str, compare: Compare, one: Ends, other: Ends) -> Levels:
        values = self._columns.single[scheme]
        mine, theirs = values[one], values[other]
        found = np.zeros(one.size, dtype=np.uint8)
        known = (mine >= 0) & (theirs >= 0)
        found[known & (mine == theirs)] = EXACT
        unlike = np.flatnonzero(known & (mine != theirs))
        if unlike.size:
            texts = self._columns.identifiers.values

            def person(number: int) -> Person:
                return Person(identifiers=((scheme, texts[number].decode(), False),))

            found[unlike] = _unique(compare, person, mine[unlike], theirs[unlike])
        several = np.flatnonzero(((mine == SEVERAL) & (theirs != NOBODY)) | ((theirs == SEVERAL) & (mine != NOBODY)))
        if several.size:
            found[several] = _unique(compare, self.identified, one[several], other[several])
        return found

    def identified(self, record: int) -> Person:
        """A record with all of its identifiers, and nothing else."""
        if self._by_owner is None:
            self._by_owner = self._owned()
        return Person(identifiers=self._by_owner[record])

    def _owned(self) -> list[tuple[MatchIdentifier, ...]]:
        held = self._columns.identifiers
        texts = [value.decode() for value in held.values]
        rows = zip(held.scheme.tolist(), held.value.tolist(), held.verified.tolist(), strict=True)
        each = [(SCHEMES[scheme], texts[value], sure) for scheme, value, sure in rows]
        ends = np.searchsorted(held.owner, np.arange(self._columns.size + 1)).tolist()
        return [tuple(each[start:end]) for start, end in pairwise(ends)]


def _of_values(look: Look, compare: Compare, mine: Ends, theirs: Ends) -> Levels:
    """Compare by the numbers of one look: each value is decoded once, and each pair of values compared once."""
    if not mine.size:
        return np.zeros(0, dtype=np.uint8)
    wanted = np.unique(np.concatenate((mine, theirs)))
    persons = look.persons(wanted)
    return _unique(compare, persons.__getitem__, np.searchsorted(wanted, mine), np.searchsorted(wanted, theirs))


def _unique(compare: Compare, person: Callable[[int], Person], mine: NDArray[Any], theirs: NDArray[Any]) -> Levels:
    low, high = np.minimum(mine, theirs).astype(np.int64), np.maximum(mine, theirs)
    codes, back = np.unique((low << 32) | high, return_inverse=True)
    persons = map(person, (codes >> 32).tolist()), map(person, (codes & 0xFFFFFFFF).tolist())
    found = np.fromiter(map(compare, *persons), np.uint8, codes.size)
    return np.asarray(found[back])
