"""Queues what was drawn by lot, block by block of the log, as far as the log is signed."""

from typing import Final

import msgspec

from audit.errors import AuditError
from audit.log import Logged
from service.entries import log_unavailable
from service.leaf import read_leaf
from service.oversight.anomalies.sampling import BLOCK, Drawn, Lot, draw_block
from service.oversight.anomalies.seen import Outcome, Seen
from service.oversight.anomalies.terms import terms_of
from service.oversight.anomalies.words import ReviewKind
from service.oversight.anomalies.writing import Found, review_of
from service.runtime import Runtime
from service.store import oversight, watching
from service.store.database import Reader, Transaction
from service.store.oversight_rows import ReviewRow

_FACT: Final = "watching_lot"


class _Kept(msgspec.Struct):
    """A `Lot` as it is kept."""

    size: int
    peaks: tuple[bytes, ...]
    terms: msgspec.Raw


async def draw(runtime: Runtime) -> None:
    """Draw from every block of the log that is full and was not drawn from yet.

    Raises:
        Unavailable: the log or the store does not answer; the next call goes on from there.
    """
    while await _next_block(runtime):
        pass


async def _next_block(runtime: Runtime) -> bool:
    lot = await lot_kept(runtime.store.database)
    end = lot.size + BLOCK
    if end > runtime.log.size:
        return False
    try:
        logged = (await runtime.log.entries(limit=BLOCK, before=end))[::-1]
    except AuditError:
        raise log_unavailable() from None
    after, drawn = draw_block(lot, [one.body for one in logged])
    async with runtime.store.database.transaction() as transaction:
        if (await lot_kept(transaction)).size != lot.size:
            return True  # another process was here first
        known = await watching.queued_already(transaction, [_once(one) for one in drawn])
        for one in drawn:
            if _once(one) not in known:
                await oversight.add_review(transaction, _review(one, logged[one.entry - lot.size], after, runtime))
        await _keep_lot(transaction, after)
    return True


def _review(one: Drawn, logged: Logged, lot: Lot, runtime: Runtime) -> ReviewRow:
    """The review of what was drawn; how the enquiry ended is no part of it."""
    leaf = read_leaf(logged)
    seen = Seen(
        one.entry, leaf.time // 1_000_000, leaf.staff, leaf.agency, leaf.role, leaf.purpose, leaf.relationship,
        Outcome.NOTHING,
    )  # fmt: skip
    hours = lot.terms.of(one.agency).due_hours
    return review_of(ReviewKind.SAMPLE, seen, _once(one), Found(told_of(one), (one.entry,)), hours, runtime)


def told_of(one: Drawn) -> str:
    """Why it was drawn, so that anyone can draw again."""
    return f"Drawn by lot, one in {one.one_in}: by the root {one.root.hex()} of the first {one.size} entries."


async def lot_kept(reader: Reader) -> Lot:
    """How far lots were drawn."""
    kept = await watching.fact(reader, _FACT)
    if kept is None:
        return Lot()
    read = msgspec.json.decode(kept, type=_Kept)
    return Lot(read.size, read.peaks, terms_of(msgspec.json.decode(read.terms)))


async def _keep_lot(transaction: Transaction, lot: Lot) -> None:
    terms = msgspec.Raw(msgspec.json.encode(lot.terms.document()))
    await watching.keep_fact(transaction, _FACT, msgspec.json.encode(_Kept(lot.size, lot.peaks, terms)))


def _once(one: Drawn) -> str:
    return f"sample/{one.entry}"
