"""What somebody has declared themselves within a day: numbers, grounds and times, without the reason or the person."""

from service.emergency.words import DAY_SECONDS
from service.identity.principal import Principal
from service.runtime import Runtime
from service.store import oversight
from service.store.oversight_rows import EmergencyRow


async def own_emergencies(principal: Principal, runtime: Runtime) -> list[EmergencyRow]:
    """The newest first. It holds codes only, and nothing that they did not say themselves, so that it is no entry.

    Raises:
        Unavailable: the store does not answer.
    """
    since = runtime.clock.now() - DAY_SECONDS
    return await oversight.emergencies_by(runtime.store.database, principal.staff, principal.agency, since)
