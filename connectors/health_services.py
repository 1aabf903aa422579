"""Which health services may be pointed to, and which of them are sensitive: the list against which free text is held.

A service that is not here is not taken, because its own name may say what it treats. For a sensitive one the name that
is kept is that of its class, never the clinic's.
"""

from collections.abc import Mapping
from types import MappingProxyType

from connectors.records import TieKind
from isa.vocabulary import Sensitivity

ORDINARY = frozenset(
    {
        "0-19 health visiting",
        "0-19 school nursing",
        "accident and emergency",
        "audiology",
        "children's community nursing",
        "community dental service",
        "community paediatrics",
        "district nursing",
        "general practice",
        "health visiting",
        "hospital paediatrics",
        "infant feeding",
        "learning disability nursing",
        "looked after children's health",
        "maternity",
        "occupational therapy",
        "physiotherapy",
        "school nursing",
        "speech and language therapy",
    }
)
"""Services whose name may be kept as it is (compared without regard to capitals)."""

SENSITIVE: Mapping[str, Sensitivity] = MappingProxyType(
    {
        "abortion service": Sensitivity.SEXUAL_HEALTH,
        "adult mental health": Sensitivity.MENTAL_HEALTH,
        "alcohol service": Sensitivity.SUBSTANCE_MISUSE,
        "camhs": Sensitivity.MENTAL_HEALTH,
        "child and adolescent mental health": Sensitivity.MENTAL_HEALTH,
        "contraception": Sensitivity.SEXUAL_HEALTH,
        "domestic abuse support": Sensitivity.DA_VICTIM,
        "drug and alcohol service": Sensitivity.SUBSTANCE_MISUSE,
        "early intervention in psychosis": Sensitivity.MENTAL_HEALTH,
        "eating disorder service": Sensitivity.MENTAL_HEALTH,
        "gender identity service": Sensitivity.GRC,
        "perinatal mental health": Sensitivity.MENTAL_HEALTH,
        "refuge health outreach": Sensitivity.DA_REFUGE,
        "sexual assault referral centre": Sensitivity.SEXUAL_OFFENCE,
        "sexual health": Sensitivity.SEXUAL_HEALTH,
        "substance misuse": Sensitivity.SUBSTANCE_MISUSE,
        "talking therapies": Sensitivity.MENTAL_HEALTH,
    }
)
"""Services that are sensitive by being what they are, and their class."""

BY_CODE: Mapping[str, str] = MappingProxyType(
    {
        "736253002": "child and adolescent mental health",  # SNOMED CT: mental health crisis plan
        "1363501000000100": "general practice",  # SNOMED CT: Royal College of Physicians headings document
        "861421000000109": "general practice",  # SNOMED CT: end of life care coordination summary
        "325691000000100": "general practice",  # SNOMED CT: contingency plan
    }
)
"""Record types of the National Record Locator to the service that they point to."""

CLASS_NAMES: Mapping[Sensitivity, str] = MappingProxyType(
    {
        Sensitivity.MENTAL_HEALTH: "Mental health service",
        Sensitivity.SEXUAL_HEALTH: "Sexual health service",
        Sensitivity.SUBSTANCE_MISUSE: "Substance misuse service",
        Sensitivity.DA_VICTIM: "Domestic abuse service",
        Sensitivity.DA_REFUGE: "Domestic abuse service",
        Sensitivity.SEXUAL_OFFENCE: "Sexual assault service",
        Sensitivity.GRC: "Specialist health service",
    }
)
"""What a sensitive service is called here."""

TIES: Mapping[str, TieKind] = MappingProxyType(
    {
        "MTH": "parent", "FTH": "parent", "PRN": "parent", "NMTH": "parent", "NFTH": "parent", "ADOPTP": "parent",
        "CHILD": "child", "SON": "child", "DAU": "child", "SONC": "child", "DAUC": "child", "NCHILD": "child",
        "SIB": "sibling", "BRO": "sibling", "SIS": "sibling", "HSIB": "sibling", "TWIN": "sibling", "STPSIB": "sibling",
        "SPS": "partner", "HUSB": "partner", "WIFE": "partner", "DOMPART": "partner", "SIGOTHR": "partner",
        "FORMERSPS": "former_partner", "GRPRN": "grandparent", "GRMTH": "grandparent", "GRFTH": "grandparent",
        "GRNDCHILD": "grandchild", "STPPRN": "step_parent", "STPMTH": "step_parent", "STPFTH": "step_parent",
        "STPCHLD": "step_child", "STPSON": "step_child", "STPDAU": "step_child", "GUARD": "carer", "Guardian": "carer",
        "PRNFOST": "carer", "FAMMEMB": "other_relative", "AUNT": "other_relative", "UNCLE": "other_relative",
        "COUSN": "other_relative", "EXT": "other_relative",
    }
)  # fmt: skip
"""HL7 v3 RoleCode (and UK Core additions) to a tie: what the related person is to the patient."""
