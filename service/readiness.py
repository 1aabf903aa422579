"""Whether each part that an enquiry cannot do without would answer now."""

from collections.abc import Awaitable

from service.runtime import Runtime


async def readiness(runtime: Runtime) -> dict[str, str]:
    """`ready` or `unavailable` for the store, the log, the policy engine and the keys of the identity provider."""
    return {
        "store": await _state(runtime.store.counts()),
        "log": await _state(runtime.log.ready()),
        "policy": await _state(runtime.policy_ready()),
        "identity": await _state(runtime.identity_ready()),
    }


async def _state(question: Awaitable[object]) -> str:
    try:
        await question
    except Exception:  # any failure of a part means that it is not ready
        return "unavailable"
    return "ready"
