"""Where chunks are prepared: in worker processes when a file is large, in this one when it is small."""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing.connection import wait
from typing import Protocol

from connectors.connector import Chunk, Connector
from connectors.manifest import Manifest
from service.intake.collection import seldom
from service.intake.prepare import PreparedChunk, Preparer
from service.matching.shared_places import NONE
from service.sealing.keyring import Keyring


class Prepare(Protocol):
    """Prepares one chunk, here or elsewhere."""

    async def __call__(self, chunk: Chunk) -> PreparedChunk:
        """See `Preparer.prepare`."""
        ...


@asynccontextmanager
async def preparing(
    connector: Connector, manifest: Manifest, keyring: Keyring, workers: int, shared_places: frozenset[bytes] = NONE
) -> AsyncIterator[Prepare]:
    """Prepare chunks with this many worker processes; 0 means in this process."""
    if workers == 0:
        yield _inline(Preparer(connector, manifest, keyring, shared_places))
        return
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("forkserver"),
        initializer=_start,
        initargs=(connector, manifest, keyring.exported(), shared_places),
    )
    try:
        yield _pooled(pool)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


async def in_order(
    chunks: Iterator[Chunk], prepare: Prepare, ahead: int
) -> AsyncGenerator[tuple[Chunk, PreparedChunk], None]:
    """Prepare chunks, some ahead of the writer, and give them back in the order of the file."""
    waiting: list[tuple[Chunk, asyncio.Task[PreparedChunk]]] = []
    try:
        for chunk in chunks:
            waiting.append((chunk, asyncio.ensure_future(_run(prepare, chunk))))
            await asyncio.sleep(0)
            if len(waiting) > ahead:
                first, task = waiting.pop(0)
                yield first, await task
        while waiting:
            first, task = waiting.pop(0)
            yield first, await task
    finally:
        for _, task in waiting:
            task.cancel()
        await asyncio.gather(*(task for _, task in waiting), return_exceptions=True)


async def _run(prepare: Prepare, chunk: Chunk) -> PreparedChunk:
    return await prepare(chunk)


def _inline(preparer: Preparer) -> Prepare:
    async def prepare(chunk: Chunk) -> PreparedChunk:
        return preparer.prepare(chunk)

    return prepare


def _pooled(pool: ProcessPoolExecutor) -> Prepare:
    async def prepare(chunk: Chunk) -> PreparedChunk:
        return await asyncio.get_running_loop().run_in_executor(pool, _prepare, chunk)

    return prepare


class _Worker:
    """What a worker process holds; set once, before its first chunk."""

    preparer: Preparer


def _start(connector: Connector, manifest: Manifest, keyring: bytes, shared_places: frozenset[bytes]) -> None:
    seldom()
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _Worker.preparer = Preparer(connector, manifest, Keyring.parse(keyring), shared_places)


def _leave_with_parent() -> None:
    """A worker whose load was killed would wait for ever, with keys in its memory: leave when the parent does."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _prepare(chunk: Chunk) -> PreparedChunk:
    return _Worker.preparer.prepare(chunk)
