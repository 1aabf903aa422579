"""The codes that a police export may use, and what each means here."""

from collections.abc import Mapping
from types import MappingProxyType

from connectors.records import Sex, Status
from isa.vocabulary import Sensitivity, SubjectRole

SEXES: Mapping[str, Sex] = MappingProxyType(
    {
        "": "unknown",
        "M": "male",
        "F": "female",
        "N": "unknown",
        "NS": "unknown",
        "U": "unknown",
        "X": "other",
        "MALE": "male",
        "FEMALE": "female",
        "OTHER": "other",
        "UNKNOWN": "unknown",
    }
)
"""PNC and HMPPS codes, and words."""

STATUSES: Mapping[str, Status | None] = MappingProxyType(
    {"open": "open", "closed": "closed", "unknown": "unknown", "never": None}
)
"""`never` is a nominal with whom no service works: a record without an involvement."""

SAFE: Mapping[str, bool] = MappingProxyType(
    {"": True, "Y": True, "YES": True, "TRUE": True, "1": True, "N": False, "NO": False, "FALSE": False, "0": False}
)
"""Whether the address may be used. N shields the nominal."""

ROLES = frozenset(role.value for role in SubjectRole if role is not SubjectRole.SERVICE_USER)
"""DPA 2018 s.38 wants suspects, the convicted, victims and witnesses kept apart: police must say which."""

ACCUSED = frozenset({SubjectRole.SUSPECT.value, SubjectRole.CONVICTED.value})
"""Roles to which the class of a victim does not apply, whatever the category."""

MARKINGS: Mapping[str, str | None] = MappingProxyType(
    {
        "": "OFFICIAL-SENSITIVE",
        "OFFICIAL": "OFFICIAL",
        "OFFICIAL-SENSITIVE": "OFFICIAL-SENSITIVE",
        "OFFICIAL SENSITIVE": "OFFICIAL-SENSITIVE",
        "SECRET": None,
        "TOP SECRET": None,
        "CONFIDENTIAL": None,
        "RESTRICTED": None,
    }
)
"""Government Security Classifications. None: above what this service may hold, or of the old scheme, and refused."""

CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "anti_social_behaviour": "",
        "burglary": "",
        "child_to_parent_violence": "",
        "criminal_damage": "",
        "cuckooing": "",
        "domestic_abuse": Sensitivity.DA_VICTIM,
        "drug_offence": "",
        "exploitation_criminal": "",
        "exploitation_sexual": Sensitivity.SEXUAL_OFFENCE,
        "fire_setting": "",
        "forced_marriage": Sensitivity.DA_VICTIM,
        "hate_crime": "",
        "honour_based_abuse": Sensitivity.DA_VICTIM,
        "knife_crime": "",
        "licence": "",
        "mental_health_crisis": Sensitivity.MENTAL_HEALTH,
        "missing": "",
        "modern_slavery": "",
        "neglect": "",
        "online_harm": "",
        "radicalisation": "",
        "robbery": "",
        "serious_violence": "",
        "sexual_offence": Sensitivity.SEXUAL_OFFENCE,
        "stalking": Sensitivity.DA_VICTIM,
        "substance_misuse": Sensitivity.SUBSTANCE_MISUSE,
        "theft": "",
        "vulnerable_adult": "",
        "youth_violence": "",
    }
)
"""Category to the sensitivity class that it puts on the involvement, or none."""

COVERT = frozenset(
    {"chis", "covert", "informant", "intelligence", "live_operation", "operation", "surveillance", "visor"}
)
"""Flags that must be stripped at source: a row that has one is refused, whatever else it says."""

IC_CODES = frozenset({f"ic{number}" for number in range(10)})
"""Identity codes: ethnicity as an officer perceived it."""
