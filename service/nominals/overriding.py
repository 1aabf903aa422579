"""Withdrawing what a person decided of two records: nothing moves until the next re-linking, which then says."""

from audit.events import Actor, EventType
from service.errors import NotFound, ReasonCode
from service.nominals.carrying_out import Guard, Intended, carry_out
from service.nominals.making import Making
from service.nominals.shapes import Cause, Change
from service.runtime import Runtime


async def withdraw(override: int, reason: str, by: Actor, runtime: Runtime, guard: Guard | None = None) -> Change:
    """An override, by number, stands no longer.

    Raises:
        NotFound: there is no such override, or it was withdrawn already.
        Unavailable: store or log is down. Nothing changed.
    """

    async def plan(making: Making) -> None:
        standing = await making.membership.override(override)
        if standing is None or standing.withdrawn:
            raise NotFound(ReasonCode.NOT_FOUND, "There is no override of this number that stands.")
        await making.look_up((standing.one, standing.other))
        await making.withdraw([standing])

    intended = Intended(Cause.OVERRIDE, EventType.NOMINAL_OVERRIDE, reason, by, guard=guard)
    return await carry_out(intended, plan, runtime)
