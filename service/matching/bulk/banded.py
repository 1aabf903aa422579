"""The bands of many pairs: `bands.band` itself, called once for each combination of what it can see.

What it sees of a pair is its levels, the band of its bits, and a few facts about identifiers, deaths, years of birth
and first letters. For each combination that occurs two persons are made up that differ in just these, so that the
rules stand in one place. A property test holds the answers to the online ones.
"""

from itertools import starmap
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.matching.bands import RANK, Band, band, deaths_conflict, may_be_one
from service.matching.bulk.columns import NOBODY, SEVERAL, Columns
from service.matching.bulk.compared import Compared, Ends
from service.matching.bulk.scored import Patterns, Reals
from service.matching.comparison import SCHEMES
from service.matching.model import Model, Score
from service.matching.person import MatchIdentifier, Person

Truths = NDArray[np.bool_]
Ranks = NDArray[np.int8]

_BANDS: Final = (Band.POSSIBLE, Band.LIKELY, Band.CONFIRMED)
_WIDEST_GAP: Final = 127
_SOME_YEAR: Final = 1900
_UNKNOWN_GAP: Final = -1
_FAR_BITS: Final = -1000.0


class Facts(NamedTuple):
    """What the rules see of each pair besides its levels and bits."""

    both_identified: Truths
    verified_agrees: Truths
    """One identifier is the same on both sides, and verified on at least one."""
    two_verified: Truths
    """Each has a verified NHS number and none is the other's."""
    deaths_conflict: Truths
    gap: NDArray[np.int16]
    """Years between the two births, 127 for more; -1 where one is unknown."""
    same_letter: Truths
    """The first forenames begin alike."""


class Banded:
    """Tells the facts and bands of pairs of some columns."""

    def __init__(self, columns: Columns, compared: Compared) -> None:
        self._columns = columns
        self._compared = compared
        held = columns.identifiers
        self._identified = np.zeros(columns.size, dtype=np.bool_)
        self._identified[held.owner] = True
        self._sure = {scheme: self._verified(code) for code, scheme in enumerate(SCHEMES)}
        self.verified_nhs = self._verified_nhs()
        """The number of each record's verified NHS number; NOBODY without one, SEVERAL with more."""
        letters = [*(ord(word[0]) if word else 0 for word in columns.words.known), 0]
        self._letter = np.asarray(letters, dtype=np.int32)[columns.words.forename]

    def ranks(self, one: Ends, other: Ends, bits: Reals, found: Patterns, model: Model) -> Ranks:
        """The rank of each pair's band: 0 none, 1 possible, 2 likely, 3 confirmed."""
        facts = self.facts(one, other)
        reached = np.searchsorted([model.thresholds[each.value].bits for each in _BANDS], bits, side="right")
        codes = found.of.astype(np.int64)
        parts: list[tuple[NDArray[Any], int]] = [(reached, 4), (facts.gap + 1, _WIDEST_GAP + 2)]
        for part, size in (*parts, *((truth, 2) for truth in _truths(facts))):
            codes = codes * size + part
        _, first, back = np.unique(codes, return_index=True, return_inverse=True)
        rows = [
            _rank(tuple(found.rows[found.of[at]].tolist()), int(reached[at]), _of(facts, at), model)
            for at in first.tolist()
        ]
        return np.asarray(rows, dtype=np.int8)[back]

    def facts(self, one: Ends, other: Ends) -> Facts:
        """What the rules see of each pair."""
        year = self._columns.year.astype(np.int16)
        x, y = year[one], year[other]
        gap = np.where((x > 0) & (y > 0), np.minimum(np.abs(x - y), _WIDEST_GAP), _UNKNOWN_GAP)
        return Facts(
            both_identified=self._identified[one] & self._identified[other],
            verified_agrees=self.verified_agrees(one, other),
            two_verified=self.two_verified(one, other),
            deaths_conflict=self.deaths_conflict(one, other),
            gap=gap.astype(np.int16),
            same_letter=self._letter[one] == self._letter[other],
        )

    def verified_agrees(self, one: Ends, other: Ends) -> Truths:
        """Where an identifier is the same on both sides and verified on at least one (`bands`)."""
        found = np.zeros(one.size, dtype=np.bool_)
        several = np.zeros(one.size, dtype=np.bool_)
        for scheme, values in self._columns.single.items():
            mine, theirs, sure = values[one], values[other], self._sure[scheme]
            found |= (mine >= 0) & (mine == theirs) & (sure[one] | sure[other])
            several |= ((mine == SEVERAL) & (theirs != NOBODY)) | ((theirs == SEVERAL) & (mine != NOBODY))
        for at in np.flatnonzero(several & ~found).tolist():
            found[at] = _any_verified(*self._identifiers(one[at], other[at]))
        return found

    def two_verified(self, one: Ends, other: Ends) -> Truths:
        """Where each has a verified NHS number and none is the other's (`bands`)."""
        mine, theirs = self.verified_nhs[one], self.verified_nhs[other]
        found = (mine >= 0) & (theirs >= 0) & (mine != theirs)
        several = ((mine == SEVERAL) & (theirs != NOBODY)) | ((theirs == SEVERAL) & (mine != NOBODY))
        for at in np.flatnonzero(several).tolist():
            x, y = ({value for scheme, value, sure in each if sure and scheme == "nhs"}
                    for each in self._identifiers(one[at], other[at]))  # fmt: skip
            found[at] = x.isdisjoint(y)
        return np.asarray(found)

    def deaths_conflict(self, one: Ends, other: Ends) -> Truths:
        """Where a death rules out that two records are one person's (`bands.deaths_conflict`)."""
        deceased, year = self._columns.deceased, self._columns.year
        found = np.zeros(one.size, dtype=np.bool_)
        ended = np.flatnonzero((deceased[one] > 0) | (deceased[other] > 0))
        ends = [(deceased[end[ended]].tolist(), year[end[ended]].tolist()) for end in (one, other)]
        pairs = zip(
            starmap(_ended, zip(*ends[0], strict=True)), starmap(_ended, zip(*ends[1], strict=True)), strict=True
        )
        found[ended] = np.fromiter((deaths_conflict(a, b) for a, b in pairs), np.bool_, ended.size)
        return found

    def apart(self, one: int, other: int) -> bool:
        """Whether a hard rule keeps two records apart for ever."""
        ends = np.array([one], dtype=np.int32), np.array([other], dtype=np.int32)
        return bool(self.two_verified(*ends)[0] or self.deaths_conflict(*ends)[0])

    def _identifiers(self, one: int, other: int) -> tuple[tuple[MatchIdentifier, ...], tuple[MatchIdentifier, ...]]:
        return self._compared.identified(one).identifiers, self._compared.identified(other).identifiers

    def _verified(self, code: int) -> Truths:
        held = self._columns.identifiers
        found = np.zeros(self._columns.size, dtype=np.bool_)
        found[held.owner[(held.scheme == code) & held.verified]] = True
        return found

    def _verified_nhs(self) -> NDArray[np.int32]:
        held = self._columns.identifiers
        mine = (held.scheme == SCHEMES.index("nhs")) & held.verified
        found = np.full(self._columns.size, NOBODY, dtype=np.int32)
        found[held.owner[mine]] = held.value[mine]
        found[np.flatnonzero(np.bincount(held.owner[mine], minlength=found.size) > 1)] = SEVERAL
        return found


