"""One line of a Family Hub export, field by field, as the connector contract has it. Unknown fields are refused."""

import datetime
from typing import Literal

import msgspec

from connectors.records import EventKind, IdentifierStatus, NameKind, Sex, TieKind

RecordType = Literal["familyhub.early_help", "social_care.children"]
NeedLevel = Literal[
    "", "universal", "universal_plus", "targeted", "complex", "specialist", "child_in_need", "child_protection",
    "looked_after",
]  # fmt: skip
PlanKind = Literal["", "EHA", "EHP", "CIN", "CP", "LAC", "SEND", "TAF"]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a line in which nothing unexpected may stand."""


class NhsNumber(_Strict, frozen=True):
    """An NHS number, and how the council knows it."""

    value: str
    status: IdentifierStatus = "stated"


class HubIdentifiers(_Strict, frozen=True):
    """The numbers that a council may hold."""

    upn: str = ""
    nhs_number: NhsNumber | str = ""
    uln: str = ""
    nino: str = ""


class HubName(_Strict, frozen=True):
    """A name and what kind it is."""

    family: str
    given: tuple[str, ...] = ()
    type: NameKind = "primary"


class HubAddress(_Strict, frozen=True, rename={"since": "from", "until": "to"}):
    """An address: number or name apart from the street."""

    postcode: str = ""
    house: str = ""
    street: str = ""
    uprn: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    safe_to_use: bool = True


class Relationship(_Strict, frozen=True):
    """What the person with this reference is to the person of the line."""

    ref: str
    type: TieKind
    lives_with: bool | None = None
    since: datetime.date | None = None


class Worker(_Strict, frozen=True):
    """Whom to ring."""

    name: str = ""
    role: str = ""
    org: str = ""
    phone: str = ""
    email: str = ""
    working_pattern: str = ""
    duty_phone: str = ""


class Working(_Strict, frozen=True):
    """The service's own involvement."""

    status: Literal["open", "closed", "unknown", "never"]
    service: str = ""
    level_of_need: NeedLevel = ""
    plan: PlanKind = ""
    opened: datetime.date | None = None
    closed: datetime.date | None = None
    last_contact: str = ""
    lead_professional: bool = False
    subject_role: Literal["service_user", "child_in_household", "parent_carer"] = "service_user"
    worker: Worker = Worker()


class Intervention(_Strict, frozen=True):
    """One step of help; `date` is for steps of one day."""

    event: EventKind
    programme: str = ""
    start: datetime.date | None = None
    end: datetime.date | None = None
    date: datetime.date | None = None
    outcome_code: Literal["", "completed", "partly_completed", "declined", "disengaged", "moved_away", "stepped_up"] = (
        ""
    )


class Consent(_Strict, frozen=True):
    """Consent to engage with the service: never the lawful basis of sharing."""

    given: bool
    date: datetime.date | None = None
    scope: tuple[str, ...] = ()


class Shield(_Strict, frozen=True):
    """Why and since when a person is shielded. The reason is not kept."""

    reason: str = ""
    since: datetime.date | None = None


class HubLine(_Strict, frozen=True):
    """A whole line."""

    provider: str
    record_type: RecordType
    provider_ref: str
    names: tuple[HubName, ...]
    message_id: str = ""
    as_of: datetime.datetime | None = None
    identifiers: HubIdentifiers = HubIdentifiers()
    dob: str = ""
    sex: Sex = "unknown"
    addresses: tuple[HubAddress, ...] = ()
    phones: tuple[str, ...] = ()
    household_ref: str = ""
    relationships: tuple[Relationship, ...] = ()
    involvement: Working | None = None
    interventions: tuple[Intervention, ...] = ()
    engagement_consent: Consent | None = None
    shield: Shield | bool | None = None
    marking: Literal["OFFICIAL", "OFFICIAL-SENSITIVE"] = "OFFICIAL-SENSITIVE"
