"""Which records share a token, as pairs: emitted group by group of one size, sorted, each pair once.

A token that more than 256 records have says little and is left out, as it is online; so the pairs of a token are at
most 32,640, and half a population that shares one costs nothing.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.matching.blocks import SELECTIVE

_SHIFT: Final = 32
_LOW: Final = (1 << _SHIFT) - 1

Codes = NDArray[np.int64]


class Shared(NamedTuple):
    """Pairs of records that share a token, the lower number first, none twice, and how many tokens each pair shares."""

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    tokens: NDArray[np.uint8]


def shared(token: NDArray[np.int64], record: NDArray[np.int32], most: int = SELECTIVE) -> Shared:
    """The pairs of postings, in the order of their tokens."""
    return counted(codes(token, record, most))


def of_tokens(tokens: Iterable[Iterable[int]], most: int = SELECTIVE) -> Shared:
    """The pairs of records in memory: the tokens of record 0, of record 1, …"""
    rows = [(token, record) for record, each in enumerate(tokens) for token in set(each)]
    postings = np.array(sorted(rows), dtype=np.int64).reshape(len(rows), 2)
    return shared(postings[:, 0], postings[:, 1].astype(np.int32), most)


def codes(token: NDArray[np.int64], record: NDArray[np.int32], most: int = SELECTIVE) -> Codes:
    """Every pair once for each token that it shares, as one integer: the lower record in the high half.

    The postings must be in the order of their tokens, and hold each token whole.
    """
    if token.size < 2:
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.concatenate(([True], token[1:] != token[:-1])))
    sizes = np.diff(np.concatenate((starts, [token.size])))
    found = []
    for size in np.unique(sizes[(sizes > 1) & (sizes <= most)]).tolist():
        members = record[starts[sizes == size][:, None] + np.arange(size)].astype(np.int64)
        low, high = np.triu_indices(size, 1)
        x, y = members[:, low], members[:, high]
        found.append(((np.minimum(x, y) << _SHIFT) | np.maximum(x, y)).ravel())
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def counted(emitted: Codes) -> Shared:
    """Each pair once, with how many times it was emitted. Sorts in place."""
    emitted.sort()
    first = np.ones(emitted.size, dtype=bool)
    np.not_equal(emitted[1:], emitted[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    kept = emitted[starts]
    times = np.diff(np.concatenate((starts, [first.size]))) if starts.size else starts
    return Shared(
        (kept >> _SHIFT).astype(np.int32), (kept & _LOW).astype(np.int32), np.minimum(times, 255).astype(np.uint8)
    )