def may_be(found: Patterns) -> Truths:
    """Which pairs might at all be one person's (`bands.may_be_one`)."""
    rows = np.fromiter((may_be_one(tuple(row)) for row in found.rows.tolist()), np.bool_, found.rows.shape[0])
    return np.asarray(rows[found.of])


def _truths(facts: Facts) -> tuple[Truths, ...]:
    return (
        facts.both_identified, facts.verified_agrees, facts.two_verified, facts.deaths_conflict, facts.same_letter,
    )  # fmt: skip


def _of(facts: Facts, at: int) -> tuple[int, tuple[bool, ...]]:
    return int(facts.gap[at]), tuple(bool(truth[at]) for truth in _truths(facts))


def _rank(levels: tuple[int, ...], reached: int, facts: tuple[int, tuple[bool, ...]], model: Model) -> int:
    gap, (both, agrees, two, deaths, alike) = facts
    bits = model.thresholds[_BANDS[reached - 1].value].bits if reached else _FAR_BITS
    mine: list[MatchIdentifier] = [("local", "1", False)] if both else []
    theirs: list[MatchIdentifier] = [("local", "2", False)] if both else []
    if agrees:
        mine.append(("pnc", "1", True))
        theirs.append(("pnc", "1", True))
    if two:
        mine.append(("nhs", "1", True))
        theirs.append(("nhs", "2", True))
    a = Person(forenames=("a",), year=None if gap < 0 else _SOME_YEAR, identifiers=tuple(mine))
    b = Person(
        forenames=("a" if alike else "b",), year=None if gap < 0 else _SOME_YEAR + gap, identifiers=tuple(theirs)
    )
    return 0 if deaths else RANK[band(Score(bits, levels, (), bits), a, b, model)]


def _ended(deceased: int, year: int) -> Person:
    return Person(deceased=deceased or None, year=year or None)


def _any_verified(mine: tuple[MatchIdentifier, ...], theirs: tuple[MatchIdentifier, ...]) -> bool:
    return any(x[:2] == y[:2] and (x[2] or y[2]) for x in mine for y in theirs)
