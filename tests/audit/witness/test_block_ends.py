"""The ends of blocks are cosigned one by one, whatever happens between; what cannot be is passed over, and seen."""

import asyncio
import time

import pytest

from audit.errors import LogFrozen
from audit.key_chain import TrustedKey
from audit.merkle import consistency_proof
from audit.note import open_checkpoint
from audit.recovery import tree_of_size
from audit.tree import reader
from audit.witness.asking import Asking
from audit.witness.block_ends import MOST_BEHIND, BlockEnds
from audit.witness.lots import BLOCK, read_lot
from audit.witness.rounds import Prover


async def until(condition, seconds: float = 20.0) -> None:
    """Wait for something that happens in the background."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)


async def append(log, make_entry, count: int) -> None:
    await asyncio.gather(*(log.append(make_entry()) for _ in range(count)))


async def ends(log) -> list[int]:
    found, size = [], 0
    while (size := (await log.first_cosigned(size + BLOCK - 1, BLOCK)).size) > 0:
        found.append(size)
    return found


async def test_every_end_of_a_block_is_cosigned_however_fast_the_log_grows(partnership, make_entry):
    log = await partnership.open(every=0.5)
    await append(log, make_entry, 5 * BLOCK + 7)
    await until(lambda: log.cosigned.size == log.size)
    assert await ends(log) == [BLOCK * n for n in range(1, 6)]
    for size in await ends(log):
        lot = read_lot(
            (await log.first_cosigned(size - 1, BLOCK)).note, (TrustedKey(log.verifier),), partnership.policy
        )
        assert (lot.size, len(lot.cosigned)) == (size, 3)
    await log.close()


async def test_ends_that_passed_while_witnesses_were_down_are_cosigned_once_they_are_back(partnership, make_entry):
    for station in partnership.stations.values():
        station.stop()
    log = await partnership.open()
    await append(log, make_entry, 2 * BLOCK + 3)
    await until(lambda: len(log.witness_faults) == 3)
    assert await ends(log) == []
    for station in partnership.stations.values():
        station.start()
    await until(lambda: log.cosigned.size == log.size)
    assert await ends(log) == [BLOCK, 2 * BLOCK]
    await log.close()


async def test_an_end_beyond_which_the_witnesses_went_is_passed_over_and_the_next_one_covers_it(
    partnership, make_entry
):
    log = await partnership.open(watched=False)
    await append(log, make_entry, BLOCK + 6)
    tree = log._writer.signed.state.tree
    for witness in partnership.policy.witnesses[:2]:  # as if for a process that ended before it kept what they said
        asking = Asking(witness, log.keys, 5.0)
        assert asking.cosign(tree.size, log.checkpoint, Prover(log._storage, tree))
        asking.close()
    await log.close()
    log = await partnership.open()
    await until(lambda: log.cosigned.size == log.size)
    assert (await ends(log), log.frozen) == ([], "")
    await append(log, make_entry, BLOCK)
    await until(lambda: log.cosigned.size == log.size)
    assert await ends(log) == [2 * BLOCK]
    assert (await log.first_cosigned(BLOCK - 1, BLOCK)).size == 2 * BLOCK
    await log.close()


async def test_ends_too_far_back_are_passed_over(partnership, make_entry):
    log = await partnership.open(watched=False)
    await append(log, make_entry, 3 * BLOCK)
    signed = log._writer.signed
    choosing = BlockEnds(log._storage, log._signer)
    assert choosing.next(signed, 0).state.tree.size == BLOCK
    assert choosing.next(signed, BLOCK + 1).state.tree.size == 2 * BLOCK
    choosing.passed(BLOCK)
    assert choosing.next(signed, 0).state.tree.size == 2 * BLOCK
    assert choosing.next(signed, 2 * BLOCK) is signed
    assert MOST_BEHIND * BLOCK > 10_000  # more than may wait before it is an alarm
    await log.close()


async def test_a_beginning_is_signed_only_where_it_is_one(partnership, make_entry):
    """Whoever changes what is stored gets no second history signed by way of the ends of blocks."""
    log = await partnership.open(watched=False)
    await append(log, make_entry, BLOCK + 1)
    tree = tree_of_size(log._storage, BLOCK)
    newest = log._writer.signed.state.tree
    proof = consistency_proof(BLOCK, newest.size, reader(newest, log._storage.tile))
    note = log._signer.sign_beginning(BLOCK, tree.root, proof, log.checkpoint)
    assert open_checkpoint(note, log.verifier).root == tree.root
    for root, some, signed in (
        (b"x" * 32, proof, log.checkpoint),
        (tree.root, proof[:-1], log.checkpoint),
        (tree.root, proof, log.checkpoint.replace("— ", "— x", 1)),
    ):
        with pytest.raises(LogFrozen):
            log._signer.sign_beginning(BLOCK, root, some, signed)
    await log.close()
