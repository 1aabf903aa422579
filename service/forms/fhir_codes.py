"""The codes in which FHIR R4, IHE BALP and DICOM speak of an event, and the names of our own where they have none.

Each published code stands here once, with the words that its publisher gives it (a test compares them).
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote

Element = dict[str, Any]
"""A FHIR element or resource, as JSON."""

BALP: Final = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."
OWN: Final = "urn:golden-thread:"
"""What the names of our own code systems and identifiers begin with."""
ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

_DICOM: Final = "http://dicom.nema.org/resources/ontology/DCM"
_REST: Final = "http://hl7.org/fhir/restful-interaction"
_HL7: Final = "http://terminology.hl7.org/CodeSystem/"


class Code(NamedTuple):
    """One code of a code system."""

    system: str
    code: str
    display: str = ""

    def coding(self) -> Element:
        """As a FHIR Coding."""
        shown = {"display": self.display} if self.display else {}
        return {"system": self.system, "code": self.code, **shown}

    def concept(self) -> Element:
        """As a FHIR CodeableConcept."""
        return {"coding": [self.coding()]}


RESTFUL: Final = Code(_HL7 + "audit-event-type", "rest", "RESTful Operation")
SEARCH: Final = Code(_REST, "search", "search")
READ: Final = Code(_REST, "read", "read")
CREATE: Final = Code(_REST, "create", "create")
UPDATE: Final = Code(_REST, "update", "update")
DELETE: Final = Code(_REST, "delete", "delete")

APPLICATION_ACTIVITY: Final = Code(_DICOM, "110100", "Application Activity")
AUDIT_LOG_USED: Final = Code(_DICOM, "110101", "Audit Log Used")
SECURITY_ALERT: Final = Code(_DICOM, "110113", "Security Alert")
USER_AUTHENTICATION: Final = Code(_DICOM, "110114", "User Authentication")
APPLICATION_START: Final = Code(_DICOM, "110120", "Application Start")
APPLICATION_STOP: Final = Code(_DICOM, "110121", "Application Stop")
LOGIN: Final = Code(_DICOM, "110122", "Login")
EMERGENCY_OVERRIDE: Final = Code(_DICOM, "110127", "Emergency Override Started")
SECURITY_CONFIGURATION: Final = Code(_DICOM, "110129", "Security Configuration")
SECURITY_ROLES_CHANGED: Final = Code(_DICOM, "110136", "Security Roles Changed")
APPLICATION: Final = Code(_DICOM, "110150", "Application")
DESTINATION: Final = Code(_DICOM, "110152", "Destination Role ID")
SOURCE: Final = Code(_DICOM, "110153", "Source Role ID")

CUSTODIAN: Final = Code(_HL7 + "provenance-participant-type", "custodian", "Custodian")
RECIPIENT: Final = Code(_HL7 + "v3-ParticipationType", "IRCP", "information recipient")
AUTHOR: Final = Code(_HL7 + "v3-ParticipationType", "AUT", "author (originator)")
APPLICATION_SERVER: Final = Code(_HL7 + "security-source-type", "4", "Application Server")

PERSON: Final = Code(_HL7 + "audit-entity-type", "1", "Person")
SYSTEM_OBJECT: Final = Code(_HL7 + "audit-entity-type", "2", "System Object")
ORGANISATION: Final = Code(_HL7 + "audit-entity-type", "3", "Organization")
CONTRACT: Final = Code("http://hl7.org/fhir/resource-types", "Contract", "Contract")
REQUEST_ID: Final = Code("https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "XrequestId")
LOG_ENTRY: Final = Code(OWN + "audit-entity", "log-entry", "Entry of the log")
RULING: Final = Code(OWN + "audit-entity", "ruling", "What was asked for and decided")
PAYLOAD: Final = Code(OWN + "audit-entity", "payload", "Sealed payload")

PATIENT_ROLE: Final = Code(_HL7 + "object-role", "1", "Patient")
DOMAIN_RESOURCE: Final = Code(_HL7 + "object-role", "4", "Domain Resource")
DATA_DESTINATION: Final = Code(_HL7 + "object-role", "16", "Data Destination")
DATA_REPOSITORY: Final = Code(_HL7 + "object-role", "17", "Data Repository")
QUERY_ROLE: Final = Code(_HL7 + "object-role", "24", "Query")

_ACT_REASON: Final = _HL7 + "v3-ActReason"
BREAK_GLASS: Final = Code(_ACT_REASON, "BTG", "break the glass")
_COORDINATION: Final = Code(_ACT_REASON, "COC", "coordination of care")
_THREAT: Final = Code(_ACT_REASON, "THREAT", "threat")
PURPOSES: Final[Mapping[str, Code]] = {
    "early_help_coordination": _COORDINATION,
    "child_in_need": _COORDINATION,
    "safeguard_child": _THREAT,
    "child_protection_s47": _THREAT,
    "child_exploitation": _THREAT,
    "serious_violence": _THREAT,
    "repeat_victimisation": _THREAT,
}
"""The v3 PurposeOfUse that means nearly the same; the other purposes are no health care, and have our own code only.

COC is organising somebody's care; THREAT is preventing injury to those who may be the target of violence.
"""


def own_code(system: str, code: str) -> Code:
    """A code of a code system of our own."""
    return Code(OWN + system, code)


def identifier(system: str, value: str) -> Element:
    """A FHIR Identifier under a name of our own."""
    return {"system": OWN + system, "value": value}


def own_uri(kind: str, *parts: str) -> str:
    """A URI of our own, each part percent-encoded: `urn:golden-thread:agreement:LANCS-ISA-0042:1.3.0`."""
    return OWN + ":".join((kind, *(quote(part, safe="") for part in parts)))


def absent(reason: str) -> Element:
    """What stands where a value is asked for and not told; `reason` is a code of HL7's data-absent-reason."""
    return {"extension": [{"url": ABSENT, "valueCode": reason}]}
