"""The log from several sides: what was told of an agency's records, of one person, by oneself; and as s.62 asks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from service.api.callers import ig_lead, signed_in
from service.api.oversight import Before, Limit, Since, add_next
from service.api.oversight_log_bodies import OperationReply, OwnAccessReply, OwnToldReply, SubjectHistoryReply
from service.api.replies import PROBLEMS
from service.identity.principal import Principal
from service.oversight.operations import operations
from service.oversight.own_access import own_access
from service.oversight.own_records import own_records
from service.oversight.subject_history import subject_history
from service.runtime import Runtime


def create_oversight_log(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime. Every reading is itself an entry; a page may be short and go on (`Link`)."""
    router = APIRouter(prefix="/v1", tags=["oversight"], responses=PROBLEMS)
    lead = Annotated[Principal, Depends(ig_lead(runtime))]
    anyone = Annotated[Principal, Depends(signed_in(runtime))]

    @router.get("/disclosures/own-records", summary="What was told of your agency's records, newest first")
    async def of_own_records(
        request: Request, response: Response, principal: lead, since: Since = 0, until: Since = 0,
        before: Before = None, limit: Limit = 50,
    ) -> list[OwnToldReply]:  # fmt: skip
        """Also where your agency was not named to the asker."""
        found = await own_records(since, until, before, limit, principal, runtime)
        add_next(found.next, request, response)
        return [OwnToldReply.of(one) for one in found.told]

    @router.get("/disclosures/operations", summary="The operations of DPA 2018 s.62, newest first")
    async def by_operation(
        request: Request, response: Response, principal: lead,
        operation: Annotated[str, Query(max_length=40, description="One of the six; all where empty.")] = "",
        since: Since = 0, until: Since = 0, before: Before = None, limit: Limit = 50,
    ) -> list[OperationReply]:  # fmt: skip
        """Date and time, who, and to whom. Why is not an element of s.62, and is in the entry."""
        found = await operations(operation, since, until, before, limit, principal, runtime)
        add_next(found.next, request, response)
        return [OperationReply.of(one) for one in found.leaves]

    @router.get("/own-access", summary="What you did yourself, newest first")
    async def by_oneself(
        request: Request, response: Response, principal: anyone, before: Before = None, limit: Limit = 50
    ) -> list[OwnAccessReply]:
        """For anyone who is signed in; about nobody but yourself."""
        found = await own_access(before, limit, principal, runtime)
        add_next(found.next, request, response)
        return [OwnAccessReply.of(one) for one in found.leaves]

    @router.get("/subjects/{pseudonym}/history", summary="Everything that was told of one person")
    async def of_subject(pseudonym: Annotated[str, Path(max_length=80)], principal: lead) -> SubjectHistoryReply:
        """Through every link and parting of their records; for an agency that holds one, or has asked."""
        return SubjectHistoryReply.of(await subject_history(pseudonym, principal, runtime))

    return router
