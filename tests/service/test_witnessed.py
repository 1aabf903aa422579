"""The service and the witnesses of its log: it asks those of its policy, and goes on answering when they are gone."""

import asyncio
import time
from pathlib import Path

import pytest

from audit.note import parse_vkey, secret_from_seed
from audit.witness.cosignature import cosigning_key_from_seed
from audit.witness.policy import Witness, policy_text
from deploy.demo.witnesses import witnesses
from service.errors import Misconfigured
from service.runtime import open_runtime


async def until(condition, seconds: float = 20.0) -> None:
    """Wait for something that happens in the background."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)


def nobody_there(directory: Path, log: str) -> Path:
    """A policy of a witness that nobody runs."""
    key = cosigning_key_from_seed("police.test/witness", b"p" * 32)
    path = directory / "policy"
    path.write_text(policy_text(parse_vkey(log), [Witness("police", key.cosigner, "http://127.0.0.1:9")], 1))
    return path


async def test_an_answer_is_cosigned_a_moment_later_by_the_witnesses_of_the_demo(houses, copied, made) -> None:
    with witnesses(made.settings.model_copy(update={"directory": copied})) as witnessed:
        policy = witnessed.witness_policy
        async with houses(directory=copied, witness_policy=policy) as house:
            index = (await house.ask("social-worker"))["receipt"]["index"]
            await until(lambda: house.runtime.log.cosigned.size > index)
            receipt = await house.runtime.log.receipt(index)
            assert receipt.checkpoint.count("/witness ") == 3
            ready = await house.api.get("/readyz")
            assert (ready.status_code, ready.json()["witnesses"]) == (200, "ready")


async def test_with_no_witness_in_reach_answers_go_out_and_the_lag_is_told(houses, copied) -> None:
    policy = nobody_there(copied, (copied / "log.vkey").read_text().strip())
    async with houses(directory=copied, witness_policy=policy, witness_lag_entries=1) as house:
        for _ in range(2):
            assert (await house.ask("social-worker"))["answer"]["outcome"] == "found"
        await until(lambda: house.runtime.log.witness_alarm)
        ready = await house.api.get("/readyz")
        assert (ready.status_code, ready.json()["witnesses"]) == (200, "lagging")
        assert (house.runtime.log.frozen, list(house.runtime.log.witness_faults)) == ("", ["police"])


async def test_without_a_policy_nobody_witnesses(houses) -> None:
    async with houses() as house:
        assert (await house.api.get("/readyz")).json()["witnesses"] == "none"


async def test_a_policy_of_another_log_or_none_at_all_stops_the_start(made, copied) -> None:
    other = secret_from_seed("another.test/log", b"o" * 32).verifier.vkey
    for path, said in ((nobody_there(copied, other), "is not for the log"), (copied / "missing", "cannot be read")):
        settings = made.settings.model_copy(update={"directory": copied, "witness_policy": path})
        with pytest.raises(Misconfigured, match=said):
            async with open_runtime(settings):
                pass
