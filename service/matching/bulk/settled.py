"""Where each record belongs when all pairs are known: what `linking.choose` decides one by one, without an order.

Rivals compete (`assignment`), and nobody's place depends on who came first. Records that have a golden nominal keep
it, and two golden nominals never become one through a record that fits both. A record that may be a shielded person's
and does not join anybody surely is held before anything else is settled: no unshielded shadow may come about.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.matching.assignment import Apart, Assigned, Pairs, assigned
from service.matching.bands import RANK, Band
from service.matching.bulk.banded import Banded, Truths
from service.matching.bulk.columns import NOBODY, Columns
from service.matching.bulk.judged import Judged, chosen
from service.matching.bulk.rivals import asked, with_rivals
from service.matching.bulk.terms import Terms
from service.matching.model import Model

Whole = NDArray[np.int64]

_CONFIRMED: Final = RANK[Band.CONFIRMED]
_FAINT: Final = -4.0
"""Bits of a pair that hardly competes."""


@dataclass(frozen=True, eq=False)
class Settled:
    """Where each record belongs. In the pairs `one` is whoever joins, asks or is held, `other` is the one known."""

    cluster: Whole
    """For each record the lowest number of those that are its person; a held record is alone."""
    held: Truths
    edges: Judged
    """Why records are one person."""
    asks: Judged
    """Pairs of different people between the bands: a person decides."""
    holds: Judged
    """The pairs with shielded people for which records are held."""


class Settling:
    """One settling of judged pairs."""

    def __init__(self, columns: Columns, banded: Banded, model: Model, terms: Terms) -> None:
        self._columns = columns
        self._model = model
        self._terms = terms
        self._repeats = frozenset(code for code, name in enumerate(columns.providers) if name in set(terms.repeats))
        self._apart = _apart(banded, columns, terms.fixed)

    def settle(self, judged: Judged) -> Settled:
        """Hold, then link what is left, then ask."""
        free = self._terms.free
        judged = _freest_first(chosen(judged, free[judged.one] | free[judged.other]), free)
        holds = self._holds(judged)
        held = np.zeros(free.size, dtype=np.bool_)
        held[holds.one] = True
        left = chosen(judged, _competes(judged) & ~(held[judged.one] | held[judged.other]))
        answer = self._assigned(left)
        within = answer.cluster[left.one] == answer.cluster[left.other]
        edges = np.zeros(left.one.size, dtype=np.bool_)
        edges[answer.links] = within[answer.links]
        asks = asked(
            chosen(left, ~within & (left.rank > 0)), answer.cluster, self._columns.provider, self._terms, self._apart,
            self._repeats,
        )  # fmt: skip
        return Settled(answer.cluster, held, chosen(left, edges), asks, holds)

    def _holds(self, judged: Judged) -> Judged:
        """The pairs for which a record is held: it may be a shielded person's, and joins neither them nor anyone."""
        hidden, free = self._columns.shielded, self._terms.free
        bits = self._model.thresholds["hold"].bits
        perhaps = judged.may_be_one & (judged.bits >= bits) & (hidden[judged.one] | hidden[judged.other])
        perhaps &= ~self._decided_apart(judged)
        if not perhaps.any():
            return chosen(judged, perhaps)
        answer = self._assigned(chosen(judged, _competes(judged) & with_rivals(judged, perhaps)))
        suspects = chosen(judged, perhaps)
        # Whom the shielded person faces: the free one of the two, and of two shielded people the one that came later.
        faces_other = hidden[suspects.one] & free[suspects.other] & ~(hidden[suspects.other] & free[suspects.one])
        flipped = suspects._replace(
            one=np.where(faces_other, suspects.other, suspects.one),
            other=np.where(faces_other, suspects.one, suspects.other),
        )
        rests = _rests(answer.cluster, self._terms.fixed)
        apart = answer.cluster[flipped.one] != answer.cluster[flipped.other]
        return chosen(flipped, apart & hidden[flipped.other] & free[flipped.one] & ~rests[flipped.one])

    def _decided_apart(self, judged: Judged) -> Truths:
        """Pairs of which a person has said that they are two people: no doubt is left for which to hold anybody."""
        width = np.int64(self._terms.free.size)
        low, high = np.minimum(judged.one, judged.other), np.maximum(judged.one, judged.other)
        never = [min(pair) * width + max(pair) for pair in self._terms.never]
        return np.isin(low * width + high, np.array(never, dtype=np.int64))

    def _assigned(self, judged: Judged) -> Assigned:
        terms = self._terms
        return assigned(
            Pairs(judged.one.astype(np.int64), judged.other.astype(np.int64), judged.bits),
            self._columns.provider.astype(np.int64),
            may=judged.rank == _CONFIRMED,
            margin=self._model.thresholds["margin"].bits,
            repeats=self._repeats,
            sure=judged.sure,
            never=terms.never,
            always=[*_together(terms.fixed), *terms.always],
            apart=self._apart,
        )


def _competes(judged: Judged) -> Truths:
    """Pairs that a rival would notice: beneath these odds a pair takes less than a tenth of a bit from any other."""
    return np.asarray((judged.rank > 0) | (judged.bits >= _FAINT))


def _freest_first(judged: Judged, free: Truths) -> Judged:
    """Each pair from the side of the record that wants a place; of two such, the one that came later."""
    turned = free[judged.other] & (~free[judged.one] | (judged.other > judged.one))
    return judged._replace(
        one=np.where(turned, judged.other, judged.one), other=np.where(turned, judged.one, judged.other)
    )


def _together(fixed: Whole) -> list[tuple[int, int]]:
    """The records of each golden nominal, each with the first of them."""
    known = np.flatnonzero(fixed)
    _, first, back = np.unique(fixed[known], return_index=True, return_inverse=True)
    heads = known[first][back]
    more = heads != known
    return list(zip(heads[more].tolist(), known[more].tolist(), strict=True))


def _rests(cluster: Whole, fixed: Whole) -> Truths:
    """Which records have come to a golden nominal that was there before."""
    found = np.zeros(cluster.size, dtype=np.bool_)
    found[cluster[fixed > 0]] = True
    return np.asarray(found[cluster])


def _apart(banded: Banded, columns: Columns, fixed: Whole) -> Apart:
    """Whether two records may not come into one cluster. Asked often, so that most answers need no array."""
    golden, nhs = fixed.tolist(), banded.verified_nhs.tolist()
    deceased = columns.deceased.tolist()

    def apart(one: int, other: int) -> bool:
        if golden[one] and golden[other] and golden[one] != golden[other]:
            return True
        x, y = nhs[one], nhs[other]
        if (x != y and NOBODY not in (x, y)) or deceased[one] or deceased[other]:
            return banded.apart(one, other)
        return False

    return apart
