"""Errors as RFC 9457 problem documents: one table from our errors to HTTP, and nothing that was sent is echoed.

FastAPI's own 422 repeats the input, which here is personal; it is replaced whole. Field names are echoed only where
they are ours: a name that a caller made up could be a person's.
"""

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from service import errors
from service.api.access_bodies import AccessBody, DecisionsBody, ItemDecisionBody, ReleaseBody
from service.api.bodies import BreakGlassBody, EnquiryBody, IdentifierBody, PersonBody
from service.api.clerical_bodies import SampleBody, VerdictBody
from service.api.explanations import ExplainBody, KindBody
from service.api.nominal_bodies import PairBody, PartBody
from service.api.oversight_bodies import AnswerBody, SuspensionBody, UpToBody
from service.api.reviews_bodies import FindingBody
from service.telemetry import logger, place_of

MEDIA_TYPE = "application/problem+json"
STATUS: dict[type[errors.GoldenThreadError], tuple[int, str]] = {
    errors.NotSignedIn: (401, "Sign in first"),
    errors.NotPermitted: (403, "You may not do this"),
    errors.NotAcceptable: (422, "Something in the request needs mending"),
    errors.Overtaken: (409, "Somebody or something was first"),
    errors.NotFound: (404, "There is nothing here that you may see"),
    errors.Unavailable: (503, "Not available now; nothing was disclosed"),
    errors.Misconfigured: (500, "The service is not set up rightly"),
}
_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "5"}}
_OF_THE_FRAMEWORK = {
    400: ("Something in the request needs mending", "The body is not JSON."),
    404: ("There is nothing here", "See /openapi.json for the addresses there are."),
    405: ("This address does not take that method", "See /openapi.json for what it takes."),
}
_OUR_FIELDS = frozenset(
    {
        *EnquiryBody.model_fields,
        *PersonBody.model_fields,
        *IdentifierBody.model_fields,
        *VerdictBody.model_fields,
        *SampleBody.model_fields,
        *PairBody.model_fields,
        *PartBody.model_fields,
        *ExplainBody.model_fields,
        *KindBody.model_fields,
        *BreakGlassBody.model_fields,
        *AnswerBody.model_fields,
        *FindingBody.model_fields,
        *SuspensionBody.model_fields,
        *UpToBody.model_fields,
        *AccessBody.model_fields,
        *DecisionsBody.model_fields,
        *ItemDecisionBody.model_fields,
        *ReleaseBody.model_fields,
        "before",
        "since",
        "until",
        "level",
        "limit",
        "index",
        "number",
        "state",
        "after",
        "record",
        "golden",
        "change",
        "override",
        "notice",
    }
)


def problem(status: int, title: str, code: str, detail: str, faults: tuple[errors.FieldFault, ...] = ()) -> Response:
    """One problem document; the request id is in the `X-Request-Id` header of every reply."""
    document: dict[str, object] = {
        "type": f"urn:golden-thread:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if faults:
        document["faults"] = [{"field": f.field, "code": f.code.value, "advice": f.advice} for f in faults]
    return Response(orjson.dumps(document), status, _HEADERS.get(status), MEDIA_TYPE)


def problem_of(fault: errors.GoldenThreadError) -> Response:
    """The problem document of one of our errors."""
    status, title = next(STATUS[kind] for kind in type(fault).__mro__ if kind in STATUS)
    return problem(status, title, fault.code.value, fault.advice, fault.faults)


def problem_of_validation(fault: RequestValidationError) -> Response:
    """A body that does not fit its schema: which of our fields, and what was expected; never what came."""
    faults = []
    for error in fault.errors():
        ours = [str(part) for part in error["loc"] if part in _OUR_FIELDS or isinstance(part, int)]
        advice = f"This does not fit the schema ({error['type']}). See /openapi.json."
        faults.append(errors.FieldFault(".".join(ours) or "body", errors.ReasonCode.FIELD_INVALID, advice))
    malformed = any(error["type"] == "json_invalid" for error in fault.errors())
    detail = "The body is not JSON." if malformed else "Some fields do not fit the schema."
    return problem(400 if malformed else 422, "Something in the request needs mending", "field_invalid", detail,
                   () if malformed else tuple(faults))  # fmt: skip


def problem_of_http(fault: HTTPException) -> Response:
    """Routing errors of the framework, in the same shape."""
    title, detail = _OF_THE_FRAMEWORK.get(fault.status_code, ("The request was refused", "See /openapi.json."))
    return problem(fault.status_code, title, f"http_{fault.status_code}", detail)


def problem_of_surprise(fault: Exception) -> Response:
    """What nobody foresaw: logged by type and place, answered with nothing of it."""
    logger().error("unforeseen", **place_of(fault))
    detail = "Nothing was disclosed. Quote the X-Request-Id header to whoever runs this service."
    return problem(500, "Something went wrong", "unforeseen", detail)


def install(app: FastAPI) -> None:
    """Put the table in force for every route of `app`."""

    async def ours(_request: Request, fault: Exception) -> Response:
        assert isinstance(fault, errors.GoldenThreadError)  # noqa: S101 - narrows the type that FastAPI erased
        return problem_of(fault)

    async def validation(_request: Request, fault: Exception) -> Response:
        assert isinstance(fault, RequestValidationError)  # noqa: S101 - as above
        return problem_of_validation(fault)

    async def http(_request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)  # noqa: S101 - as above
        return problem_of_http(fault)

    async def surprise(_request: Request, fault: Exception) -> Response:
        return problem_of_surprise(fault)

    app.add_exception_handler(Exception, surprise)
    app.add_exception_handler(errors.GoldenThreadError, ours)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(HTTPException, http)
