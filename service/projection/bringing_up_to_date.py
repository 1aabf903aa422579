"""Brings the projection up to date with the log, before anybody reads it; and makes it again from nothing.

How far the log was taken in is kept beside what was made of it, in one transaction. So a crash loses nothing, two
processes that take in the same entries do so once, and whoever reads next makes good what was left.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from audit.errors import AuditError
from audit.log import Logged
from audit.storage.port import PayloadRow
from service.entries import log_unavailable
from service.leaf import AFTER_ANSWERS, Leaf, read_leaf
from service.projection.reading import Kept, Taken, shredded_by, take, withheld_by
from service.runtime import Runtime
from service.sealing.keys import CannotOpen
from service.store import projection
from service.store.database import Transaction
from service.store.projection_rows import Outcome, Payload

PAGE: Final = 256
"""Entries that are taken in at once: an answer that comes meanwhile waits tens of milliseconds, not more."""


async def bring_up_to_date(runtime: Runtime) -> int:
    """Take in every entry that is signed by now. Returns up to which, without it, the log has been taken in.

    Raises:
        Unavailable: the log or the store does not answer. What was kept stays; the next call goes on from there.
    """
    while True:
        start = await projection.size(runtime.store.database)
        end = min(start + PAGE, runtime.log.size)
        if start >= end:
            return start
        taken = await entries_taken(start, end, runtime)
        async with runtime.store.database.transaction() as transaction:
            if await projection.size(transaction) == start:  # no other process was here first
                await _keep(taken, transaction, runtime)


async def make_again(runtime: Runtime) -> int:
    """Empty the projection and make it again from the log. Returns how many entries it has.

    Raises:
        Unavailable: as `bring_up_to_date`. What was made so far stays, and is gone on with.
    """
    async with runtime.store.database.transaction() as transaction:
        await projection.clear(transaction)
    return await bring_up_to_date(runtime)


async def entries_taken(start: int, end: int, runtime: Runtime) -> list[tuple[Leaf, Taken]]:
    """What the entries from `start` up to but not `end` come to by themselves, oldest first.

    Raises:
        Unavailable: the log does not answer.
    """
    try:
        logged = (await runtime.log.entries(limit=end - start, before=end))[::-1]
        payloads = {row.seq: row for row in await runtime.log.payloads(start, end)}
    except AuditError:
        raise log_unavailable() from None
    return [_taken(one, payloads, runtime) for one in logged]


async def taken_anew(entry: int, runtime: Runtime, *, withheld: bool) -> Taken | None:
    """What one entry comes to now, and with what a later entry says of it; None where there is no such entry.

    Raises:
        Unavailable: the log does not answer.
    """
    try:
        logged, sealed = await runtime.log.entry(entry), await runtime.log.payload(entry)
    except AuditError:
        raise log_unavailable() from None
    if logged is None:
        return None
    return _taken(logged, {entry: sealed} if sealed else {}, runtime, withheld=withheld)[1]


async def _keep(page: list[tuple[Leaf, Taken]], transaction: Transaction, runtime: Runtime) -> None:
    about = [row for _, taken in page for row in taken.about]
    await projection.add(transaction, [taken.row for _, taken in page], about)
    for leaf, _ in page:
        held_back, destroyed = withheld_by(leaf), shredded_by(leaf)
        changed = held_back if held_back is not None else destroyed
        if changed is not None and changed < leaf.index:
            await _change(changed, held_back is not None, transaction, runtime)


async def _change(entry: int, withheld: bool, transaction: Transaction, runtime: Runtime) -> None:
    """An earlier entry now comes to something else: its answer did not leave, or its payload was destroyed."""
    before = await projection.rows(transaction, entry, entry + 1)
    stays = any(row.outcome == Outcome.WITHHELD for row in before)
    taken = await taken_anew(entry, runtime, withheld=withheld or stays)
    if taken is not None:
        await projection.replace(transaction, taken.row, taken.about)


def _taken(
    logged: Logged, payloads: Mapping[int, PayloadRow], runtime: Runtime, *, withheld: bool = False
) -> tuple[Leaf, Taken]:
    leaf = read_leaf(logged)
    state, kept = _opened(leaf, payloads.get(leaf.index), runtime)
    return leaf, take(logged, state, kept, withheld=withheld)


def _opened(leaf: Leaf, sealed: PayloadRow | None, runtime: Runtime) -> tuple[Payload, Kept | None]:
    if sealed is None:
        return Payload.NONE, None
    try:
        plain = runtime.sealer.open_payload(leaf.request.encode(), sealed.ciphertext, sealed.wrapped_key)
    except CannotOpen:
        return Payload.SHUT, None
    kept = msgspec.json.decode(plain, type=Kept) if leaf.type in AFTER_ANSWERS else None
    return Payload.OPENED, kept
