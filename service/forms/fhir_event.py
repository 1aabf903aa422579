"""One entry as a FHIR R4 AuditEvent by IHE BALP 1.1: who, about whom, why, under what, and where the log holds it.

Nobody is named: staff and subjects are their pseudonyms, as identifiers without a resource behind them. Two things that
BALP asks for the log does not hold, and says so by HL7's data-absent-reason: what was typed into a search (`masked`;
it is personal and sealed) and the network address that a request came from (`unsupported`).
"""

from collections.abc import Iterable

from service.forms import fhir_codes as codes
from service.forms.fhir_codes import Code, Element, absent, identifier, own_code, own_uri
from service.forms.fhir_details import agreement, log_entry, payload, ruling
from service.forms.fhir_kinds import DELETED, SEARCHED, Kind, kind_of, outcome_of, profile_of
from service.forms.recorded import Recorded


def audit_event(recorded: Recorded) -> Element:
    """The AuditEvent: valid FHIR R4 (4.0.1), and by the profile that its `meta` names, if it names one."""
    entry, kind, profile = recorded.entry, kind_of(recorded.entry), profile_of(recorded.entry)
    return {
        "resourceType": "AuditEvent",
        "id": str(recorded.number),
        **({"meta": {"profile": [profile]}} if profile else {}),
        "type": kind.type.coding(),
        "subtype": _subtypes(recorded, kind),
        "action": kind.action,
        "recorded": recorded.instant,
        "outcome": outcome_of(entry),
        **({"purposeOfEvent": [codes.BREAK_GLASS.concept()]} if entry.break_glass else {}),
        "agent": [_user(recorded, kind), _client(recorded, kind), _server(recorded, kind)],
        "source": {"observer": _log(recorded), "type": [codes.APPLICATION_SERVER.coding()]},
        "entity": list(_entities(recorded, kind)),
    }


def _subtypes(recorded: Recorded, kind: Kind) -> list[Element]:
    """The published code, and our own, finer one, but for a deletion: of that BALP takes one only."""
    published = [kind.subtype.coding()] if kind.subtype else []
    return published if kind is DELETED else [*published, own_code("event-type", recorded.entry.type.value).coding()]


def _user(recorded: Recorded, kind: Kind) -> Element:
    actor = recorded.entry.actor
    who: Element = {
        "type": kind.user.concept(),
        **({"role": [own_code("role", actor.role).concept()]} if actor.role else {}),
        "who": {"identifier": identifier("staff", actor.staff)},
        "requestor": True,
    }
    policies = _policies(recorded)
    if policies and kind is not DELETED:
        who["policy"] = policies
    if recorded.entry.purpose:
        who["purposeOfUse"] = [_purpose(recorded.entry.purpose)]
    return who


def _purpose(purpose: str) -> Element:
    """Our own code, and the v3 PurposeOfUse beside it where one means nearly the same."""
    found: list[Code] = [own_code("purpose", purpose)]
    if purpose in codes.PURPOSES:
        found.append(codes.PURPOSES[purpose])
    return {"coding": [code.coding() for code in found]}


def _policies(recorded: Recorded) -> list[str]:
    """Under what: the agreements, then the lawful bases."""
    entry = recorded.entry
    return [
        *(own_uri("agreement", one.id, one.version) for one in entry.agreements),
        *(own_uri("lawful-basis", basis) for basis in entry.lawful_basis),
    ]


def _client(recorded: Recorded, kind: Kind) -> Element:
    """The application of the asker's agency."""
    return {
        "type": kind.client.concept(),
        "who": {"identifier": identifier("agency", recorded.entry.actor.agency)},
        "requestor": False,
        "network": absent("unsupported"),
    }


def _server(recorded: Recorded, kind: Kind) -> Element:
    """This service, by the name of its log."""
    return {
        "type": kind.server.concept(),
        "who": _log(recorded),
        "requestor": False,
        "network": {"address": recorded.origin, "type": "5"},
    }


def _log(recorded: Recorded) -> Element:
    return {"identifier": identifier("log", recorded.origin)}


def _entities(recorded: Recorded, kind: Kind) -> Iterable[Element]:
    entry = recorded.entry
    if entry.subject:
        yield _patient(entry.subject)
    if kind is SEARCHED:
        yield {"type": codes.SYSTEM_OBJECT.coding(), "role": codes.QUERY_ROLE.coding(), "_query": absent("masked")}
    elif kind.profile:
        yield _object(recorded)
    yield {"what": {"identifier": identifier("request", entry.request_id)}, "type": codes.REQUEST_ID.coding()}
    yield from (_organisation(agency, codes.DATA_REPOSITORY) for agency in entry.providers)
    yield from (_organisation(agency, codes.DATA_DESTINATION) for agency in entry.recipients)
    yield from (agreement(one) for one in entry.agreements)
    yield from ruling(entry)
    yield from payload(entry)
    yield log_entry(recorded)


def _patient(subject: str) -> Element:
    return {
        "what": {"type": "Patient", "identifier": identifier("subject", subject)},
        "type": codes.PERSON.coding(),
        "role": codes.PATIENT_ROLE.coding(),
    }


def _object(recorded: Recorded) -> Element:
    """What was read or changed: what the earlier entry brought about, or else what this request did."""
    entry = recorded.entry
    what = identifier("request", entry.request_id)
    if recorded.about is not None:
        origin, index = recorded.about
        what = {"system": own_uri("log", origin), "value": str(index)}
    return {
        "what": {"identifier": what},
        "type": codes.SYSTEM_OBJECT.coding(),
        "role": codes.DOMAIN_RESOURCE.coding(),
    }


def _organisation(agency: str, role: Code) -> Element:
    return {
        "what": {"identifier": identifier("agency", agency)},
        "type": codes.ORGANISATION.coding(),
        "role": role.coding(),
    }
