"""Whether each part that an enquiry cannot do without would answer now."""

from collections.abc import Awaitable
from datetime import date

from policies.question import Candidate, Question
from service.errors import ReasonCode, Unavailable
from service.runtime import Runtime

EPOCH = date(1970, 1, 1).toordinal()


async def readiness(runtime: Runtime) -> dict[str, str]:
    """`ready` or `unavailable` for the store, the log, the policy engine and the identity provider."""
    return {
        "store": await _state(runtime.store.sources()),
        "log": await _state(_log_takes_entries(runtime)),
        "policy": await _state(_policy_decides(runtime)),
        "identity": await _state(runtime.gate.issuer.endpoints()),
    }


async def _state(question: Awaitable[object]) -> str:
    try:
        await question
    except Exception:
        return "unavailable"
    return "ready"


async def _log_takes_entries(runtime: Runtime) -> None:
    if runtime.log.frozen:
        raise Unavailable(ReasonCode.LOG_UNAVAILABLE, runtime.log.frozen)
    await runtime.log.entries(limit=1)


async def _policy_decides(runtime: Runtime) -> None:
    """A question that no agreement knows must be decided too: with a refusal."""
    nobody = Candidate(provider="org:NOBODY", record_type="none", regime="part2")
    question = Question(
        agency="org:NOBODY",
        role="nobody",
        assurance="key",
        training=(),
        act="find",
        level=1,
        purpose="none",
        relationship="visit",
        case_reference=False,
        day=runtime.clock.today().toordinal() - EPOCH,
        candidates=(nobody,),
    )
    await runtime.agreements.decide(question)
