"""Which names cannot be one name: neither spelt nor sounding alike, no nickname, and no other name in common.

A second look at the pairs that the first bound let through. Each two words are looked at once, spelling by
`rapidfuzz.process.cpdist`; whoever has more names than are looked at here may be anything.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from service.matching.bulk.columns import NOBODY, Columns
from service.matching.bulk.compared import Ends
from service.matching.nicknames import stands_for
from service.matching.sounds import sound

Truths = NDArray[np.bool_]
Slots = NDArray[np.int32]

_SLOTS: Final = 4
_MOST_SLIPS: Final = 3
_LEAST_ALIKE: Final = 0.93
_WILD: Final = -2


class Unlike:
    """Tells for some columns which pairs have names that differ, whatever else they are called."""

    def __init__(self, columns: Columns) -> None:
        given, family = columns.look("given"), columns.look("family")
        self._words = columns.words
        self._known = {word: number for number, word in enumerate(columns.words.known)}
        self._sounds = self._sounding(columns.words.known)
        self._spelt_out = np.array([len(word) > 1 for word in columns.words.known], dtype=np.bool_)
        self._nicknamed = np.array([stands_for(word, word) for word in columns.words.known], dtype=np.bool_)
        """Words that stand in the list of nicknames at all: the others stand for nothing."""
        self._forenames = _slots([(*one.forenames, *one.middles) for one in given.everybody()], self._known)
        self._families = _slots([(*one.families, *one.parts) for one in family.everybody()], self._known)
        self._given, self._family = given.numbers, family.numbers

    def given(self, one: Ends, other: Ends) -> Truths:
        """Where the forenames surely differ, and are not swapped with the family names."""
        words = self._words
        found = self._unlike(words.forename[one], words.forename[other])
        found &= ~words.crossed(one, other)
        at = np.flatnonzero(found)
        found[at] = ~_meet(self._forenames[self._given[one[at]]], self._forenames[self._given[other[at]]])
        return found

    def family(self, one: Ends, other: Ends) -> Truths:
        """Where the family names surely differ, and are not swapped with the forenames."""
        words = self._words
        found = self._unlike(words.family[one], words.family[other])
        found &= ~words.crossed(one, other)
        at = np.flatnonzero(found)
        found[at] = ~_meet(self._families[self._family[one[at]]], self._families[self._family[other[at]]])
        return found

    def _unlike(self, mine: Ends, theirs: Ends) -> Truths:
        found = (mine != NOBODY) & (theirs != NOBODY) & (mine != theirs)
        at = np.flatnonzero(found)
        low, high = np.minimum(mine[at], theirs[at]).astype(np.int64), np.maximum(mine[at], theirs[at])
        codes, back = np.unique((low << 32) | high, return_inverse=True)
        found[at] = self._words_unlike(codes >> 32, codes & 0xFFFFFFFF)[back]
        return np.asarray(found)

    def _words_unlike(self, mine: NDArray[np.int64], theirs: NDArray[np.int64]) -> Truths:
        known = self._words.known
        x, y = [known[at] for at in mine.tolist()], [known[at] for at in theirs.tolist()]
        slips: NDArray[Any] = cpdist(x, y, scorer=OSA.distance, score_cutoff=_MOST_SLIPS, dtype=np.uint8)
        found = (slips > _MOST_SLIPS) & (self._sounds[mine] != self._sounds[theirs])
        found &= self._spelt_out[mine] & self._spelt_out[theirs]
        left = np.flatnonzero(found)
        x, y = [x[at] for at in left.tolist()], [y[at] for at in left.tolist()]
        alike: NDArray[Any] = cpdist(x, y, scorer=JaroWinkler.similarity, score_cutoff=_LEAST_ALIKE)
        found[left] = alike == 0
        nicknames = np.flatnonzero(found & self._nicknamed[mine] & self._nicknamed[theirs])
        pairs = zip(mine[nicknames].tolist(), theirs[nicknames].tolist(), strict=True)
        found[nicknames] = np.fromiter((not stands_for(known[a], known[b]) for a, b in pairs), np.bool_, nicknames.size)
        return np.asarray(found)

    def _sounding(self, words: Sequence[str]) -> NDArray[np.int32]:
        known: dict[str, int] = {}
        return np.array([known.setdefault(sound(word), len(known)) for word in words], dtype=np.int32)


def _slots(names: Sequence[tuple[str, ...]], known: dict[str, int]) -> Slots:
    """The first few names of each value, as numbers of words. A word that is nobody's first name is numbered anew."""
    found = np.full((len(names), _SLOTS), NOBODY, dtype=np.int32)
    more = dict(known)
    for at, each in enumerate(names):
        row = [more.setdefault(name, len(more)) for name in each[:_SLOTS]]
        found[at, : len(row)] = row
        if len(each) > _SLOTS:
            found[at, 0] = _WILD
    return found


def _meet(mine: Slots, theirs: Slots) -> Truths:
    """Whether any name is on both sides, or one side has more names than there is room for."""
    found = (mine[:, 0] == _WILD) | (theirs[:, 0] == _WILD)
    for at in range(_SLOTS):
        name = mine[:, at : at + 1]
        found |= ((name == theirs) & (name != NOBODY)).any(axis=1)
    return np.asarray(found)
