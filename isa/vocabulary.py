"""The controlled words of an agreement: levels, regimes, sensitivities, relationships, kinds of principal.

Words that change with the law or with a partnership (purposes, gateways, conditions, roles) are dated data in
`vocabulary.json`; only words that the code itself must know are enumerations here.
"""

from enum import IntEnum, StrEnum


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
