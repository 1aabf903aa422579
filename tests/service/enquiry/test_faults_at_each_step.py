"""Whatever fails at whichever call of an enquiry: nothing is told unless the log holds the entry that commits to it."""

import inspect
import json
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from audit.errors import LogFrozen, LogUnavailable
from policies.engine import PolicyUnavailable
from service.errors import ReasonCode, Unavailable
from service.sealing.keys import CannotOpen

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOLD = ("Alex Morgan", "01632 960211", "Sam Hartley", "Awaken", "school nursing", "Kelly Synth", "1988-07-19")
"""What the answer to the good question holds: the canaries of this test."""
MESSAGE = "could not adapt 'Kelly Synth, 1988-07-19' for Alex Morgan"
FAULTS = (
    Unavailable(ReasonCode.STORE_UNAVAILABLE, "The record store does not answer."),
    CannotOpen(),
    PolicyUnavailable(MESSAGE),
    LogUnavailable("The audit log cannot be written."),
    LogFrozen("The log is frozen."),
    ValueError(MESSAGE),
    KeyError(MESSAGE),
    OSError(28, MESSAGE),
    TimeoutError(MESSAGE),
    MemoryError(MESSAGE),
)
PARTS = ("store", "agreements", "opener", "sealer", "log")


class Faulty:
    """A part of the runtime, one call of which fails: before it has done anything, or after it has done everything."""

    def __init__(self, part: object, call: int, fault: Exception, after: bool) -> None:
        self._part, self._left, self._fault, self._after = part, call, fault, after
        self.failed = False

    def __getattr__(self, name: str):
        found = getattr(self._part, name)
        if not callable(found):
            return found

        def called(*given: object, **named: object):
            self._left -= 1
            if self._left == 0 and not self._after:
                self.failed = True
                raise self._fault
            result = found(*given, **named)
            if self._left or not self._after:
                return result
            self.failed = True
            if inspect.isawaitable(result):
                return self._fail_after(result)
            raise self._fault

        return called

    async def _fail_after(self, result: object) -> None:
        await result
        raise self._fault


async def holds_what_was_told(house, reply) -> bool:
    """The log has this very entry, and the payload that it commits to."""
    answer, receipt = reply.json()["answer"], reply.json()["receipt"]
    logged = await house.runtime.log.find(answer["enquiry"])
    if logged is None or logged.body.decode() != receipt["entry"]:
        return False
    payload = await house.runtime.log.payload(logged.index)
    return sha256(payload.ciphertext).hexdigest() == json.loads(logged.body)["payload"]["digest"]


@settings(max_examples=60, deadline=None)
@given(
    part=some.sampled_from(PARTS),
    call=some.integers(1, 12),
    fault=some.sampled_from(FAULTS),
    after=some.booleans(),
    level=some.sampled_from([2, 3]),
)
async def test_nothing_is_told_without_its_entry(house, part, call, fault, after, level) -> None:
    faulty = Faulty(getattr(house.runtime, part), call, fault, after)
    async with house.with_parts(**{part: faulty}) as failing:
        reply = await failing.post("social-worker", level=level)
    told = [word for word in TOLD if word in reply.text]
    if told:
        assert reply.status_code == 200
        assert await holds_what_was_told(house, reply)
    else:
        assert faulty.failed
    if reply.status_code != 200:
        assert reply.status_code in (500, 503), reply.text
        assert reply.headers["content-type"] == "application/problem+json"
        assert "answer" not in reply.json()


@pytest.mark.parametrize("after", [False, True], ids=["before it is durable", "after it is durable"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
async def test_when_the_log_fails_nothing_is_told_at_all(house, fault, after) -> None:
    class FailingLog(Faulty):
        async def append(self, *given: object):
            if after:
                await self._part.append(*given)
            raise self._fault

    async with house.with_parts(log=FailingLog(house.runtime.log, 1_000, fault, after)) as failing:
        reply = await failing.post("social-worker")
    assert reply.status_code in (500, 503)
    assert not [word for word in (*TOLD, "Jordan", "Synth") if word in reply.text]


async def test_without_a_fault_the_answer_holds_every_canary(house) -> None:
    reply = await house.post("social-worker", level=3)
    assert not [word for word in TOLD if word not in reply.text]
    assert await holds_what_was_told(house, reply)
