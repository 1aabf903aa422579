"""For IG leads: stop an agreement, a flow, an agency, a user or a connector at once, and let it run again."""

from typing import Annotated

from fastapi import APIRouter, Depends

from service.api.callers import signed_in
from service.api.oversight_bodies import SuspensionBody, SuspensionReply
from service.api.replies import PROBLEMS
from service.identity.principal import Principal
from service.oversight.suspending import let_run, stop, suspensions
from service.runtime import Runtime


def create_suspensions(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime."""
    router = APIRouter(prefix="/v1/agreements", tags=["agreements"], responses=PROBLEMS)
    caller = Annotated[Principal, Depends(signed_in(runtime))]

    @router.get("/suspensions", summary="What is stopped now, since when and why")
    async def listing(principal: caller) -> list[SuspensionReply]:
        """Every reading is an entry of the log."""
        return [SuspensionReply.of(one) for one in await suspensions(principal, runtime)]

    @router.post("/suspensions", summary="Stop something at once")
    async def stopped(body: SuspensionBody, principal: caller) -> SuspensionReply:
        """From the next decision on, on every process; an answer that is on its way is logged and not released."""
        return SuspensionReply.of(await stop(body.subject, body.name, body.reason, principal, runtime))

    @router.post("/resumptions", summary="Let something run again")
    async def resumed(body: SuspensionBody, principal: caller) -> SuspensionReply:
        """For an IG lead of the agency that stopped it. The reply is what stood."""
        return SuspensionReply.of(await let_run(body.subject, body.name, body.reason, principal, runtime))

    return router
