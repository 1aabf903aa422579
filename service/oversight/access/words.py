"""What may be said of an item that the person is not told of, and what has a request looked at by a second person.

Exemptions: Data Protection Act 2018, Schedules 2 and 3; for law enforcement processing, section 45(4).
"""

from enum import StrEnum
from typing import Final

EXEMPTIONS: Final = {
    "sch2.para2": "prevention or detection of crime (DPA 2018 Sch 2 para 2)",
    "sch2.para5": "legal proceedings, or required by law (DPA 2018 Sch 2 para 5)",
    "sch2.para16": "it would disclose information about somebody else (DPA 2018 Sch 2 para 16)",
    "sch2.para19": "legal professional privilege (DPA 2018 Sch 2 para 19)",
    "sch3.para5": "health data: likely to cause serious harm (DPA 2018 Sch 3 para 5)",
    "sch3.para11": "social work data: likely to cause serious harm (DPA 2018 Sch 3 para 11)",
    "sch3.para19": "education data: likely to cause serious harm (DPA 2018 Sch 3 para 19)",
    "sch3.para21": "child abuse data: not in the best interests of the child (DPA 2018 Sch 3 para 21)",
    "s45.4": "law enforcement processing: a restriction is necessary and proportionate (DPA 2018 s.45(4))",
}


class Route(StrEnum):
    """How a request is looked through."""

    PLAIN = "plain"
    """Whoever gathered it may decide what is withheld, and release it."""
    EXEMPTION_REVIEW = "exemption_review"
    """Somebody else of the same agency decides, item by item, and releases it."""


class Flag(StrEnum):
    """Why a request, or an item, is to be looked at with care."""

    ACCUSED = "accused"
    """A record of the agency has them as suspect or convicted: an answer can warn them, or lead them to others."""
    SHIELDED = "shielded"
    """An agency shields the person."""
    SENSITIVE = "sensitive"
    """A record of the agency is of a class that caps what may be told."""
    FAMILY_AT_RISK = "family_at_risk"
    """Somebody of the declared family is shielded, or recorded as harmed by domestic abuse."""
    ANOTHER_AGENCY = "another_agency"
    """Another agency's record is one of these: ask it before anything is released. It is not said which."""
    UNNAMED = "unnamed"
    """The asker was told that another service is involved, not which."""
    EMERGENCY = "emergency"
    """An emergency was declared for it."""
    CORRECTED = "corrected"
    """It was told under a link that has been parted since: some of it was about somebody else."""
    ABOUT_ANOTHER = "about_another"
    """The enquiry was about a relative, of whom nothing may be said here."""
