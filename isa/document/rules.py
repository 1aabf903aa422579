"""Who may learn what, for which purposes, and who may not?"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from isa.document.forms import MOST, MOST_RULES, Clause, Clauses, Several, Some, Text
from isa.document.records import LevelNumber

PartyOrAll = Annotated[str, StringConstraints(pattern=r"^(\*|(police|gss|ods|org):[A-Z0-9]{2,12})$")]
CodeOrAll = Annotated[str, StringConstraints(pattern=r"^(\*|[A-Za-z0-9][A-Za-z0-9_.():>-]{0,79})$")]
SeveralParties = Annotated[tuple[PartyOrAll, ...], Field(min_length=1, max_length=MOST)]
SeveralOrAll = Annotated[tuple[CodeOrAll, ...], Field(min_length=1, max_length=MOST)]
SomeClauses = Annotated[tuple[Clause, ...], Field(max_length=MOST)]


class AppliesWhen(Clauses):
    """When a deny rule bites, beyond its parties, roles and record types."""

    subject_age_lt: Literal[18] | None = None
    subject_role_in: Some = ()
    level_gte: LevelNumber = 1


class Rule(Clauses):
    """Who may learn what, for which purposes; or, with `deny`, who may not."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,9}$")]
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
