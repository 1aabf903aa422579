"""Which pairs are too far off to be compared: an upper bound of their bits from numbers alone, as `nearness` does online.

Most pairs that share a token are two people of one name or one household. The bound is safe: a pair that it leaves out
has no identifier in common and could not be joined, asked about or held.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.matching.bulk.columns import NOBODY, Columns
from service.matching.bulk.compared import Ends
from service.matching.bulk.looks import Look
from service.matching.bulk.pairs import Shared
from service.matching.bulk.scored import Reals, Weighed
from service.matching.comparison import (
    ADDRESS,
    BIRTH,
    BIRTH_DIFFERS,
    EXACT,
    FACETS,
    FAMILY,
    GIVEN,
    MIDDLE,
    NHS,
    ORDER,
    PHONE,
    SEX,
)
from service.matching.model import Model

Truths = NDArray[np.bool_]

_BLOCK: Final = 1 << 20
_ROUNDING: Final = 1e-9


class Reach:
    """Tells for one model and some columns which pairs may come near."""

    def __init__(self, model: Model, columns: Columns, weighed: Weighed) -> None:
        bits = {name: threshold.bits for name, threshold in model.thresholds.items()}
        self._least = min(bits["possible"], bits["likely"], bits["confirmed"]) - _ROUNDING
        self._least_shielded = min(self._least, bits["hold"] - _ROUNDING)
        self._columns = columns
        self._words = columns.words
        self._calendar = columns.calendar.astype(np.int32)
        self._whole = np.asarray((self._calendar[:, :3] > 0).all(axis=1) & (self._calendar[:, 3] == 0))
        self._present = {field: _present(columns.look(field), field) for field in ("middle", "address", "phone")}
        self._identified = np.zeros(columns.size, dtype=np.bool_)
        self._identified[columns.identifiers.owner] = True
        self._sides = (
            _Side(model.against_strangers, model.prior_stranger, weighed.given, weighed.family, columns),
            _Side(model.against_household, model.prior_household, weighed.given, np.zeros_like(weighed.family), columns),
        )

    def near(self, shared: Shared) -> Truths:
        """Which pairs may come near; worked through in blocks, so that memory stays bounded."""
        blocks = [
            self._near(shared.one[start : start + _BLOCK], shared.other[start : start + _BLOCK])
            for start in range(0, shared.one.size, _BLOCK)
        ]
        return np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.bool_)

    def _near(self, one: Ends, other: Ends) -> Truths:
        words, sex = self._words, self._columns.look("sex").numbers
        given = _states(words.forename, one, other)
        family = _states(words.family, one, other)
        birth = self._births(one, other)
        shielded = self._columns.shielded[one] | self._columns.shielded[other]
        least = np.where(shielded, self._least_shielded, self._least)
        reach = np.full(one.size, np.inf)
        for side in self._sides:
            bits = side.prior + side.given[given] + side.family[family] + side.birth[birth]
            bits += np.where(given == EXACT, side.rare_given[words.forename[one]], 0.0)
            bits += np.where(family == EXACT, side.rare_family[words.family[one]], 0.0)
            bits += side.sex[sex[one], sex[other]]
            for field, most in side.present.items():
                known = self._present[field]
                bits += np.where(known[one] & known[other], most, 0.0)
            bits += np.where(self._identified[one] & self._identified[other], side.identifiers, 0.0)
            reach = np.minimum(reach, bits)
        return np.asarray((reach >= least) | self._agrees(one, other))

    def _births(self, one: Ends, other: Ends) -> NDArray[np.intp]:
        """0 where anything may be; 1 two whole dates of which no part agrees; 2 + the number of a date that is one."""
        numbers = self._columns.look("birth").numbers
        mine, theirs = numbers[one], numbers[other]
        x, y = self._calendar[mine], self._calendar[theirs]
        unlike = (x[:, :3] != y[:, :3]).all(axis=1) & self._whole[mine] & self._whole[theirs]
        return np.where(mine == theirs, mine + 2, unlike.astype(np.intp))

    def _agrees(self, one: Ends, other: Ends) -> Truths:
        """Where some identifier is the same, or one side has several of a kind, which are not looked into here."""
        found = np.zeros(one.size, dtype=np.bool_)
        for values in self._columns.single.values():
            if (values == NOBODY).all():
                continue
            mine, theirs = values[one], values[other]
            found |= (mine == theirs) & (mine != NOBODY)
            found |= ((mine < NOBODY) & (theirs != NOBODY)) | ((theirs < NOBODY) & (mine != NOBODY))
        return found


class _Side:
    """The most that each thing that is looked at can give, against strangers or against the household."""

    def __init__(
        self,
        weights: Sequence[Sequence[float]],
        prior: float,
        rare_given: Reals,
        rare_family: Reals,
        columns: Columns,
    ) -> None:
        self.prior = prior
        similar = max(weights[GIVEN][2:])
        # By state: 0 missing, 1 the same word, 2 another. The same forename may yet be told apart by a middle name.
        self.given = np.array([0.0, weights[GIVEN][EXACT], similar])
        self.rare_given = np.maximum(rare_given, similar - weights[GIVEN][EXACT])
        self.family = np.array([0.0, weights[FAMILY][EXACT], max(weights[FAMILY][2:])])
        self.rare_family = rare_family
        self.birth = _births(weights[BIRTH], columns.look("birth"))
        self.sex = _table(weights[SEX], columns.look("sex"))
        pairs = (("middle", MIDDLE), ("address", ADDRESS), ("phone", PHONE))
        self.present = {field: max(0.0, *weights[at][1:]) for field, at in pairs}
        self.identifiers = sum(max(0.0, *weights[at][EXACT + 1 :]) for at in range(NHS, len(ORDER)))


def _states(word: Ends, one: Ends, other: Ends) -> NDArray[np.intp]:
    mine, theirs = word[one], word[other]
    return np.where((mine == NOBODY) | (theirs == NOBODY), 0, np.where(mine == theirs, 1, 2))


def _births(weights: Sequence[float], look: Look) -> Reals:
    compare = FACETS["birth"].level
    same = [weights[level] if (level := compare(each, each)) else 0.0 for each in look.everybody()]
    return np.array([max(0.0, *weights[1:]), weights[BIRTH_DIFFERS], *same])


def _table(weights: Sequence[float], look: Look) -> Reals:
    everybody, compare = look.everybody(), FACETS["sex"].level
    return np.array([[weights[compare(a, b)] for b in everybody] for a in everybody]).reshape(2 * (len(everybody),))


def _present(look: Look, field: str) -> Truths:
    """Which records have anything at all in a field."""
    reads = FACETS[field].reads
    known = [any(getattr(each, name) for name in reads) for each in look.everybody()]
    return np.asarray(np.array(known, dtype=np.bool_)[look.numbers])
