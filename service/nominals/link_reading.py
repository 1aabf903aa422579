"""Everybody who is live or waits, opened by worker processes, and which of them share a token."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.matching.bulk.columns import Columns
from service.matching.bulk.pairs import Shared, counted
from service.matching.bulk.terms import Couples
from service.nominals.link_workers import Readers, Share, Spent, readers
from service.sealing.keyring import Keyring

Whole = NDArray[np.int64]
Progress = Callable[[str, int, int], None]

SHARE_RECORDS: Final = 50_000
"""Records of one task of a worker."""
_TOKENS_EACH: Final = 13
_LOW: Final = (1 << 32) - 1
_LEAST_TOKEN: Final = -(1 << 63)
_TOKENS: Final = 1 << 64


@dataclass(frozen=True, eq=False)
class Population:
    """The records of a store, numbered from 0."""

    columns: Columns
    record: Whole
    """Each one's number in the store, ascending."""
    golden: Whole
    """The golden nominal that each belongs to; 0 where it waits."""
    shared: Shared
    shut: dict[str, int]
    """Records that could not be opened, by provider."""
    spent: tuple[Spent, ...] = ()
    """What each worker process used."""

    def places(self, couples: Couples) -> list[tuple[int, int]]:
        """Pairs of the store's record numbers as pairs of ours; those that are not here are left out."""
        at = {int(record): place for place, record in enumerate(self.record.tolist())} if couples else {}
        return [(at[one], at[other]) for one, other in couples if one in at and other in at]


def read_population(
    address: str, keyring: Keyring, last: int, workers: int, progress: Progress, *, free: bool = False
) -> Population:
    """Read a store up to its last record.

    Args:
        address: of the store, for worker processes.
        workers: how many worker processes; 0 reads here.
        free: whether everybody is free, as for relinking from nothing; else pairs of two live records are left out.
    """
    with readers(address, keyring, workers) as reading:
        shares = _shares(reading, last, progress)
        record = np.concatenate([share.record for share in shares]) if shares else np.zeros(0, np.int64)
        golden = np.concatenate([share.golden for share in shares]) if shares else np.zeros(0, np.int64)
        wanted = golden == 0 if not free else np.ones(golden.size, dtype=np.bool_)
        emitted = _emitted(reading, record, wanted, last, progress) if wanted.any() else np.zeros(0, np.int64)
    shut: dict[str, int] = {}
    for share in shares:
        for provider, count in share.shut.items():
            shut[provider] = shut.get(provider, 0) + count
    with ThreadPoolExecutor(1) as sorting:  # which needs no interpreter, and takes as long as joining
        pairs = sorting.submit(counted, emitted)
        columns = Columns.joined([share.gathered for share in shares])
        return Population(columns, record, golden * (not free), pairs.result(), shut, reading.spent)


def _shares(reading: Readers, last: int, progress: Progress) -> list[Share]:
    ranges = [(start, min(start + SHARE_RECORDS, last)) for start in range(0, last, SHARE_RECORDS)]
    shares = []
    for (_, end), share in zip(ranges, reading.shares(ranges), strict=True):
        shares.append(share)
        progress("read", end, last)
    return shares


def _emitted(reading: Readers, record: Whole, wanted: NDArray[np.bool_], last: int, progress: Progress) -> Whole:
    """The pairs that share a token, of records that are here, one of which at least is wanted."""
    place = np.full(last + 1, -1, dtype=np.int64)
    place[record] = np.arange(record.size)
    parts = max(1, last * _TOKENS_EACH // (SHARE_RECORDS * 8))
    edges = [_LEAST_TOKEN + _TOKENS * part // parts for part in range(parts + 1)]
    ranges = [(low, high - 1) for low, high in pairwise(edges)]
    kept = []
    for done, emitted in enumerate(reading.pairs(ranges), 1):
        one, other = place[emitted >> 32], place[emitted & _LOW]
        here = (one >= 0) & (other >= 0)
        one, other = one[here], other[here]
        some = wanted[one] | wanted[other]
        kept.append((one[some] << 32) | other[some])
        progress("pairs", done, parts)
    return np.concatenate(kept)
