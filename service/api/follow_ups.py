"""What follows an answer: contact was made, requests to the agency that holds a record, a decision not to share."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query

from service.api.callers import signed_in
from service.api.follow_up_bodies import (
    ContactBody,
    DeclinedBody,
    DeclinedReply,
    FollowUpAnswerBody,
    FollowUpBody,
    FollowUpReply,
    FollowUpWhole,
)
from service.api.replies import OVERTAKEN, PROBLEMS
from service.follow_up import answering, following, not_sharing
from service.follow_up.contacting import contact_made
from service.follow_up.requesting import Asking, request
from service.identity.principal import Principal
from service.runtime import Runtime

Enquiry = Annotated[str, Path(max_length=64, description="`answer.enquiry` of the reply")]
Reference = Annotated[str, Path(max_length=64, description="The reference of the request")]


def create_follow_ups(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime. Each is an entry of the log, but for the list of one's own requests."""
    router = APIRouter(prefix="/v1", tags=["follow-ups"], responses=PROBLEMS)
    _add_of_answers(router, runtime)
    _add_of_the_asker(router, runtime)
    _add_of_the_agency(router, runtime)
    return router


def _add_of_answers(router: APIRouter, runtime: Runtime) -> None:
    caller = Annotated[Principal, Depends(signed_in(runtime))]

    @router.post(
        "/enquiries/{enquiry}/contacts", summary="You have turned to a service of your answer", status_code=201
    )
    async def contacted(enquiry: Enquiry, body: ContactBody, principal: caller) -> ContactBody:
        """Notes how, and whether you reached them; not what was said."""
        await contact_made(enquiry, body.card, body.how, principal, runtime)
        return body

    @router.post("/enquiries/{enquiry}/requests", summary="Ask the agency that holds a record", status_code=201)
    async def asked(enquiry: Enquiry, body: FollowUpBody, principal: caller) -> FollowUpReply:
        """To be told more, to be rung back, or to put right what is no longer correct."""
        asking = Asking(body.kind, body.text, body.ring, body.urgency, tuple(body.fields))
        row = await request(enquiry, body.card, asking, principal, runtime)
        return FollowUpReply.of(row, runtime.clock.now(), principal.agency)

    @router.post("/decisions-not-to-share", summary="You decided not to share", status_code=201)
    async def declined(body: DeclinedBody, principal: caller) -> DeclinedReply:
        """Keeps that you did, when and why."""
        given = not_sharing.Declined(body.why, body.case_reference, body.text)
        return DeclinedReply(reference=await not_sharing.record(given, principal, runtime))


def _add_of_the_asker(router: APIRouter, runtime: Runtime) -> None:
    caller = Annotated[Principal, Depends(signed_in(runtime))]
    now = runtime.clock.now

    @router.get("/requests", summary="Your own requests")
    async def listing(principal: caller) -> list[FollowUpReply]:
        """Newest first."""
        rows = await following.own_requests(principal, runtime)
        return [FollowUpReply.of(row, now(), principal.agency) for row in rows]

    @router.get("/requests/{reference}", summary="One of your own requests, with its reply")
    async def one(reference: Reference, principal: caller) -> FollowUpWhole:
        """The reply, until it expires."""
        return FollowUpWhole.of(await following.own_request(reference, principal, runtime), now(), principal.agency)

    @router.post("/requests/{reference}/withdrawal", summary="You need it no longer", responses=OVERTAKEN)
    async def withdrawn(reference: Reference, principal: caller) -> FollowUpReply:
        """Only while it waits."""
        return FollowUpReply.of(await following.withdraw(reference, principal, runtime), now(), principal.agency)


def _add_of_the_agency(router: APIRouter, runtime: Runtime) -> None:
    caller = Annotated[Principal, Depends(signed_in(runtime))]
    now = runtime.clock.now

    @router.get("/requests-to-answer", summary="What your agency is asked, what is due first")
    async def listing(
        principal: caller, state: Annotated[Literal["waiting", "answered"], Query()] = "waiting"
    ) -> list[FollowUpReply]:
        """For supervisors."""
        rows = await answering.to_answer(principal, runtime, state)
        return [FollowUpReply.of(row, now(), principal.agency) for row in rows]

    @router.get("/requests-to-answer/{reference}", summary="Who asks, why, by which rule")
    async def one(reference: Reference, principal: caller) -> FollowUpWhole:
        """For supervisors of the agency that is asked."""
        return FollowUpWhole.of(await answering.one_to_answer(reference, principal, runtime), now(), principal.agency)

    @router.post("/requests-to-answer/{reference}/answer", summary="Answer: all, part or no", responses=OVERTAKEN)
    async def answered(reference: Reference, body: FollowUpAnswerBody, principal: caller) -> FollowUpReply:
        """What you share is a disclosure of your agency's."""
        given = answering.Answering(body.outcome, body.text, tuple(body.fields))
        return FollowUpReply.of(await answering.answer(reference, given, principal, runtime), now(), principal.agency)
