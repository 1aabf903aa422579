"""Goes through the entry bundles of an export, in as many processes as the machine has processors to spare.

Each bundle is read once: hashed, compared with its stored tile, and read as entries too when that is asked. At no time
is more than one bundle for each process in memory.
"""

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from audit.export_files import file_content
from audit.layout import tile_path
from audit.tree import TILE_WIDTH
from audit.verify_contents import Contents, EntryReader
from audit.verify_hashing import Row, hash_bundle, leaf_row, split_leniently, tile_root

BUNDLES_A_RUN = 32
MOST_PROCESSES = 8


@dataclass(slots=True)
class Run:
    """What a run of bundles came to."""

    roots: list[bytes | None] = field(default_factory=list)
    """The root over each full bundle; None for one that is missing, damaged or of another length."""
    edge: Row | None = b""
    """The leaf hashes of the last bundle when it is not full; None when that one cannot be read whole."""
    odd: list[int] = field(default_factory=list)
    """The numbers of the bundles whose stored tile is not what their entries lead to."""
    contents: Contents | None = None


def widths(count: int) -> Iterator[tuple[int, int]]:
    """Number and filled places of each tile over a row of `count`."""
    for number in range((count + TILE_WIDTH - 1) // TILE_WIDTH):
        yield number, min(TILE_WIDTH, count - number * TILE_WIDTH)


def read_bundle(directory: Path, number: int, width: int) -> tuple[list[bytes] | None, bool]:
    """The entries of a bundle as far as they can be read (None if there is no file), and whether all are there."""
    content = file_content(directory / tile_path("entries", number, width))
    if content is None:
        return None, False
    entries, whole = split_leniently(content)
    return entries, whole and len(entries) == width


def read_run(directory: Path, size: int, deep: bool, first: int) -> Run:
    """Hash the bundles from number `first` on, at most `BUNDLES_A_RUN`; `deep`: read their entries too."""
    run = Run()
    reader = EntryReader(directory, first * TILE_WIDTH) if deep else None
    last = min(first + BUNDLES_A_RUN, (size + TILE_WIDTH - 1) // TILE_WIDTH)
    for number in range(first, last):
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        row = _row(directory, reader, number, width)
        if width == TILE_WIDTH:
            run.roots.append(tile_root(row) if row is not None else None)
        else:
            run.edge = row
        if row is None or file_content(directory / tile_path("0", number, width)) != row:
            run.odd.append(number)
    run.contents = reader.found if reader else None
    return run


def _row(directory: Path, reader: EntryReader | None, number: int, width: int) -> Row | None:
    """The leaf hashes of a bundle, whose entries go to the reader if there is one; None where it is not whole."""
    content = file_content(directory / tile_path("entries", number, width))
    if content is None or reader is None:
        return hash_bundle(content, width) if content is not None else None
    entries, whole = split_leniently(content)
    if not whole or len(entries) != width:
        return None
    reader.read_bundle(number * TILE_WIDTH, entries)
    return leaf_row(entries)


def read_all(directory: Path, size: int, deep: bool, processes: int | None = None) -> Iterator[Run]:
    """Every run in order. `processes` is how many to use: by default one for each processor, at most eight."""
    count = (size + TILE_WIDTH - 1) // TILE_WIDTH
    starts = range(0, count, BUNDLES_A_RUN)
    work = partial(read_run, directory, size, deep)
    use = min(processes or _processors(), len(starts), MOST_PROCESSES)
    if use < 2:
        yield from map(work, starts)
    else:
        yield from _in_processes(work, starts, use)


def _in_processes(work: Callable[[int], Run], starts: range, use: int) -> Iterator[Run]:
    # a copy of this process is the quickest start, and safe only while it has no other thread
    quick = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if quick else "spawn")
    with context.Pool(use, initializer=gc.disable) as pool:
        yield from pool.imap(work, starts)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
