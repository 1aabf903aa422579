"""The log for systems that speak FHIR R4: its entries as AuditEvents by IHE BALP, to search and to read.

Errors have the one shape of this interface, as everywhere else; they are no OperationOutcome.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from audit.events import EventType
from service.api.callers import ig_lead
from service.api.pages_of_log import Agent, Before, Dates, Subject, page, refuse_others
from service.api.replies import PROBLEMS
from service.forms.fhir_bundle import searchset
from service.forms.fhir_event import audit_event
from service.forms.reading import MOST_SEARCHED, Asked, read_one, read_page
from service.forms.wanted import read_wanted
from service.identity.principal import Principal
from service.runtime import Runtime

MEDIA_TYPE = "application/fhir+json"
_EVENT = {
    "resourceType": "AuditEvent",
    "id": "41",
    "meta": {"profile": ["https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientQuery"]},
    "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"},
    "action": "E",
    "recorded": "2026-11-20T08:30:00.123456Z",
    "outcome": "0",
}
_BUNDLE = {
    "resourceType": "Bundle",
    "type": "searchset",
    "link": [{"relation": "self", "url": "https://thread.example/v1/fhir/AuditEvent?date=2026-11"}],
    "entry": [
        {"fullUrl": "https://thread.example/v1/fhir/AuditEvent/41", "resource": _EVENT, "search": {"mode": "match"}}
    ],
}


class Fhir(JSONResponse):
    """A FHIR resource, as JSON."""

    media_type = MEDIA_TYPE


def create_fhir(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime."""
    router = APIRouter(prefix="/v1/fhir", tags=["oversight"], default_response_class=Fhir)
    lead = ig_lead(runtime)
    address = f"{runtime.settings.public_url}/v1/fhir/AuditEvent"

    @router.get("/AuditEvent", summary="The log as FHIR AuditEvents", responses=PROBLEMS | _replies(_BUNDLE))
    async def search(
        request: Request, principal: Annotated[Principal, Depends(lead)], asked: Annotated[Asked, Depends(_asked)]
    ) -> Response:
        """A searchset, newest first. Every page that is read is itself an entry."""
        found = await read_page(asked, "fhir", EventType.LOG_QUERIED, principal, runtime)
        next_page = page(address, request, found.next) if found.next is not None else ""
        return Fhir(searchset(found.entries, address, page(address, request), next_page))

    @router.get("/AuditEvent/{name}", summary="One entry as a FHIR AuditEvent", responses=PROBLEMS | _replies(_EVENT))
    async def read(name: str, principal: Annotated[Principal, Depends(lead)]) -> Response:
        """Its id is its number in the log; `2027-1041` is index 1041 of the log of 2027. Reading is itself an entry."""
        return Fhir(audit_event(await read_one(name, principal, runtime)))

    return router


def _asked(
    request: Request,
    patient: Subject = "",
    agent: Agent = "",
    date: Dates = None,
    count: Annotated[int, Query(alias="_count", ge=1, le=MOST_SEARCHED)] = 50,
    before: Before = None,
) -> Asked:
    refuse_others(request, "patient", "agent", "date", "_count", "before")
    return Asked(read_wanted(patient, agent, date or []), before, count)


def _replies(example: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "FHIR R4, as JSON.", "content": {MEDIA_TYPE: {"example": example}}}}
