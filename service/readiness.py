"""Whether each part that an enquiry cannot do without would answer now; and what somebody should see to meanwhile.

That is witnesses of the log that do not keep up, and a year that is over whose log still takes the entries.
"""

from collections.abc import Awaitable
from datetime import UTC, datetime

from service.errors import ReasonCode, Unavailable
from service.log_shards import COMMAND, year_of
from service.runtime import Runtime


async def readiness(runtime: Runtime) -> dict[str, str]:
    """`ready` or `unavailable` for the store, the log, the policy engine and the identity provider.

    For the witnesses `ready`, `lagging` or `none`: no disclosure waits for them, so they are never `unavailable`. For
    the shard of the log `ready`, or `due` where a new one should be begun: it is never changed by itself.
    """
    return {
        "store": await _state(runtime.store.sources()),
        "log": await _state(_log_takes_entries(runtime)),
        "policy": await _state(runtime.agreements.check()),
        "identity": await _state(runtime.gate.issuer.endpoints()),
        "witnesses": _witnesses(runtime),
        "shard": "due" if new_shard_due(runtime) else "ready",
    }


def new_shard_due(runtime: Runtime) -> str:
    """Why a new shard of the log should be begun, for whoever runs the service; nothing while the year lasts."""
    name = runtime.log.verifier.name
    year = datetime.fromtimestamp(runtime.clock.now(), UTC).year
    named = year_of(name)
    if named is None or named >= year:
        return ""
    return f"The log {name} still takes the entries of {year}: stop the service and begin the next with: " + COMMAND


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
    if runtime.log.closed:
        advice = "This log was closed, and the next one has begun: start the service again."
        raise Unavailable(ReasonCode.LOG_UNAVAILABLE, advice)
    await runtime.log.entries(limit=1)
