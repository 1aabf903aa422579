"""What does an agreement say? The names of its parts, for whoever reads one.

The shape is held in `isa.document`, the sense in `isa.checks`; `isa.reading` turns text into an Agreement or refuses it
whole, with every fault named by its line, its path and what to do about it.
"""

from isa.document.duties import (
    Audit,
    BreakGlass,
    Contact,
    Incident,
    OnwardSharing,
    Quality,
    Retention,
    Security,
    SubjectRights,
    Suspension,
)
from isa.document.faults import AgreementRefused, Fault
from isa.document.forms import AgencyId, Clauses, Code, Day, Several, Text, Version
from isa.document.grounds import AgreedPurpose, Dpia, ExternalRef, LawfulBasis
from isa.document.parties import Advice, Party, Signatory
from isa.document.records import AgeRange, AgreedField, DataSet, SensitivityTerms
from isa.document.rules import AppliesWhen, Rule
from isa.document.whole import Agreement

__all__ = [
    "Advice",
    "AgeRange",
    "AgencyId",
    "AgreedField",
    "AgreedPurpose",
    "Agreement",
    "AgreementRefused",
    "AppliesWhen",
    "Audit",
    "BreakGlass",
    "Clauses",
    "Code",
    "Contact",
    "DataSet",
    "Day",
    "Dpia",
    "ExternalRef",
    "Fault",
    "Incident",
    "LawfulBasis",
    "OnwardSharing",
    "Party",
    "Quality",
    "Retention",
    "Rule",
    "Security",
    "SensitivityTerms",
    "Several",
    "Signatory",
    "SubjectRights",
    "Suspension",
    "Text",
    "Version",
]
