"""What is agreed: the purposes that a caller may name, and the agreements in force."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from service.api.callers import signed_in
from service.api.replies import PROBLEMS
from service.identity.principal import Principal
from service.runtime import Runtime


class PurposeReply(BaseModel):
    """One purpose that the caller's role may name."""

    code: Annotated[str, Field(examples=["early_help_coordination"])]
    label: Annotated[str, Field(examples=["Co-ordinate early help for a family"])]


class AgreementReply(BaseModel):
    """One signed agreement, and whether it shares anything today."""

    id: Annotated[str, Field(examples=["LANCS-ISA-0042"])]
    version: Annotated[str, Field(examples=["1.3.0"])]
    title: Annotated[
        str, Field(examples=["Family contact and early help: Lancashire Constabulary and Blackpool Council"])
    ]
    digest: Annotated[str, Field(examples=["sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"])]
    in_force: Annotated[bool, Field(examples=[True])]
    state: Annotated[str, Field(examples=["in_force"], description="A code: why it is in force, or why not.")]
    advice: Annotated[str, Field(examples=["until 2027-09-30"])]


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
