"""The canonical NominalRecord and Involvement: what every connector makes of its agency's export.

A record is one agency's record of one person. An involvement is a pointer (which service, whom to ring, since when),
never a case file. Structs are frozen; equality is by value. Values here are personal: never log or print a record.
"""

from datetime import date
from typing import Literal

import msgspec

IdentifierScheme = Literal["nhs", "pnc", "cro", "upn", "uln", "uprn", "crn", "nino", "local"]
IdentifierStatus = Literal["verified_pds", "traced", "stated", "unverified"]
NameKind = Literal["primary", "alias", "previous", "birth", "nickname"]
Sex = Literal["male", "female", "other", "unknown"]
TieKind = Literal[
    "parent",
    "child",
    "sibling",
    "partner",
    "carer",
    "grandparent",
    "grandchild",
    "step_parent",
    "step_child",
    "former_partner",
    "other_relative",
]
Status = Literal["open", "closed", "unknown"]
EventKind = Literal["referral_made", "referral_accepted", "advice_given", "service_started", "service_ended"]


class PartialDate(msgspec.Struct, frozen=True):
    """A date of birth of which a source may know only part. At least one part is known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class Name(msgspec.Struct, frozen=True):
    """A person's name as the source wrote it."""

    family: str
    given: tuple[str, ...] = ()
    kind: NameKind = "primary"


class Address(msgspec.Struct, frozen=True):
    """Where a source says somebody lives or lived. `house` is the number or name; `street` has no number."""

    postcode: str = ""
    house: str = ""
    street: str = ""
    uprn: str = ""
    since: date | None = None
    until: date | None = None
    safe: bool = True
    locality: str = ""
    """Town, village or suburb: matters where postcodes cover wide areas."""


class Identifier(msgspec.Struct, frozen=True):
    """A validated identifier in its canonical form (`connectors.identifiers`)."""

    scheme: IdentifierScheme
    value: str
    status: IdentifierStatus = "stated"


class Tie(msgspec.Struct, frozen=True):
    """A relationship that this source declares, to another of its own records. `kind` is what the other *is* to us."""

    ref: str
    kind: TieKind
    lives_with: bool | None = None
    since: date | None = None


class Contact(msgspec.Struct, frozen=True):
    """Whom to ring. `duty` is a desk that answers when the worker does not."""

    name: str = ""
    role: str = ""
    team: str = ""
    phone: str = ""
    email: str = ""
    working_pattern: str = ""
    duty_phone: str = ""


class Event(msgspec.Struct, frozen=True):
    """One step of earlier help; advice, referral, acceptance and start are different things."""

    kind: EventKind
    programme: str = ""
    start: date | None = None
    end: date | None = None
    outcome: str = ""


class Involvement(msgspec.Struct, frozen=True):
    """One service of an agency working, or having worked, with one person."""

    ref: str
    record_type: str
    """A record type that the vocabulary knows, such as `police.family_involvement`."""
    service: str
    """What the service calls itself, such as `Exploitation team (Awaken)`."""
    status: Status = "unknown"
    subject_role: str = "service_user"
    classes: tuple[str, ...] = ()
    """Sensitivity classes (`isa.vocabulary.Sensitivity`)."""
    contact: Contact = Contact()
    lead_professional: bool = False
    opened: date | None = None
    closed: date | None = None
    last_contact_month: str = ""
    """`YYYY-MM`: months, not days, at this level."""
    categories: tuple[str, ...] = ()
    level_of_need: str = ""
    plan: str = ""
    events: tuple[Event, ...] = ()
    engagement_consent: bool | None = None
    fact_or_opinion: Literal["fact", "opinion"] = "fact"
    marking: str = "OFFICIAL-SENSITIVE"


class NominalRecord(msgspec.Struct, frozen=True):
    """One agency's record of one person, with its involvements."""

    provider: str
    """The agency, such as `police:04`, `gss:E06000009`, `ods:RXL`."""
    ref: str
    """The agency's own reference, unique within the provider. It may itself be personal (an NHS number)."""
    regime: Literal["part2", "part3"]
    as_of: int
    """When the source says this was true: Unix seconds, UTC."""
    names: tuple[Name, ...]
    """The first is the name to show."""
    dob: PartialDate | None = None
    sex: Sex = "unknown"
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[Address, ...] = ()
    """The current one first."""
    phones: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    household_ref: str = ""
    involvements: tuple[Involvement, ...] = ()
    shielded: bool = False
    """Hidden fields (address, phone, contacts) were dropped or must be: see the design on shielding."""
    deceased: date | None = None
    area: str = ""
    """A jurisdiction code of the vocabulary, such as `BLACKPOOL`, where the source says."""
