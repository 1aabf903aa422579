"""`POST /v1/enquiries` and `GET /v1/enquiries/{id}`: who else is working with this family?

The body is read and checked here, by the same model that documents it: letting FastAPI solve a body and a dependency
for each call takes 0.15 ms, a tenth of the whole enquiry (measured in `deploy bench enquiry`).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from service.api.bodies import EnquiryBody
from service.api.callers import signed_in
from service.api.replies import ANSWERED, PROBLEMS
from service.enquiry.enquire import enquire
from service.enquiry.reread import reread
from service.enquiry.shapes import Disclosed
from service.identity.principal import Principal
from service.runtime import Runtime

_DOCUMENTED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/EnquiryBody"}}},
    },
    "security": [{"bearer": []}],
}


def create_enquiries(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime."""
    router = APIRouter(prefix="/v1/enquiries", tags=["enquiries"], responses=PROBLEMS)
    caller = signed_in(runtime)

    @router.post(
        "",
        summary="Ask who else is working with a person or a family",
        responses=ANSWERED,
        openapi_extra=_DOCUMENTED,
    )
    async def ask(request: Request) -> Response:
        """Answer one enquiry. Nothing held, refused and not sure enough look the same."""
        principal = await runtime.gate.by_token(request.headers.get("authorization"))
        body = _read(await request.body())
        return _reply(await enquire(body.typed(), principal, runtime))

    @router.get("/{enquiry}", summary="Read one of your own answers again", responses=ANSWERED)
    async def again(
        enquiry: Annotated[str, Path(max_length=64, description="`answer.enquiry` of the reply")],
        principal: Annotated[Principal, Depends(caller)],
    ) -> Response:
        """The same answer, for its asker, until it expires. The reading is an entry of its own."""
        return _reply(await reread(enquiry, principal, runtime))

    return router


def _read(body: bytes) -> EnquiryBody:
    try:
        return EnquiryBody.model_validate_json(body)
    except ValidationError as fault:
        raise RequestValidationError(fault.errors(include_input=False, include_url=False)) from None


def _reply(disclosed: Disclosed) -> Response:
    """The exact bytes that the receipt released: never serialised a second time."""
    return Response(disclosed.body(), media_type="application/json")
