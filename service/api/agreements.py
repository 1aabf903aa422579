"""What is agreed: the purposes that a caller may name, and the agreements in force."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from service.api.callers import signed_in
from service.api.replies import PROBLEMS
from service.identity.principal import Principal
from service.runtime import Runtime


class PurposeReply(BaseModel):
    """One purpose that the caller's role may name."""

    code: str
    label: str


class AgreementReply(BaseModel):
    """One signed agreement, and whether it shares anything today."""

    id: str
    version: str
    title: str
    digest: str
    in_force: bool
    state: str
    advice: str


def create_agreements(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime."""
    router = APIRouter(prefix="/v1", tags=["agreements"], responses={401: PROBLEMS[401]})
    caller = signed_in(runtime)

    @router.get("/purposes", summary="Why you may ask")
    async def purposes(principal: Annotated[Principal, Depends(caller)]) -> list[PurposeReply]:
        """The purposes that an agreement in force names for the caller's role."""
        offered = runtime.agreements.purposes_for(principal.agency, principal.role)
        return [PurposeReply(code=one.code, label=one.label) for one in offered]

    @router.get("/agreements", summary="The agreements, and which are in force")
    async def agreements(_principal: Annotated[Principal, Depends(caller)]) -> list[AgreementReply]:
        """Every signed document that the service was given; one that fails a check shares nothing and says why."""
        return [AgreementReply(**one) for one in runtime.agreements.register_rows()]

    return router
