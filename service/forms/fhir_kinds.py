"""Which kind of AuditEvent an entry is: its type, action and outcome, and the BALP profile that it fulfils.

An operation on records (DPA 2018 s.62) is the RESTful interaction that it comes to; what concerns the service itself,
such as a reading of its log, is the DICOM event of that name, for which BALP has no profile. BALP's profiles are of
what succeeded: a refusal or failure claims none.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from audit.events import Entry, EventType, Operation
from service.forms import fhir_codes as codes
from service.forms.fhir_codes import BALP, Code


class Kind(NamedTuple):
    """What FHIR calls an event."""

    type: Code
    subtype: Code | None
    action: str
    """C, R, U, D or E."""
    profile: str = ""
    """The BALP profile without its patient variant, such as `Query`; nothing where there is none."""
    client: Code = codes.SOURCE
    server: Code = codes.DESTINATION
    user: Code = codes.RECIPIENT
    """Which roles the asker's application, this service and the person who asks have in it."""


SEARCHED: Final = Kind(codes.RESTFUL, codes.SEARCH, "E", "Query")
READ: Final = Kind(codes.RESTFUL, codes.READ, "R", "Read", client=codes.DESTINATION, server=codes.SOURCE)
CREATED: Final = Kind(codes.RESTFUL, codes.CREATE, "C", "Create", user=codes.AUTHOR)
UPDATED: Final = Kind(codes.RESTFUL, codes.UPDATE, "U", "Update", user=codes.AUTHOR)
DELETED: Final = Kind(
    codes.RESTFUL, codes.DELETE, "D", "Delete", client=codes.APPLICATION, server=codes.CUSTODIAN, user=codes.AUTHOR
)

_LOG_USED: Final = Kind(codes.AUDIT_LOG_USED, None, "R")
_ALERT: Final = Kind(codes.SECURITY_ALERT, None, "E")
_ACTIVITY: Final = Kind(codes.APPLICATION_ACTIVITY, None, "E")
_LOG_KEPT: Final = Kind(codes.APPLICATION_ACTIVITY, None, "U")
_CONFIGURED: Final = Kind(codes.SECURITY_ALERT, codes.SECURITY_CONFIGURATION, "U")

