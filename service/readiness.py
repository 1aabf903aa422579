"""Whether each part that an enquiry cannot do without would answer now; and whether the log's witnesses keep up."""

from collections.abc import Awaitable

from service.errors import ReasonCode, Unavailable
from service.runtime import Runtime


async def readiness(runtime: Runtime) -> dict[str, str]:
    """`ready` or `unavailable` for the store, the log, the policy engine and the identity provider.

    For the witnesses `ready`, `lagging` or `none`: no disclosure waits for them, so they are never `unavailable`.
    """
    return {
        "store": await _state(runtime.store.sources()),
        "log": await _state(_log_takes_entries(runtime)),
        "policy": await _state(runtime.agreements.check()),
        "identity": await _state(runtime.gate.issuer.endpoints()),
        "witnesses": _witnesses(runtime),
    }


def _witnesses(runtime: Runtime) -> str:
    if runtime.settings.witness_policy is None:
        return "none"
    return "lagging" if runtime.log.witness_alarm else "ready"


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
