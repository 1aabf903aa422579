"""Emergencies for their second person and for IG leads: list, read, agree or decline. They begin with an enquiry."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from service.api.callers import signed_in
from service.api.oversight_bodies import AnswerBody, EmergencyReply
from service.api.replies import OVERTAKEN, PROBLEMS
from service.emergency.agreeing import answer, emergencies, emergency
from service.identity.principal import Principal
from service.runtime import Runtime

Number = Annotated[int, Path(ge=1, le=2**53, description="The number of the emergency.")]


def create_emergencies(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime. Whoever answers none gets the same 404 everywhere."""
    router = APIRouter(prefix="/v1/emergencies", tags=["emergencies"], responses=PROBLEMS)
    caller = Annotated[Principal, Depends(signed_in(runtime))]
    now = runtime.clock.now

    @router.get("", summary="Emergencies that wait for you, or that your agency's people declared")
    async def listing(
        principal: caller,
        after: Annotated[int, Query(ge=0, description="Only those with a higher number.")] = 0,
    ) -> list[EmergencyReply]:
        """For supervisors those that wait for a second person; for IG leads all. Every reading is an entry."""
        found = await emergencies(principal, runtime, after)
        return [EmergencyReply.of(row, now(), principal.agency) for row in found]

    @router.get("/{number}", summary="One emergency, with its reason")
    async def one(number: Number, principal: caller) -> EmergencyReply:
        """For whoever may answer it, and for the IG leads of both sides. The reading is an entry first."""
        return EmergencyReply.seen(await emergency(number, principal, runtime), now(), principal.agency)

    @router.post("/{number}/answer", summary="Agree to an emergency, or decline", responses=OVERTAKEN)
    async def answered(number: Number, body: AnswerBody, principal: caller) -> EmergencyReply:
        """For a supervisor of the same agency who did not declare it. Its minutes begin when you agree."""
        row = await answer(number, body.agrees, principal, runtime)
        return EmergencyReply.of(row, now(), principal.agency)

    return router
