"""The sample of a service whose log is watched: drawn once witnesses cosigned, and drawn again by anybody, the same."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from audit.events import Actor, Entry, EventType
from audit.note import parse_vkey
from audit.witness.cosignature import cosigning_key_from_seed
from audit.witness.lots import BLOCK
from audit.witness.policy import Witness, policy_text, read_policy
from deploy.demo.witnesses import witnesses
from service.cli.log_lots import read_lots, write_lots
from service.oversight.anomalies.checking import Check, check
from service.oversight.anomalies.drawing import blocks_kept
from service.oversight.anomalies.published_lots import Witnessed
from service.oversight.anomalies.watching import watch
from service.store import watching

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGENCY = "police:04"


async def until(condition, seconds: float = 30.0) -> None:
    """Wait for something that happens in the background."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)


async def fill(house, blocks: int) -> None:
    """So many blocks of enquiries more, half of which are to be drawn."""
    house.runtime.settings.review_terms_path.write_text(json.dumps({"default": {"sample_one_in": 2}}))
    await watch(house.runtime)
    actor = Actor("staff-a", AGENCY, "police_officer")
    entries = (
        Entry(EventType.ENQUIRY_ANSWERED, secrets.token_hex(16), actor, purpose="safeguard_child")
        for _ in range(blocks * BLOCK)
    )
    await asyncio.gather(*(house.runtime.log.append(one) for one in entries))


async def sampled(house) -> set[int]:
    await watch(house.runtime)
    rows = await watching.reviews_since(house.runtime.store.database, AGENCY, 0)
    return {row.entry for row in rows if row.kind == "sample"}


@pytest_asyncio.fixture(loop_scope="module")
async def watched(houses, copied, made) -> AsyncIterator[Any]:
    with witnesses(made.settings.model_copy(update={"directory": copied})) as settings:
        async with houses(directory=copied, witness_policy=settings.witness_policy) as house:
            yield house


async def test_anybody_draws_the_same_and_what_was_left_out_is_named(watched, tmp_path: Path) -> None:
    log = watched.runtime.log
    await fill(watched, 3)
    await until(lambda: log.cosigned.size == log.size)
    queue = await sampled(watched)
    assert 40 < len(queue) < 160
    await log.export(tmp_path / "export")
    assert await write_lots(tmp_path / "lots", watched.runtime) >= 3
    notes, policy = read_lots(tmp_path / "lots"), read_policy(watched.runtime.settings.witness_policy)

    def again(claimed: set[int], notes: list[str] = notes) -> Check:
        return check(tmp_path / "export", log.verifier, AGENCY, claimed, Witnessed(policy, notes))

    found = again(queue)
    assert (found.faults, found.remarks, found.waiting) == ((), (), 0)
    assert {one.entry for one in found.drawn} == queue
    gone = max(one for one in queue if one < 2 * BLOCK)
    assert again(queue - {gone}).faults == (f"Entry {gone} was drawn, and the queue does not have it.",)
    without = [_without(note, "health") for note in notes]
    assert "health cosigned 0 of" in " ".join(again(queue, without).remarks)
    assert {one.entry for one in again(set(), without).drawn} < queue
    assert "was not cosigned at the end" in " ".join(again(queue, notes[1:]).remarks)
    by_root = check(tmp_path / "export", log.verifier, AGENCY, queue)
    assert not by_root.sound and by_root.remarks[0].startswith("Drawn by the log's own roots, without witnesses")


def _without(note: str, name: str) -> str:
    return "".join(line for line in note.splitlines(keepends=True) if not line.startswith(f"— {name}."))


async def test_until_enough_witnesses_cosign_nothing_is_drawn(houses, copied, tmp_path: Path) -> None:
    key = cosigning_key_from_seed("police.test/witness", b"p" * 32)
    verifier = parse_vkey((copied / "log.vkey").read_text().strip())
    policy = tmp_path / "policy"
    policy.write_text(policy_text(verifier, [Witness("police", key.cosigner, "http://127.0.0.1:9")], 1))
    async with houses(directory=copied, witness_policy=policy) as house:
        await fill(house, 2)
        assert await sampled(house) == set()
        assert (await blocks_kept(house.runtime.store.database)).size == 0
        await house.runtime.log.export(tmp_path / "export")
        witnessed = Witnessed(read_policy(policy), [])
        found = check(tmp_path / "export", verifier, AGENCY, set(), witnessed)
        assert (found.size, found.waiting, found.drawn) == (0, house.runtime.log.size // BLOCK, ())
