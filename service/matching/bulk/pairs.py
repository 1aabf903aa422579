"""Which records share a token, as pairs: emitted group by group of one size, sorted, each pair once.

A token that more than 256 records have says little and is left out, as it is online; so the pairs of a token are at
most 32,640, and half a population that shares one costs nothing.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST: Final = 256
_SHIFT: Final = 32
_LOW: Final = (1 << _SHIFT) - 1


class Shared(NamedTuple):
    """Pairs of records that share a token, the lower number first, none twice, and how many tokens each pair shares."""

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    tokens: NDArray[np.uint8]


class Groups:
    """Takes postings in the order of their tokens, a block at a time, and keeps what makes pairs.

    A token may begin in one block and end in the next: the last group of a block waits for the next block.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._codes: list[NDArray[np.int64]] = []
        self._token = np.zeros(0, np.int64)
        self._record = np.zeros(0, np.int32)

    def add(self, token: NDArray[np.int64], record: NDArray[np.int32]) -> None:
        """Take one block of postings, in the order of their tokens; records are numbered from 0."""
        if not token.size:
            return
        token, record = np.concatenate((self._token, token)), np.concatenate((self._record, record))
        whole = int(np.searchsorted(token, token[-1]))
        if token.size - whole > self._most:
            # Longer than any group that counts: no more of it need wait than shows that it is too long.
            whole_to, rest = whole, slice(whole, whole + self._most + 1)
        else:
            whole_to, rest = whole, slice(whole, None)
        self._token, self._record = token[rest], record[rest]
        self._codes += _codes(token[:whole_to], record[:whole_to], self._most)

    def shared(self) -> Shared:
        """All pairs, when the last block has been taken."""
        self._codes += _codes(self._token, self._record, self._most)
        self._token, self._record = self._token[:0], self._record[:0]
        codes = np.concatenate(self._codes) if self._codes else np.zeros(0, np.int64)
        self._codes = []
        return _counted(codes)


def shared(token: NDArray[np.int64], record: NDArray[np.int32], most: int = MOST) -> Shared:
    """The pairs of postings that are in memory, in the order of their tokens."""
    groups = Groups(most)
    groups.add(token, record)
    return groups.shared()


def of_tokens(tokens: Iterable[Iterable[int]], most: int = MOST) -> Shared:
    """The pairs of records in memory: the tokens of record 0, of record 1, …"""
    rows = [(token, record) for record, each in enumerate(tokens) for token in set(each)]
    postings = np.array(sorted(rows), dtype=np.int64).reshape(len(rows), 2)
    return shared(postings[:, 0], postings[:, 1].astype(np.int32), most)


def _codes(token: NDArray[np.int64], record: NDArray[np.int32], most: int) -> list[NDArray[np.int64]]:
    """The pairs within each group, as one integer each: the lower record in the high half."""
    if token.size < 2:
        return []
    starts = np.flatnonzero(np.concatenate(([True], token[1:] != token[:-1])))
    sizes = np.diff(np.concatenate((starts, [token.size])))
    found = []
    for size in np.unique(sizes[(sizes > 1) & (sizes <= most)]).tolist():
        members = record[starts[sizes == size][:, None] + np.arange(size)].astype(np.int64)
        members.sort(axis=1)
        low, high = np.triu_indices(size, 1)
        found.append(((members[:, low] << _SHIFT) | members[:, high]).ravel())
    return found


def _counted(codes: NDArray[np.int64]) -> Shared:
    codes.sort()
    first = np.ones(codes.size, dtype=bool)
    first[1:] = codes[1:] != codes[:-1]
    starts = np.flatnonzero(first)
    codes = codes[starts]
    times = np.diff(np.concatenate((starts, [first.size]))) if starts.size else starts
    return Shared(
        (codes >> _SHIFT).astype(np.int32), (codes & _LOW).astype(np.int32), np.minimum(times, 255).astype(np.uint8)
    )
