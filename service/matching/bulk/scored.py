"""The bits of many pairs from their levels: log2 P(match) / (P(random) + P(same household)), as `Model.score` has it.

Few patterns of levels make up most pairs, so each is weighed once; what names add that are rare or common comes from a
table with one row for each name.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.matching.bulk.columns import Columns
from service.matching.bulk.compared import Ends, Levels
from service.matching.comparison import EXACT, FAMILY, FIELDS, GIVEN
from service.matching.model import Model

Reals = NDArray[np.float64]
_SIZES: Final = tuple(map(len, FIELDS.values()))


class Patterns(NamedTuple):
    """The unique rows of levels, and which of them each pair has."""

    rows: Levels
    of: NDArray[np.intp]


def patterns(levels: Levels) -> Patterns:
    """The unique patterns of levels: a few thousand, however many pairs there are."""
    codes = np.zeros(levels.shape[0], dtype=np.int64)
    for at, size in enumerate(_SIZES):
        codes = codes * size + levels[:, at]
    _, first, back = np.unique(codes, return_index=True, return_inverse=True)
    return Patterns(levels[first], back)


class Weighed:
    """One model's weights over one set of columns."""

    def __init__(self, model: Model, columns: Columns) -> None:
        words = columns.words
        self._model = model
        self._words = words
        self.given = _extra(model.given, model.given_default, words.known)
        """What an exact agreement on each word as forename adds."""
        self.family = _extra(model.family, model.family_default, words.known)

    def bits(self, one: Ends, found: Patterns) -> Reals:
        """The bits of each pair, of which `one` is either end: where a name agrees, both have it."""
        model, rows = self._model, found.rows
        stranger = np.full(rows.shape[0], model.prior_stranger)
        household = np.full(rows.shape[0], model.prior_household)
        for at in range(rows.shape[1]):
            stranger += np.asarray(model.against_strangers[at])[rows[:, at]]
            household += np.where(rows[:, at] > 0, np.asarray(model.against_household[at])[rows[:, at]], 0.0)
        random, at_home = stranger[found.of], household[found.of]
        given = np.where(rows[found.of, GIVEN] == EXACT, self.given[self._words.forename[one]], 0.0)
        random += given
        at_home += given
        random += np.where(rows[found.of, FAMILY] == EXACT, self.family[self._words.family[one]], 0.0)
        return _both(random, at_home)


def _both(stranger: Reals, household: Reals) -> Reals:
    """log2 of P(match) / (P(random) + P(same household)), from the two log2 odds."""
    return np.asarray(-np.logaddexp2(-stranger, -household))


def _extra(listed: Mapping[str, float], default: float, words: tuple[str, ...]) -> Reals:
    """One row for each word, and a last one, which is where a number of NOBODY points."""
    return np.array([*(listed.get(word, default) for word in words), 0.0])
