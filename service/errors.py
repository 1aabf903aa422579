"""Domain errors: what went wrong, in a sentence that says what to do. They know no HTTP and echo nothing personal.

GoldenThreadError
├── NotSignedIn          nobody we know is asking
├── NotPermitted         this principal may not do this at all
├── NotAcceptable        the request lacks something; `fields` names what
│   └── Overtaken        somebody or something was first: look again, then decide again
├── NotFound             there is no such thing, or none that this principal may know of
├── Unavailable          a part that we must not do without is down: nothing was disclosed
└── Misconfigured        the service refuses to start like this
"""

from dataclasses import dataclass
from enum import StrEnum


class ReasonCode(StrEnum):
    """Why something was refused: stable codes for systems; the sentence beside each is for people."""

    SIGN_IN_REQUIRED = "sign_in_required"
    TOKEN_INVALID = "token_invalid"  # noqa: S105 - a reason code
    ROLE_NOT_PERMITTED = "role_not_permitted"
    PURPOSE_REQUIRED = "purpose_required"
    PURPOSE_UNKNOWN = "purpose_unknown"
    CASE_REFERENCE_REQUIRED = "case_reference_required"
    RELATIONSHIP_REQUIRED = "relationship_required"
    TOO_VAGUE = "too_vague"
    FIELD_INVALID = "field_invalid"
    NOT_FOUND = "not_found"
    LINK_REFUSED = "link_refused"
    OVERRIDE_STANDS = "override_stands"
    MEMBERSHIP_CHANGED = "membership_changed"
    PAIR_CLAIMED = "pair_claimed"
    PAIR_NOT_CLAIMED = "pair_not_claimed"
    PAIR_MOVED_ON = "pair_moved_on"
    SECOND_PERSON_NEEDED = "second_person_needed"
    VERDICT_REFUSED = "verdict_refused"
    EMERGENCY_OVER = "emergency_over"
    REVIEW_MOVED_ON = "review_moved_on"
    CONNECTOR_SUSPENDED = "connector_suspended"
    NOT_SUSPENDED = "not_suspended"
    POLICY_UNAVAILABLE = "policy_unavailable"
    AGREEMENT_CHANGED = "agreement_changed"
    LOG_UNAVAILABLE = "log_unavailable"
    KEYS_UNAVAILABLE = "keys_unavailable"
    STORE_UNAVAILABLE = "store_unavailable"
    STORE_IN_USE = "store_in_use"
    DISK_FULL = "disk_full"
    SETTINGS_REFUSED = "settings_refused"
    KEY_FILE_REFUSED = "key_file_refused"
    AGREEMENT_REFUSED = "agreement_refused"


@dataclass(frozen=True)
class FieldFault:
    """What is wrong with one field of a request: its path, a code, and what to do. Never its value."""

    field: str
    code: ReasonCode
    advice: str


class GoldenThreadError(Exception):
    """The root of every error that a person may read."""

    def __init__(self, code: ReasonCode, advice: str, faults: tuple[FieldFault, ...] = ()) -> None:
        super().__init__(advice)
        self.code = code
        self.advice = advice
        self.faults = faults


class NotSignedIn(GoldenThreadError):
    """Nobody we know is asking."""


class NotPermitted(GoldenThreadError):
    """This principal may not do this at all."""


class NotAcceptable(GoldenThreadError):
    """The request lacks something or a field of it does not hold; `faults` says which."""


class Overtaken(NotAcceptable):
    """Somebody or something was first, so what was asked for rests on what is no longer so. Nothing was changed."""


class NotFound(GoldenThreadError):
    """There is no such thing, or none that this principal may know of."""


class Unavailable(GoldenThreadError):
    """A part that we must not do without is down. Nothing was disclosed."""


class Misconfigured(GoldenThreadError):
    """The service refuses to start like this."""
