"""Why would somebody be told, or not? For IG leads: a question in categories, and everything that led to its answer."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from policies.explained import Explanation
from policies.question import Candidate, Question
from service.api.callers import ig_lead
from service.api.replies import PROBLEMS
from service.identity.principal import Principal
from service.oversight.explaining import Explanations
from service.runtime import Runtime

Code = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9_.:+-]*$")]
_EPOCH = date(1970, 1, 1)
_EXAMPLE = {
    "bundle": "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "day": 20777,
    "agency": "gss:E06000009",
    "role": "social_worker",
    "purpose": "safeguard_child",
    "candidates": [
        {
            "provider": "police:04",
            "record_type": "police.family_involvement",
            "effect": "deny",
            "level": 0,
            "reasons": [{"code": "case_reference_required", "sentence": "The rule needs a case reference."}],
        }
    ],
}


class KindBody(BaseModel):
    """One kind of record, in categories."""

    model_config = ConfigDict(extra="forbid")

    provider: Annotated[Code, Field(examples=["police:04"])]
    record_type: Annotated[Code, Field(examples=["police.family_involvement"])]
    regime: Annotated[Code, Field(examples=["part3"], description="`part2` or `part3`")] = "part2"
    classes: Annotated[list[Code], Field(max_length=12, description="Sensitivity classes.")] = []
    subject_role: Code = "service_user"
    age_band: Annotated[Code, Field(description="`under18`, `adult` or `unknown`")] = "unknown"
    area: Code = ""


class ExplainBody(BaseModel):
    """Who would ask, why, and about which kinds of record. Nobody is named, and nobody is looked up."""

    model_config = ConfigDict(extra="forbid")

    agency: Annotated[Code, Field(examples=["gss:E06000009"])]
    role: Annotated[Code, Field(examples=["social_worker"])]
    purpose: Annotated[Code, Field(examples=["safeguard_child"])]
    relationship: Annotated[Code, Field(examples=["open_case"])] = "open_case"
    case_reference: Annotated[bool, Field(description="Whether a case reference stands, never which.")] = True
    act: Code = "find"
    level: Annotated[int, Field(ge=1, le=4)] = 4
    assurance: Code = "mfa"
    training: Annotated[list[Code], Field(max_length=12)] = []
    forum: Code = ""
    attends: bool = False
    break_glass: Code = ""
    second_person: bool = False
    kinds: Annotated[list[KindBody], Field(min_length=1, max_length=30)]

    def question(self, today: date) -> Question:
        """The same as the engine is asked, for today."""
        kinds = (one.model_dump() for one in self.kinds)
        return Question(
            **self.model_dump(exclude={"kinds", "training"}),
            training=tuple(self.training),
            day=(today - _EPOCH).days,
            candidates=tuple(Candidate(**{**kind, "classes": tuple(sorted(set(kind["classes"])))}) for kind in kinds),
        )


def create_explanations(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime."""
    router = APIRouter(prefix="/v1", tags=["agreements"])
    lead = ig_lead(runtime)
    explanations = Explanations(runtime)

    @router.post(
        "/agreements/explain",
        summary="Why somebody would be told, or not",
        responses=PROBLEMS | {200: {"content": {"application/json": {"example": _EXAMPLE}}}},
    )
    async def explain(body: ExplainBody, principal: Annotated[Principal, Depends(lead)]) -> Explanation:
        """Every rule, condition, class, duty and gateway that led to the answer. Every question is itself an entry."""
        return await explanations.explain(body.question(runtime.clock.today()), principal)

    return router
