"""Subject access requests: gather what was told of a person, decide item by item, release."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from service.api.access_bodies import (
    RELEASED,
    AccessBody,
    AccessRequestReply,
    DecisionsBody,
    GatheredReply,
    ReleaseBody,
)
from service.api.callers import ig_lead
from service.api.replies import OVERTAKEN, PROBLEMS
from service.identity.principal import Principal
from service.oversight.access.assembling import assemble, listed, shown
from service.oversight.access.page import page_of
from service.oversight.access.releasing import release_pack
from service.oversight.access.reviewing import decide
from service.runtime import Runtime


def create_access_requests(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime; for IG leads. Each is an entry of the log."""
    router = APIRouter(prefix="/v1/access-requests", tags=["oversight"], responses=PROBLEMS)
    lead = Annotated[Principal, Depends(ig_lead(runtime))]

    @router.get("", summary="The requests to your agency, those that are due first")
    async def listing(
        principal: lead, state: Annotated[Literal["review", "released"], Query()] = "review"
    ) -> list[AccessRequestReply]:
        """What was gathered and not released yet, or what was released."""
        return [AccessRequestReply.of(row) for row in await listed(state, principal, runtime)]

    @router.post("", summary="Gather what was told of a person")
    async def gather(body: AccessBody, principal: lead) -> GatheredReply:
        """Every disclosure, through every link and parting. `route` says whether somebody else must look through it."""
        return GatheredReply.gathered(await assemble(body.subject, body.received, principal, runtime))

    @router.get("/{number}", summary="One request, with its items")
    async def one(number: int, principal: lead) -> GatheredReply:
        """What the items say stays until the request is released."""
        return GatheredReply.gathered(await shown(number, principal, runtime))

    @router.post("/{number}/decisions", summary="Decide what the person is told", responses=OVERTAKEN)
    async def decisions(number: int, body: DecisionsBody, principal: lead) -> GatheredReply:
        """Who decided stands on each item, and in the log."""
        return GatheredReply.gathered(await decide(number, body.version, body.decided(), principal, runtime))

    @router.post(
        "/{number}/release",
        summary="Release the pack",
        responses=OVERTAKEN | RELEASED,
    )
    async def released(
        number: int,
        body: ReleaseBody,
        principal: lead,
        form: Annotated[
            Literal["json", "html"], Query(description="`html` is one page for a person to read.")
        ] = "json",
    ) -> Response:
        """What was decided to be told, with the receipt of each entry. Keep it: it is not shown again."""
        pack = await release_pack(number, body.version, body.says_withheld, principal, runtime)
        if form == "html":
            return Response(page_of(pack), media_type="text/html")
        return Response(pack, media_type="application/json")

    return router
