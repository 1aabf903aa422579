"""One FHIR CareTeam, EpisodeOfCare or DocumentReference as an involvement: who works with the patient, never why."""

import msgspec

from connectors.faults import FaultCode, RowRefused
from connectors.fhir import CareTeam, Concept, DocumentReference, EpisodeOfCare, Presence, Service
from connectors.health_services import BY_CODE, CLASS_NAMES, ORDINARY, SENSITIVE
from connectors.records import Contact, Involvement, Status
from connectors.values import day, month, phone

RECORD_TYPE = "health.service_involvement"
_STATUSES: dict[str, Status] = {
    "active": "open", "current": "open", "onhold": "open", "waitlist": "open", "planned": "open", "proposed": "open",
    "inactive": "closed", "suspended": "closed", "finished": "closed", "cancelled": "closed", "superseded": "closed",
}  # fmt: skip


def organisation_of(resource: Service) -> str:
    """Return the organisation as `ods:CODE`, or nothing where the resource names none."""
    match resource:
        case CareTeam():
            named = resource.managing_organization
        case EpisodeOfCare():
            named = (resource.managing_organization,)
        case DocumentReference():
            named = (resource.custodian,)
    codes = [one.identifier.value.strip().upper() for one in named if one.identifier is not None]
    if codes and not (codes[0].isalnum() and codes[0].isascii() and len(codes[0]) <= 12):
        raise RowRefused(FaultCode.UNKNOWN_CODE, "managingOrganization")
    return f"ods:{codes[0]}" if codes else ""


def involvement_of(resource: Service, ref: str) -> Involvement:
    """Return the involvement. Raises `RowRefused`: clinical content, an unknown service or status, entered in error."""
    _refuse_clinical(resource)
    if resource.status == "entered-in-error":
        raise RowRefused(FaultCode.ENTERED_IN_ERROR, "status")
    if resource.status not in _STATUSES:
        raise RowRefused(FaultCode.UNKNOWN_CODE, "status")
    name = _service(resource)
    sensitive = SENSITIVE.get(name.lower())
    started, ended, seen = _times(resource)
    return Involvement(
        ref=ref,
        record_type=RECORD_TYPE,
        service=CLASS_NAMES[sensitive] if sensitive else name,
        status=_STATUSES[resource.status],
        classes=(sensitive.value,) if sensitive else (),
        contact=_contact(resource, sensitive=sensitive is not None),
        opened=day(started[:10], "period"),
        closed=day(ended[:10], "period"),
        last_contact_month=month(seen[:10], "date"),
    )


def _service(resource: Service) -> str:
    """Return the service's name as the list has it. Raises `RowRefused` where the list does not have it."""
    match resource:
        case CareTeam():
            concepts = resource.category
        case EpisodeOfCare():
            concepts = resource.type
        case DocumentReference():
            concepts = (resource.type,)
    for written in _names(concepts):
        if written.lower() in ORDINARY or written.lower() in SENSITIVE:
            return written
    raise RowRefused(FaultCode.UNKNOWN_SERVICE, "category")


def _names(concepts: tuple[Concept, ...]) -> list[str]:
    by_code = [BY_CODE[one.code] for concept in concepts for one in concept.coding if one.code in BY_CODE]
    shown = [one.display for concept in concepts for one in concept.coding]
    return [*by_code, *(concept.text.strip() for concept in concepts), *shown]


def _times(resource: Service) -> tuple[str, str, str]:
    if isinstance(resource, DocumentReference):
        return "", "", resource.date
    return resource.period.start, resource.period.end, resource.meta.last_updated


def _contact(resource: Service, *, sensitive: bool) -> Contact:
    """Return whom to ring. Of a sensitive service only the desk that a broker rings: no name says what it treats."""
    if isinstance(resource, DocumentReference):
        return Contact()
    if isinstance(resource, EpisodeOfCare):
        return Contact() if sensitive else Contact(name=resource.care_manager.display)
    numbers = [phone(one.value, "telecom") for one in resource.telecom if one.system == "phone"]
    if sensitive:
        return Contact(duty_phone=numbers[-1] if numbers else "")
    worker = resource.participant[0] if resource.participant else None
    return Contact(
        name=worker.member.display if worker else "",
        role=worker.role[0].text if worker and worker.role else "",
        team=worker.on_behalf_of.display if worker else "",
        phone=numbers[0] if numbers else "",
        email=next((one.value for one in resource.telecom if one.system == "email"), ""),
        duty_phone=numbers[1] if len(numbers) > 1 else "",
    )


def _refuse_clinical(resource: Service) -> None:
    held: list[Presence] = [resource.text]
    match resource:
        case CareTeam():
            held += [resource.reason_code, resource.reason_reference, resource.note]
        case EpisodeOfCare():
            held.append(resource.diagnosis)
        case DocumentReference():
            held.append(resource.description)
            held += [one.attachment.data for one in resource.content]
    if any(one is not msgspec.UNSET for one in held):
        raise RowRefused(FaultCode.CLINICAL_CONTENT, "resourceType")