OF_EVENTS: Final[Mapping[EventType, Kind]] = {
    EventType.ENQUIRY_REREAD: READ,
    EventType.PAIR_SHOWN: READ,
    EventType.NOMINAL_READ: READ,
    EventType.LOG_QUERIED: _LOG_USED,
    EventType.LOG_EXPORTED: _LOG_USED,
    EventType.OVERSIGHT_READ: _LOG_USED,
    EventType.NOTICE_SEEN: _ACTIVITY,
    EventType.NOTICE_TOLD: _ACTIVITY,
    EventType.REVIEW_DECIDED: _ACTIVITY,
    EventType.PAYLOAD_SHREDDED: DELETED,
    EventType.EMERGENCY_DECLARED: Kind(codes.SECURITY_ALERT, codes.EMERGENCY_OVERRIDE, "E"),
    EventType.EMERGENCY_ANSWERED: _ALERT,
    EventType.POLICY_CHANGED: _CONFIGURED,
    EventType.AGREEMENT_CHANGED: _CONFIGURED,
    EventType.PLACES_CHANGED: _CONFIGURED,
    EventType.KEY_CHANGED: _CONFIGURED,
    EventType.KEY_ROTATED: _CONFIGURED,
    EventType.SHARD_CLOSED: _LOG_KEPT,
    EventType.SHARD_BEGUN: _LOG_KEPT,
    EventType.WITNESSES_LAGGED: _ALERT,
    EventType.WITNESSES_CAUGHT_UP: _ACTIVITY,
    EventType.ROLE_CHANGED: Kind(codes.SECURITY_ALERT, codes.SECURITY_ROLES_CHANGED, "U"),
    EventType.CLOCK_ANOMALY: _ALERT,
    EventType.SERVICE_STARTED: Kind(codes.APPLICATION_ACTIVITY, codes.APPLICATION_START, "E"),
    EventType.SERVICE_STOPPED: Kind(codes.APPLICATION_ACTIVITY, codes.APPLICATION_STOP, "E"),
    EventType.SIGN_IN: Kind(codes.USER_AUTHENTICATION, codes.LOGIN, "E"),
    EventType.SYSTEM_TOKEN: Kind(codes.USER_AUTHENTICATION, codes.LOGIN, "E"),
}
BY_OPERATION: Final = frozenset(
    {
        EventType.ENQUIRY_ANSWERED, EventType.ENQUIRY_EMPTY, EventType.ENQUIRY_REFUSED, EventType.ENQUIRY_FAILED,
        EventType.ACCESS_ASSEMBLED, EventType.ACCESS_REVIEWED, EventType.ACCESS_RELEASED,
        EventType.RECORD_LOADED, EventType.RECORD_LINKED, EventType.RECORD_UNLINKED,
        EventType.NOMINAL_LINKED, EventType.NOMINAL_PARTED, EventType.NOMINAL_OVERRIDE, EventType.NOMINAL_TAKEN_BACK,
        EventType.NOMINAL_PROPOSED, EventType.NOMINAL_RELINKED, EventType.NOMINAL_NOT_DONE, EventType.NOMINAL_REFUSED,
        EventType.PAIR_LISTED, EventType.PAIR_PROPOSED, EventType.PAIR_DECIDED, EventType.PAIR_SAMPLED,
        EventType.CONTACT_MADE, EventType.FOLLOW_UP_ASKED, EventType.FOLLOW_UP_READ, EventType.FOLLOW_UP_ANSWERED,
        EventType.FOLLOW_UP_WITHDRAWN, EventType.SHARING_DECLINED,
    }
)  # fmt: skip
"""What is done to records of people: the interaction that its operation comes to, or an activity where it has none."""
_OF_OPERATIONS: Final[Mapping[Operation, Kind]] = {
    Operation.COLLECTION: CREATED,
    Operation.ALTERATION: UPDATED,
    Operation.CONSULTATION: SEARCHED,
    Operation.DISCLOSURE: SEARCHED,
    Operation.COMBINATION: UPDATED,
    Operation.ERASURE: DELETED,
}

SUCCESS: Final = "0"
MINOR_FAILURE: Final = "4"
SERIOUS_FAILURE: Final = "8"
_OUTCOMES: Final[Mapping[EventType, str]] = {
    EventType.ENQUIRY_REFUSED: MINOR_FAILURE,
    EventType.NOMINAL_REFUSED: MINOR_FAILURE,
    EventType.CLOCK_ANOMALY: MINOR_FAILURE,
    EventType.WITNESSES_LAGGED: MINOR_FAILURE,
    EventType.NOMINAL_NOT_DONE: SERIOUS_FAILURE,
    EventType.ENQUIRY_FAILED: SERIOUS_FAILURE,
}


def kind_of(entry: Entry) -> Kind:
    """What FHIR calls this entry."""
    if entry.type in OF_EVENTS:
        return OF_EVENTS[entry.type]
    return _OF_OPERATIONS[entry.operation] if entry.operation else _ACTIVITY


def outcome_of(entry: Entry) -> str:
    """0 done, 4 refused, 8 failed. An answer with nothing to show was given: its entry does not say why."""
    if entry.type in _OUTCOMES:
        return _OUTCOMES[entry.type]
    return SUCCESS if entry.decision is None or entry.decision.effect == "allow" else MINOR_FAILURE


def profile_of(entry: Entry) -> str:
    """The address of the BALP profile that the AuditEvent of this entry fulfils, or nothing."""
    kind = kind_of(entry)
    if not kind.profile or outcome_of(entry) != SUCCESS:
        return ""
    return BALP + ("Patient" if entry.subject else "") + kind.profile
