"""Queues what was drawn by lot, block by block of the log, as far as the log is signed.

Where witnesses watch the log, that is as far as enough of them have cosigned it: until they do, blocks wait.
"""

from typing import Final

import msgspec

from audit.errors import AuditError
from audit.log import Logged
from audit.note import NoteRefused
from audit.witness.lots import BLOCK, Lot, draws, read_lot
from service.entries import log_unavailable
from service.leaf import read_leaf
from service.oversight.anomalies.sampling import Blocks, Drawn, draw_block
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
    """`Blocks` as they are kept."""

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
    """Blocks begin anew with each shard of the log; what is left of a closed one is passed over."""
    blocks = await blocks_kept(runtime.store.database)
    shard = runtime.log.numbering.shard_of(blocks.size)
    here = blocks._replace(size=blocks.size - shard.first) if blocks.size > shard.first else Blocks()
    end = blocks.size + BLOCK
    if shard.size is not None and here.size + BLOCK > shard.size:
        return await _pass_over(blocks, shard.first + shard.size, runtime)
    if end > runtime.log.size:
        return False
    try:
        lot = await lot_of(end, runtime) if draws(runtime.log.policy) else None
        if lot is None and draws(runtime.log.policy):  # of a closed shard nothing more is cosigned
            return shard.size is not None and await _pass_over(blocks, shard.first + shard.size, runtime)
        logged = (await runtime.log.entries(limit=BLOCK, before=end))[::-1]
    except AuditError:
        raise log_unavailable() from None
    after, drawn = draw_block(here, [one.body for one in logged], lot)
    after = after._replace(size=shard.first + after.size)
    drawn = [one._replace(entry=shard.first + one.entry) for one in drawn]
    async with runtime.store.database.transaction() as transaction:
        if (await blocks_kept(transaction)).size != blocks.size:
            return True  # another process was here first
        known = await watching.queued_already(transaction, [_once(one) for one in drawn])
        for one in drawn:
            if _once(one) not in known:
                await oversight.add_review(transaction, _review(one, logged[one.entry - blocks.size], after, runtime))
        await _keep_blocks(transaction, after)
    return True


async def _pass_over(blocks: Blocks, end: int, runtime: Runtime) -> bool:
    async with runtime.store.database.transaction() as transaction:
        if (await blocks_kept(transaction)).size == blocks.size:
            await _keep_blocks(transaction, Blocks(end, (), blocks.terms))
    return True


async def lot_of(end: int, runtime: Runtime) -> Lot | None:
    """What draws from the block that ends here: the first kept end of a block from there on that witnesses cosigned.

    None where there is none yet. Raises AuditError: the log does not answer.
    """
    log, size, first = runtime.log, end, runtime.log.numbering.shard_of(end - 1).first
    while (cosigned := await log.first_cosigned(size - 1, BLOCK)).size and log.policy is not None:
        try:
            if (lot := read_lot(cosigned.note, log.keys_of(end - 1), log.policy)) is not None:
                return lot
        except NoteRefused:
            pass  # of witnesses that do not count any more, or spoilt: the check from outside names it
        size = first + cosigned.size + BLOCK
    return None


def _review(one: Drawn, logged: Logged, blocks: Blocks, runtime: Runtime) -> ReviewRow:
    """The review of what was drawn; how the enquiry ended is no part of it."""
    leaf = read_leaf(logged)
    seen = Seen(
        one.entry, leaf.time // 1_000_000, leaf.staff, leaf.agency, leaf.role, leaf.purpose, leaf.relationship,
        Outcome.NOTHING,
    )  # fmt: skip
    hours = blocks.terms.of(one.agency).due_hours
    return review_of(ReviewKind.SAMPLE, seen, _once(one), Found(told_of(one), (one.entry,)), hours, runtime)


def told_of(one: Drawn) -> str:
    """Why it was drawn, so that anyone can draw again."""
    lot = f"the root {one.root.hex()} of the first {one.size} entries"
    if one.by:
        lot = f"what {' and '.join(one.by)} cosigned of {lot}"
    return f"Drawn by lot, one in {one.one_in}: by {lot}."


async def blocks_kept(reader: Reader) -> Blocks:
    """How far lots were drawn."""
    kept = await watching.fact(reader, _FACT)
    if kept is None:
        return Blocks()
    read = msgspec.json.decode(kept, type=_Kept)
    return Blocks(read.size, read.peaks, terms_of(msgspec.json.decode(read.terms)))


async def _keep_blocks(transaction: Transaction, blocks: Blocks) -> None:
    terms = msgspec.Raw(msgspec.json.encode(blocks.terms.document()))
    await watching.keep_fact(transaction, _FACT, msgspec.json.encode(_Kept(blocks.size, blocks.peaks, terms)))


def _once(one: Drawn) -> str:
    return f"sample/{one.entry}"
