"""The controlled words of an agreement: levels, regimes, sensitivities, relationships, kinds of principal.

Words that change with the law or with a partnership (purposes, gateways, conditions, roles) are dated data in
`vocabulary.json`; only words that the code itself must know are enumerations here.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from isa.law import Article9, ConfidentialityBasis, Frozen, Gateway, LegalCondition, Provision, StatutoryBar


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


class Purpose(Frozen):
    """Why somebody may ask."""

    title: str
    ask: str
    """The words beside the choice on the page."""


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
    reason: str = ""
    """Why this service cannot hold to it, and what to write instead; only where it is not enforced."""


class SensitivityCap(Frozen):
    """The most that may be told of a class, whatever an agreement says; 0 is never."""

    cap: int
    obligations: tuple[str, ...]
    title: str = ""
    bar: str = ""
    carries: tuple[str, ...] = ()
    """What a record of this class is, in the words of a gateway's bars, whatever its type."""


class ControllerType(Frozen):
    """What sort of body a party is."""

    health_or_social_care_authority: bool


class Seat(Frozen):
    """A place at a forum: whoever acts for that agency in that role."""

    agency: str
    role: str


class Forum(Frozen):
    """A meeting that is named in agreements: who chairs it and who belongs to it."""

    title: str
    chair: Seat
    members: tuple[Seat, ...]


class Vocabulary(Frozen):
    """Every word that an agreement may use. Dated data, never code."""

    version: str
    purposes: Mapping[str, Purpose]
    gateways: Mapping[str, Gateway]
    record_types: Mapping[str, RecordType]
    roles: Mapping[str, Role]
    conditions: Mapping[str, Word]
    obligations: Mapping[str, Word]
    exclusions: Mapping[str, Word]
    onward: tuple[str, ...]
    markings: tuple[str, ...]
    training: Mapping[str, str]
    assurances: tuple[str, ...]
    acts: tuple[str, ...]
    age_bands: tuple[str, ...]
    jurisdictions: Mapping[str, str]
    sensitivities: Mapping[Sensitivity, SensitivityCap]
    confidentiality_bases: Mapping[str, ConfidentialityBasis]
    statutory_bars: Mapping[str, StatutoryBar]
    break_glass_grounds: Mapping[str, Provision]
    article6: Mapping[str, Provision]
    article9: Mapping[str, Article9]
    schedule1: Mapping[str, LegalCondition]
    schedule8: Mapping[str, LegalCondition]
    part3_grounds: Mapping[str, Provision]
    authority_functions: Mapping[str, str]
    statutory_lists: Mapping[str, Provision]
    log_fields: Mapping[str, str]
    controller_types: Mapping[str, ControllerType]
    offices: Mapping[str, str]
    leading_offices: tuple[str, ...]
    """Whoever of these signs, signs for the party as a whole; one of them must."""
    forums: Mapping[str, Forum] = {}

    @model_validator(mode="after")
    def _coheres(self) -> Self:
        """What one list says of another must be there: a partnership's own file is held to it at load."""
        lost = sorted(set(_lost(self)))
        if lost:
            raise ValueError(f"the vocabulary speaks of what it does not list: {', '.join(lost)}")
        return self

    @property
    def never(self) -> tuple[str, ...]:
        """The classes that the law keeps shut, whatever an agreement says."""
        return tuple(sorted(name.value for name, cap in self.sensitivities.items() if cap.cap == 0))

    def choices(self, source: str) -> tuple[str, ...]:
        """What a condition's or an obligation's parameter may be, by the name that `Word.of` gives."""
        if source == "relationships":
            return tuple(kind.value for kind in RelationshipKind)
        if source == "subject_roles":
            return tuple(role.value for role in SubjectRole)
        if source == "regimes":
            return tuple(regime.value for regime in Regime)
        return tuple(getattr(self, source))


def _lost(words: Vocabulary) -> Iterator[str]:
    """Every word of which one list speaks and which the list that should hold it has not got."""
    pairs: tuple[tuple[Iterable[str], Iterable[str]], ...] = (
        ((purpose for one in words.gateways.values() for purpose in one.purposes), words.purposes),
        ((purpose for one in words.confidentiality_bases.values() for purpose in one.purposes), words.purposes),
        ((article for one in words.schedule1.values() for article in one.serves), words.article9),
        ((name for one in words.statutory_bars.values() for name in one.classes), words.sensitivities),
        ((seat.role for one in words.forums.values() for seat in (one.chair, *one.members)), words.roles),
        (words.leading_offices, words.offices),
    )
    for named, listed in pairs:
        yield from set(named) - set(listed)
    barred = {name for one in words.statutory_bars.values() for name in one.classes}
    yield from (f"a statutory bar for {name}" for name in words.never if name not in barred)
    for name, word in {**words.conditions, **words.obligations, **words.exclusions}.items():
        if not word.enforced and not word.reason:
            yield f"a reason for {name}"


def load_vocabulary(path: Path | None = None) -> Vocabulary:
    """Read the words that ship with the product, or a partnership's own file.

    Raises:
        pydantic.ValidationError: the file does not hold together.
    """
    source = path or Path(__file__).with_name("vocabulary.json")
    return Vocabulary.model_validate_json(source.read_bytes())


__all__ = [
    "Article9",
    "ConfidentialityBasis",
    "ControllerType",
    "Field",
    "Forum",
    "Frozen",
    "Gateway",
    "LegalCondition",
    "Level",
    "Provision",
    "Purpose",
    "RecordType",
    "Regime",
    "RelationshipKind",
    "Role",
    "Seat",
    "Sensitivity",
    "SensitivityCap",
    "StatutoryBar",
    "SubjectRole",
    "Vocabulary",
    "Word",
    "load_vocabulary",
]
