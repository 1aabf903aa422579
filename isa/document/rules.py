"""Who may learn what, for which purposes, and who may not?"""

from typing import Annotated, Literal

from pydantic import Field

from isa.document.forms import MOST, MOST_RULES, AgencyOrAll, Clause, Clauses, CodeOrAll, RuleId, Several, Some, Text
from isa.document.records import LevelNumber

SeveralParties = Annotated[tuple[AgencyOrAll, ...], Field(min_length=1, max_length=MOST)]
SeveralOrAll = Annotated[tuple[CodeOrAll, ...], Field(min_length=1, max_length=MOST)]
SomeClauses = Annotated[tuple[Clause, ...], Field(max_length=MOST)]


class AppliesWhen(Clauses):
    """When a deny rule bites, beyond its parties, roles and record types."""

    subject_age_lt: Literal[18] | None = None
    subject_role_in: Some = ()
    level_gte: LevelNumber = 1


class Rule(Clauses):
    """Who may learn what, for which purposes; or, with `deny`, who may not."""

    id: RuleId
    effect: Literal["allow", "deny"]
    provider: SeveralParties
    recipient: SeveralParties
    recipient_roles: SeveralOrAll
    purposes: SeveralOrAll
    record_types: Several
    max_level: LevelNumber | None = None
    own_records: bool = False
    field_allow: Some = ()
    field_redact: Some = ()
    conditions: SomeClauses = ()
    obligations: SomeClauses = ()
    applies_when: AppliesWhen = AppliesWhen()
    note: Text | None = None
    """A remark for the reader, such as what a lawyer must still settle; nothing is decided by it."""


Rules = Annotated[tuple[Rule, ...], Field(min_length=1, max_length=MOST_RULES)]
