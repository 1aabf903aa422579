"""The part of bulk linking that opens records, spread over worker processes: sealed rows in, columns and pairs out.

A worker reads its share of the store itself. What goes back is columns of numbers and the values behind them, in
memory only: nothing of it is written anywhere.
"""

import gc
import multiprocessing
import os
import resource
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from service.matching.bulk.gathering import Gathered, gathered
from service.matching.bulk.pairs import Codes, codes
from service.sealing.keyring import Keyring
from service.sealing.keys import CannotOpen
from service.sealing.seal import MATCH_OF_RECORD, Sealer
from service.store.bulk_reading import Ranges, open_ranges, postings_in
from service.store.bulk_statements import FINDABLE

Kind = TypeVar("Kind")
_KIB: Final = 1024


class Share(NamedTuple):
    """Some records of the store, opened."""

    record: NDArray[np.int64]
    """Their numbers in the store, ascending."""
    golden: NDArray[np.int64]
    """The golden nominal of each; 0 where it waits for one."""
    gathered: Gathered
    shut: dict[str, int]
    """Records that could not be opened, by provider: their keys are withdrawn."""


class Spent(NamedTuple):
    """What a worker process has used up to now."""

    process: int
    processor: float
    """Seconds."""
    memory: int
    """Bytes at the most."""


class Reading:
    """Reads shares of one store with the keys that open them."""

    def __init__(self, ranges: Ranges, sealer: Sealer) -> None:
        self._ranges = ranges
        self._sealer = sealer

    def share(self, after: int, last: int) -> Share:
        """The live and waiting records from the one after `after` to `last`, opened."""
        records: list[int] = []
        goldens: list[int] = []
        shut: dict[str, int] = {}
        found = gathered(self._opened(after, last, records, goldens, shut))
        return Share(np.asarray(records, dtype=np.int64), np.asarray(goldens, dtype=np.int64), found, shut)

    def pairs(self, first: int, last: int) -> Codes:
        """The pairs of records that share a token from `first` to `last`."""
        return codes(*postings_in(self._ranges, first, last))

    def _opened(
        self, after: int, last: int, records: list[int], goldens: list[int], shut: dict[str, int]
    ) -> Iterator[bytes]:
        open_one = self._sealer.open_one
        for record, provider, token, golden, key, sealed in self._ranges.rows(FINDABLE, (after, last)):
            try:
                plain = open_one(provider, MATCH_OF_RECORD, token, key, sealed)
            except CannotOpen:
                shut[provider] = shut.get(provider, 0) + 1
                continue
            records.append(record)
            goldens.append(golden or 0)
            yield plain


class Readers:
    """Where shares are read: in worker processes, or in this one."""

    def __init__(self, where: "ProcessPoolExecutor | Reading") -> None:
        self._where = where
        self._spent: dict[int, Spent] = {}

    @property
    def spent(self) -> tuple[Spent, ...]:
        """What each worker process had used when it last answered; nothing where shares are read in this one."""
        return tuple(self._spent.values())

    def shares(self, ranges: list[tuple[int, int]]) -> Iterator[Share]:
        """The shares of these ranges of records, in their order."""
        where = self._where
        if isinstance(where, Reading):
            return (where.share(*each) for each in ranges)
        return self._ready([where.submit(_share, *each) for each in ranges])

    def pairs(self, ranges: list[tuple[int, int]]) -> Iterator[Codes]:
        """The pairs of these ranges of tokens, in their order."""
        where = self._where
        if isinstance(where, Reading):
            return (where.pairs(*each) for each in ranges)
        return self._ready([where.submit(_pairs, *each) for each in ranges])

    def _ready(self, tasks: "list[Future[tuple[Kind, Spent]]]") -> Iterator[Kind]:
        while tasks:
            found, spent = tasks.pop(0).result()
            self._spent[spent.process] = spent
            yield found


@contextmanager
def readers(address: str, keyring: Keyring, workers: int) -> Iterator[Readers]:
    """Readers of a store with so many worker processes; 0 means in this process."""
    if workers == 0:
        ranges = open_ranges(address)
        try:
            yield Readers(Reading(ranges, Sealer(keyring)))
        finally:
            ranges.close()
        return
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("forkserver"),
        initializer=_start,
        initargs=(address, keyring.exported()),
    )
    try:
        yield Readers(pool)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Worker:
    """What a worker process holds; set once, before its first share."""

    reading: Reading


def _start(address: str, keyring: bytes) -> None:
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    gc.disable()  # nothing that is made here refers to itself
    _Worker.reading = Reading(open_ranges(address), Sealer(Keyring.parse(keyring)))


def _leave_with_parent() -> None:
    """A worker whose parent was killed would wait for ever, with keys in its memory: leave when the parent does."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _share(after: int, last: int) -> tuple[Share, Spent]:
    return _Worker.reading.share(after, last), _spent()


def _pairs(first: int, last: int) -> tuple[Codes, Spent]:
    return _Worker.reading.pairs(first, last), _spent()


def _spent() -> Spent:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return Spent(os.getpid(), used.ru_utime + used.ru_stime, used.ru_maxrss * _KIB)
