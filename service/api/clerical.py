"""The clerical queue for systems and for the command line: list, claim, look, decide; draw samples, read precision."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from service.api.callers import signed_in
from service.api.clerical_bodies import (
    ListingReply,
    LookReply,
    MeasuredReply,
    SampleBody,
    SampleReply,
    StateReply,
    VerdictBody,
    listing_reply,
    look_reply,
    measured_reply,
    sample_reply,
    state_reply,
)
from service.api.replies import OVERTAKEN, PROBLEMS
from service.clerical.claims import claim, give_back
from service.clerical.deciding import Decision, decide
from service.clerical.desk import Desk
from service.clerical.looking import MOST_ROWS, look, waiting
from service.clerical.precision import precision
from service.clerical.refused import from_the_queue
from service.clerical.sampling import draw
from service.identity.principal import Principal
from service.runtime import Runtime

_LARGEST = 2**53
Number = Annotated[int, Path(ge=1, le=_LARGEST, description="The number of the pair in the list.")]


def create_clerical(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime. Whoever reviews nothing gets the same 404 everywhere."""
    desk = Desk.over(runtime)
    router = APIRouter(prefix="/v1/match", tags=["match"], responses=PROBLEMS)
    caller = Annotated[Principal, Depends(signed_in(runtime))]
    now = runtime.clock.now

    @router.get("/pairs", summary="The pairs that wait for you, by what a decision is worth")
    async def listing(
        principal: caller,
        limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
        drawn: Annotated[bool, Query(description="Only those of a sample for a quality check.")] = False,
    ) -> ListingReply:
        """Numbers, codes and counts, nothing of who the people are. Every reading is an entry of the log."""
        return listing_reply(await waiting(limit, principal, desk, drawn=drawn), principal.staff, now())

    @router.get("/pairs/{number}", summary="A pair that you have claimed, in full", responses=OVERTAKEN)
    async def full(number: Number, principal: caller) -> LookReply:
        """Both records side by side, and the waterfall: a disclosure, and an entry before it is shown."""
        return look_reply(await look(number, principal, desk), principal.staff, now())

    @router.post("/pairs/{number}/claim", summary="Claim a pair for half an hour, or claim it on", responses=OVERTAKEN)
    async def claimed(number: Number, principal: caller) -> StateReply:
        """One person at a time looks at a pair and decides it."""
        return state_reply(await claim(number, principal, desk))

    @router.post("/pairs/{number}/release", summary="Give a pair back", responses=OVERTAKEN)
    async def released(number: Number, principal: caller) -> StateReply:
        """Somebody else may claim it."""
        return state_reply(await give_back(number, principal, desk))

    @router.post("/pairs/{number}/decision", summary="Decide about a pair that you have claimed", responses=OVERTAKEN)
    async def decided(number: Number, body: VerdictBody, principal: caller) -> StateReply:
        """Where it needs a second person this only proposes; the state of the reply says so."""
        typed = Decision(body.verdict, body.reason, body.note, body.version)
        return state_reply(await from_the_queue(number, decide(number, typed, principal, desk), principal, runtime))

    @router.post("/samples", summary="Draw pairs at random for a quality check")
    async def sampled(body: SampleBody, principal: caller) -> SampleReply:
        """For information governance leads. The seed is the service's own, and stands in the log."""
        return sample_reply(await draw(body.band, body.count, principal, desk))

    @router.get("/precision", summary="How often each band was right, as people found it")
    async def measured(principal: caller) -> list[MeasuredReply]:
        """By model and band, samples apart from the rest, with Wilson's interval at 95 %."""
        return [measured_reply(one) for one in await precision(principal, desk)]

    return router
