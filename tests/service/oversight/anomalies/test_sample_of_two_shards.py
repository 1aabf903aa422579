"""A sample over two shards of the log: each is drawn again from its export, by the thresholds that it says itself."""

import asyncio
import json
import secrets

import pytest

from audit.events import Actor, Entry, EventType
from audit.witness.lots import BLOCK
from service.cli.log_keeping import OPERATOR
from service.new_shard import change_shard
from service.oversight.anomalies.checking import check
from service.oversight.anomalies.watching import watch
from service.store import watching

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGENCY = "police:04"
OFTEN = json.dumps({"default": {"sample_one_in": 2}})


async def fill(house) -> None:
    """Two blocks of enquiries and no more, so that the log may end with a block."""
    actor = Actor("staff-a", AGENCY, "police_officer")
    missing = (-house.runtime.log.serving.size) % BLOCK + BLOCK
    entries = (
        Entry(EventType.ENQUIRY_ANSWERED, secrets.token_hex(16), actor, purpose="safeguard_child")
        for _ in range(missing)
    )
    await asyncio.gather(*(house.runtime.log.append(one) for one in entries))


async def queued(house) -> set[int]:
    await watch(house.runtime)
    rows = await watching.reviews_since(house.runtime.store.database, AGENCY, 0)
    return {row.entry for row in rows if row.kind == "sample"}


@pytest.mark.parametrize("odd", [0, 63], ids=["ends within a block", "ends with a block"])
async def test_each_shard_is_drawn_again_from_its_own_export(houses, tmp_path, odd: int) -> None:
    async with houses() as house:
        house.runtime.settings.review_terms_path.write_text(OFTEN)
        await watch(house.runtime)
        await fill(house)
        actor = Actor("staff-a", AGENCY, "police_officer")
        for number in range(odd):
            await house.runtime.log.append(Entry(EventType.ENQUIRY_EMPTY, f"odd-one-of-the-end-{number}", actor))
        await watch(house.runtime)
        settings, clock = house.runtime.settings, house.clock
    async for _ in change_shard("demo.golden-thread.example/log/2027", OPERATOR, settings, clock):
        pass
    async with houses(directory=settings.directory) as house:
        log, first = house.runtime.log, house.runtime.log.numbering.serving.first
        await fill(house)
        queue = await queued(house)
        closed, serving = ({one for one in queue if (one < first) == old} for old in (True, False))
        assert len(closed) > 20 and len(serving) > 20
        for shard, claimed in zip(log.numbering.shards, (closed, serving), strict=True):
            folder = tmp_path / shard.label
            await log.export(folder, shard)
            verifier = (*log.closed_verifiers, log.verifier)[log.numbering.shards.index(shard)]
            again = check(folder, verifier, AGENCY, {entry - shard.first for entry in claimed})
            assert again.faults == ()
            assert {one.entry + shard.first for one in again.drawn} == claimed
