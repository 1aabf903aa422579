"""The controlled words of an agreement: levels, regimes, sensitivities, relationships, kinds of principal.

Words that change with the law or with a partnership (purposes, gateways, conditions, roles) are dated data in
`vocabulary.json`; only words that the code itself must know are enumerations here.
"""

from collections.abc import Mapping
from datetime import date
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Level(IntEnum):
    """How much may be told, least first (domain: the minimisation ladder)."""

    NONE = 0
    EXISTS = 1
    CONTACT = 2
    SUMMARY = 3
    DETAIL = 4


class Regime(StrEnum):
    """Which part of data protection law a record is held under."""

    PART2 = "part2"
    PART3 = "part3"


class Sensitivity(StrEnum):
    """Classes that cap what may be told, whatever a rule says."""

    DA_REFUGE = "DA_REFUGE"
    DA_VICTIM = "DA_VICTIM"
    SEXUAL_HEALTH = "SEXUAL_HEALTH"
    SUBSTANCE_MISUSE = "SUBSTANCE_MISUSE"
    MENTAL_HEALTH = "MENTAL_HEALTH"
    ADOPTION = "ADOPTION"
    GRC = "GRC"
    PROTECTED_PERSON = "PROTECTED_PERSON"
    SEXUAL_OFFENCE = "SEXUAL_OFFENCE"
    INTELLIGENCE = "INTELLIGENCE"
    STAFF_VIP = "STAFF_VIP"
    SHIELDED = "SHIELDED"


class SubjectRole(StrEnum):
    """In what part a person stands in a record (DPA 2018 s.38 keeps the first four apart)."""

    SUSPECT = "suspect"
    CONVICTED = "convicted"
    VICTIM = "victim"
    WITNESS = "witness"
    ASSOCIATE = "associate"
    CHILD_IN_HOUSEHOLD = "child_in_household"
    PARENT_CARER = "parent_carer"
    SERVICE_USER = "service_user"


class RelationshipKind(StrEnum):
    """Why the asker has to do with the family, as they declare it."""

    OPEN_CASE = "open_case"
    REFERRAL_RECEIVED = "referral_received"
    MEETING = "meeting"
    VISIT = "visit"
    EMERGENCY = "emergency"


class Frozen(BaseModel):
    """A value read from a file: strict, closed to unknown words, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Purpose(Frozen):
    """Why somebody may ask."""

    title: str
    ask: str
    """The words beside the choice on the page."""


class Gateway(Frozen):
    """A power or duty to disclose, from the day it commenced."""

    title: str
    source: str
    commenced_on: date | None
    enabled: bool
    """Off where its status is unsettled, whatever the date says."""
    purposes: tuple[str, ...] = ()
    """The only purposes that it serves; empty where the statute names none."""
    bars: tuple[str, ...] = ()
    """What it never opens: `patient_information`, `social_care_information`, `health_or_social_care_authority`."""
    note: str = ""

    def stands_on(self, day: date) -> bool:
        """Whether a disclosure on that day may rely on it."""
        return self.enabled and self.commenced_on is not None and self.commenced_on <= day


class Field(Frozen):
    """One field of a record type, and the least level that may show it."""

    level: int
    category: str


class RecordType(Frozen):
    """One kind of record."""

    title: str
    regimes: tuple[Regime, ...]
    patient_information: bool
    social_care_information: bool
    fields: Mapping[str, Field]

    @property
    def confidential(self) -> bool:
        """Whether disclosing it needs a recorded basis in the law of confidence."""
        return self.patient_information or self.social_care_information


class Role(Frozen):
    """What an agency calls somebody who asks."""

    title: str
    kind: Literal["practitioner", "supervisor", "ig_lead", "system"]


class Word(Frozen):
    """A condition or an obligation: what its parameter is drawn from, and whether this service can hold to it."""

    of: str | None
    says: str = ""
    stricter: Literal["least", "first", ""] = ""
    enforced: bool = True


class SensitivityCap(Frozen):
    """The most that may be told of a class, whatever an agreement says; 0 is never."""

    cap: int
    obligations: tuple[str, ...]
    bar: str = ""


class ConfidentialityBasis(Frozen):
    """Why a duty of confidence does not prevent a disclosure, and up to which level."""

    title: str
    cap: int
    lifts_confidence: bool


class Schedule1Condition(Frozen):
    """A condition of Schedule 1 to the DPA 2018, and whether it needs an appropriate policy document."""

    title: str
    apd: bool


class ControllerType(Frozen):
    """What sort of body a party is."""

    health_or_social_care_authority: bool


class Vocabulary(Frozen):
    """Every word that an agreement may use. Dated data, never code."""

    version: str
    purposes: Mapping[str, Purpose]
    gateways: Mapping[str, Gateway]
    record_types: Mapping[str, RecordType]
    roles: Mapping[str, Role]
    conditions: Mapping[str, Word]
    obligations: Mapping[str, Word]
    onward: tuple[str, ...]
    markings: tuple[str, ...]
    training: Mapping[str, str]
    assurances: tuple[str, ...]
    acts: tuple[str, ...]
    age_bands: tuple[str, ...]
    jurisdictions: Mapping[str, str]
    sensitivities: Mapping[Sensitivity, SensitivityCap]
    confidentiality_bases: Mapping[str, ConfidentialityBasis]
    article6: tuple[str, ...]
    article9: tuple[str, ...]
    schedule1: Mapping[str, Schedule1Condition]
    schedule8: Mapping[str, str]
    part3_grounds: tuple[str, ...]
    controller_types: Mapping[str, ControllerType]
    offices: Mapping[str, str]

    def choices(self, source: str) -> tuple[str, ...]:
        """What a condition's or an obligation's parameter may be, by the name that `Word.of` gives."""
        if source == "relationships":
            return tuple(kind.value for kind in RelationshipKind)
        if source == "subject_roles":
            return tuple(role.value for role in SubjectRole)
        if source == "regimes":
            return tuple(regime.value for regime in Regime)
        return tuple(getattr(self, source))


def load_vocabulary(path: Path | None = None) -> Vocabulary:
    """Read the words that ship with the product, or a partnership's own file.

    Raises:
        pydantic.ValidationError: the file does not hold together.
    """
    source = path or Path(__file__).with_name("vocabulary.json")
    return Vocabulary.model_validate_json(source.read_bytes())
