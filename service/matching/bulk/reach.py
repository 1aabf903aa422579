"""Which pairs are too far off to be compared: an upper bound of their bits from numbers alone, as `nearness` online.

Most pairs that share a token are two people of one name or one household. The bound is safe: a pair that it leaves out
has no identifier in common and could not be joined, asked about or held; a property test holds it to that. It knows
only what a level needs at the least: a slip in a number shows in the difference, a house needs the same house.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.matching import comparison as c
from service.matching.bulk import features as f
from service.matching.bulk.columns import NOBODY, Columns
from service.matching.bulk.compared import Ends, Levels
from service.matching.bulk.scored import Weighed
from service.matching.bulk.unlike import Unlike
from service.matching.model import Model

Truths = NDArray[np.bool_]
Bits = NDArray[np.float32]
Classes = NDArray[np.intp]

_BLOCK: Final = 1 << 17
_WIDE: Final = 1 << 22
"""Pairs whose names are looked at together: the more, the fewer words are looked at twice."""
_ROUNDING: Final = 1e-3
"""Bounds are summed in 32 bits."""
_SLIPS: Final = np.unique([k * factor * 10**p for k in range(1, 10) for factor in (1, 9) for p in range(10)])
"""How far apart two numbers are of which one digit differs, or two neighbours are changed about."""

_UNKNOWN, _EXACT, _CROSSED, _SLIP, _TWO, _YEAR, _UNLIKE, _ANYTHING = range(8)
"""What a pair of births may be at best."""
_NO_PLACE, _ANY_PLACE, _SAME_CODE, _SAME_HOUSE, _SAME_ROAD, _SAME_AREA, _ELSEWHERE = range(7)
"""What a pair of addresses may be at best."""


class Reach:
    """Tells for one model and some columns which pairs may come near."""

    def __init__(self, model: Model, columns: Columns, weighed: Weighed, least: float | None = None) -> None:
        bits = {name: threshold.bits for name, threshold in model.thresholds.items()}
        banded = min(bits["possible"], bits["likely"], bits["confirmed"])
        self._least = (banded if least is None else min(banded, least)) - _ROUNDING
        self._least_shielded = min(self._least, bits["hold"] - _ROUNDING)
        self._columns = columns
        self._features = f.features(columns)
        self._unlike = Unlike(columns)
        self._calendar = columns.calendar.astype(np.int32)
        self._dates = (self._calendar[:, :3] * np.array([10_000, 100, 1], np.int32)).sum(axis=1)
        self._whole = np.asarray((self._calendar[:, :3] > 0).all(axis=1) & (self._calendar[:, 3] == 0))
        none = np.zeros_like(weighed.family)
        self._sides = (
            _Side(model.against_strangers, model.prior_stranger, weighed.given, weighed.family),
            _Side(model.against_household, model.prior_household, weighed.given, none),
        )

    def near(self, one: Ends, other: Ends) -> Truths:
        """Which pairs may come near; worked through in blocks, so that memory stays bounded."""
        found = np.zeros(one.size, dtype=np.bool_)
        for start in range(0, one.size, _BLOCK):
            block = slice(start, start + _BLOCK)
            found[block] = self._near(one[block], other[block])
        left = np.flatnonzero(found)
        for start in range(0, left.size, _WIDE):
            at = left[start : start + _WIDE]
            found[at] = self._nearer(one[at], other[at])
        return found

    def still_near(self, one: Ends, other: Ends, known: Mapping[int, Levels]) -> Truths:
        """The same once the levels of some fields are known, by the field's place: only the others are bounded."""
        found = np.zeros(one.size, dtype=np.bool_)
        for start in range(0, one.size, _BLOCK):
            block = slice(start, start + _BLOCK)
            levels = {field: column[block] for field, column in known.items()}
            found[block] = self._near(one[block], other[block], known=levels)
        return found

    def _nearer(self, one: Ends, other: Ends) -> Truths:
        """A second look, now also at names that are not the same."""
        unlike = self._unlike.given(one, other), self._unlike.family(one, other)
        found = np.ones(one.size, dtype=np.bool_)
        some = np.flatnonzero(unlike[0] | unlike[1])
        for start in range(0, some.size, _BLOCK):
            at = some[start : start + _BLOCK]
            found[at] = self._near(one[at], other[at], (unlike[0][at], unlike[1][at]))
        return found

    def _near(
        self,
        one: Ends,
        other: Ends,
        unlike: tuple[Truths, Truths] | None = None,
        known: Mapping[int, Levels] | None = None,
    ) -> Truths:
        rows = self._features.rows
        x, y = rows.take(one, axis=0), rows.take(other, axis=0)
        both, either = x[:, f.FLAGS] & y[:, f.FLAGS], x[:, f.FLAGS] | y[:, f.FLAGS]
        same = (x == y).T
        given = _words(x[:, f.FORENAME], y[:, f.FORENAME], same[f.FORENAME])
        family = _words(x[:, f.FAMILY], y[:, f.FAMILY], same[f.FAMILY])
        if unlike is not None:
            given[unlike[0]], family[unlike[1]] = 3, 3
        birth, nhs = self._births(x[:, f.BIRTH], y[:, f.BIRTH], same[f.BIRTH]), self._nhs(x, y, both, either)
        place, phone, sex = self._places(x, y, both, either), _phones(same[f.PHONE], both, either), _sexes(both, either)
        middle = ((both & f.MIDDLE) > 0).astype(np.intp)
        identified = ((both & f.OTHER_IDENTIFIER) > 0).astype(np.intp)
        reach = np.full(one.size, np.inf, dtype=np.float32)
        for side in self._sides:
            parts = {
                c.GIVEN: side.given[given] + np.where(given == 1, side.rare_given[x[:, f.FORENAME]], 0),
                c.FAMILY: side.family[family] + np.where(family == 1, side.rare_family[x[:, f.FAMILY]], 0),
                c.MIDDLE: side.middle[middle],
                c.BIRTH: side.birth[birth],
                c.ADDRESS: side.place[place],
                c.PHONE: side.phone[phone],
                c.SEX: side.sex[sex],
                c.NHS: side.nhs[nhs],
            }
            for field, levels in (known or {}).items():
                parts[field] = side.exactly(field, levels, x)
            bits = side.prior + side.identifiers[identified] + sum(parts.values())
            np.minimum(reach, bits, out=reach)
        least = np.where(either & f.SHIELDED, np.float32(self._least_shielded), np.float32(self._least))
        near = reach >= least
        near |= (same[f.NHS] & (x[:, f.NHS] > 0)) | (nhs == 1)
        maybe = np.flatnonzero(~near & (identified > 0))
        near[maybe] = self._agrees(one[maybe], other[maybe])
        return np.asarray(near)

    def _births(self, mine: Ends, theirs: Ends, same: Truths) -> Classes:
        x, y = self._calendar.take(mine, axis=0), self._calendar.take(theirs, axis=0)
        whole = self._whole[mine] & self._whole[theirs]
        agree = x == y
        count = agree[:, 0].astype(np.int8) + agree[:, 1] + agree[:, 2]
        found = np.full(mine.size, _UNLIKE, dtype=np.intp)
        found[agree[:, 0]] = _YEAR
        found[count == 2] = _TWO
        maybe = np.flatnonzero(count > 0)
        apart = np.abs(self._dates[mine[maybe]] - self._dates[theirs[maybe]])
        found[maybe[_slip(apart)]] = _SLIP
        found[agree[:, 0] & (x[:, 1] == y[:, 2]) & (x[:, 2] == y[:, 1])] = _CROSSED
        found[same] = _EXACT
        found[~whole] = _ANYTHING
        return found

    def _nhs(self, x: f.Rows, y: f.Rows, both: Ends, either: Ends) -> Classes:
        """0 missing, 1 anything, 2 equal, 3 a slip apart, 4 differs."""
        mine, theirs = x[:, f.NHS], y[:, f.NHS]
        numbers = self._features.nhs
        known = (mine > 0) & (theirs > 0)
        found = np.where(known, np.where(mine == theirs, 2, 4), 0)
        unlike = np.flatnonzero(found == 4)
        found[unlike[_slip(np.abs(numbers[mine[unlike]] - numbers[theirs[unlike]]))]] = 3
        wild = ((either & f.WILD_NHS) > 0) & ((both & f.IDENTIFIED) > 0)
        found[wild] = 1
        return np.asarray(found)

    def _places(self, x: f.Rows, y: f.Rows, both: Ends, either: Ends) -> Classes:
        found = np.full(x.shape[0], _ELSEWHERE, dtype=np.intp)
        for mine in (0, f.SLOT):
            for theirs in (0, f.SLOT):
                self._one_place(x, y, (mine, theirs), found)
        found[(either & f.WILD_PLACE) > 0] = _ANY_PLACE
        found[(both & f.PLACED) == 0] = _NO_PLACE
        return found

    def _one_place(self, x: f.Rows, y: f.Rows, slots: tuple[int, int], found: Classes) -> None:
        """Lower `found`, where surer classes have lower numbers, by one address of each."""
        mine, theirs = slots
        used = np.arange(x.shape[0])
        if mine or theirs:
            used = np.flatnonzero((x[:, f.POSTCODE + mine] > 0) & (y[:, f.POSTCODE + theirs] > 0))
            x, y = x[used], y[used]
        a, b = (
            x[:, f.POSTCODE + mine : f.POSTCODE + mine + f.SLOT],
            y[:, f.POSTCODE + theirs : f.POSTCODE + theirs + f.SLOT],
        )
        same = (a == b) & (a > 0)
        postcode, outward, house, street, uprn = same.T
        streets = street | self._may_be_misspelt(a[:, 3], b[:, 3])
        level = np.where(outward, _SAME_AREA, _ELSEWHERE)
        level[streets] = _SAME_ROAD
        level[streets & house] = _SAME_HOUSE
        level[postcode | uprn] = _SAME_CODE
        found[used] = np.minimum(found[used], level)

    def _may_be_misspelt(self, mine: Ends, theirs: Ends) -> Truths:
        known = self._features.misspelt
        return np.asarray((mine > 0) & (theirs > 0) if known is None else known[mine, theirs])

    def _agrees(self, one: Ends, other: Ends) -> Truths:
        """Where some identifier is the same, or one side has several of a kind, which are not looked into here."""
        found = np.zeros(one.size, dtype=np.bool_)
        for values in self._columns.single.values():
            mine, theirs = values[one], values[other]
            found |= (mine == theirs) & (mine != NOBODY)
            found |= ((mine < NOBODY) & (theirs != NOBODY)) | ((theirs < NOBODY) & (mine != NOBODY))
        return found


class _Side:
    """The most that each class of what is looked at can give, against strangers or against the household."""

    def __init__(
        self,
        weights: Sequence[Sequence[float]],
        prior: float,
        rare_given: NDArray[np.float64],
        rare_family: NDArray[np.float64],
    ) -> None:
        given, family, birth, place = weights[c.GIVEN], weights[c.FAMILY], weights[c.BIRTH], weights[c.ADDRESS]
        nhs, sex, phone = weights[c.NHS], weights[c.SEX], weights[c.PHONE]
        alike = max(given[2:])
        # By state: 0 missing, 1 the same word, 2 another, 3 surely another name.
        # The same forename may yet be told apart by a middle name.
        self.prior = np.float32(prior)
        self._weights = [_bits(*each) for each in weights]
        self._rare = {c.GIVEN: (f.FORENAME, rare_given.astype(np.float32)),
                      c.FAMILY: (f.FAMILY, rare_family.astype(np.float32))}  # fmt: skip
        self.given = _bits(0, given[c.EXACT], alike, given[c.NAME_DIFFERS])
        self.rare_given = np.maximum(rare_given, alike - given[c.EXACT]).astype(np.float32)
        self.family = _bits(0, family[c.EXACT], max(family[2:]), family[c.NAME_DIFFERS])
        self.rare_family = rare_family.astype(np.float32)
        unlike = max(birth[c.BIRTH_DIFFERS], -np.inf)
        year = max(birth[c.BIRTH_YEAR], unlike)
        slip = max(birth[c.BIRTH_DIGIT], birth[c.BIRTH_TWO_PARTS], year)
        self.birth = _bits(
            0, birth[c.EXACT], max(birth[c.BIRTH_SWAPPED], slip), slip, max(birth[c.BIRTH_TWO_PARTS], year), year,
            unlike, max(birth),
        )  # fmt: skip
        far = max(place[c.ELSEWHERE], place[c.NEARBY])
        area = place[c.OUTWARD]
        road = max(place[c.ROAD], area, far)
        house = max(place[c.STREET], place[c.MISSPELT], place[c.EXACT], road)
        self.place = _bits(0, max(place), max(place), house, road, area, far)
        self.phone = _bits(0, max(phone), phone[c.EXACT], phone[2])
        self.sex = _bits(0, sex[1], sex[2])
        self.nhs = _bits(0, max(nhs), nhs[c.EXACT], max(nhs[c.NHS_CLOSE], nhs[c.NHS_DIFFERS]), nhs[c.NHS_DIFFERS])
        self.middle = _bits(0, max(0.0, *weights[c.MIDDLE][1:]))
        schemes = range(c.NHS + 1, len(c.ORDER))
        self.identifiers = _bits(0, sum(max(0.0, *weights[at][c.EXACT + 1 :]) for at in schemes))

    def exactly(self, field: int, levels: Levels, rows: f.Rows) -> Bits:
        """What these levels give, with what a rare or common name adds."""
        bits = self._weights[field][levels]
        if field in self._rare:
            column, rare = self._rare[field]
            bits = bits + np.where(levels == c.EXACT, rare[rows[:, column]], 0)
        return np.asarray(bits)


def _bits(*each: float) -> Bits:
    return np.array(each, dtype=np.float32)


def _words(mine: Ends, theirs: Ends, same: Truths) -> Classes:
    return np.where((mine == NOBODY) | (theirs == NOBODY), 0, np.where(same, 1, 2))


def _phones(same: Truths, both: Ends, either: Ends) -> Classes:
    """0 missing, 1 anything, 2 the same, 3 others."""
    found = np.where(same, 2, 3)
    found[(either & f.WILD_PHONE) > 0] = 1
    found[(both & f.PHONED) == 0] = 0
    return found


def _sexes(both: Ends, either: Ends) -> Classes:
    """0 missing, 1 the same, 2 differs."""
    same = (both & (f.MALE | f.FEMALE)) > 0
    unlike = (either & (f.MALE | f.FEMALE)) == (f.MALE | f.FEMALE)
    return np.where(same, 1, np.where(unlike, 2, 0))


def _slip(apart: NDArray[np.int64] | Ends) -> Truths:
    """Whether a difference may come of one slip in digits."""
    at = np.searchsorted(_SLIPS, apart)
    return np.asarray(_SLIPS[np.minimum(at, _SLIPS.size - 1)] == apart)
