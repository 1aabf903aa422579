"""What does an agreement say? One JSON document, strictly read; the field table of the domain's section 3.6.

The shape is held here, the sense in `isa.checks`; `isa.reading` turns text into an Agreement or refuses it whole, with
every fault named by its path and what to do about it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.():>-]{0,79}$")]
"""A word of the vocabulary or an id: ASCII only, so that no two ids can look alike."""


def _a_date(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_a_date)]
"""A date as it is signed: the text `YYYY-MM-DD`."""
Version = Annotated[str, StringConstraints(pattern=r"^\d{1,4}\.\d{1,4}\.\d{1,4}$")]
AgencyId = Annotated[str, StringConstraints(pattern=r"^(police|gss|ods|org):[A-Z0-9]{2,12}$")]
Several = Annotated[tuple[Code, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a document: the JSON path, and what to do about it."""

    path: str
    advice: str

    def __str__(self) -> str:
        return f"{self.path}: {self.advice}"


class AgreementRefused(Exception):
    """The document shares nothing until every fault is mended."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


class Clauses(BaseModel):
    """A part of the document: closed to unknown names, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Party(Clauses):
    """An agency, and in which capacities it takes part."""

    org_id: AgencyId
    name: Text
    controller_type: Code
    regime_capacity: Annotated[tuple[Literal["part2", "part3"], ...], Field(min_length=1)]
    roles: Annotated[tuple[Literal["provider", "recipient", "joint_index"], ...], Field(min_length=1)]


class Signatory(Clauses):
    """Who must sign for a party, by office. The signature itself is in the JWS, not here."""

    party: AgencyId
    office: Code
    person: Text


class Advice(Clauses):
    """The data protection officer's advice, recorded; advice is not a signature."""

    party: AgencyId
    given_on: Day
    ref: Text


class Dpia(Clauses):
    """The data protection impact assessment that stands behind the agreement."""

    ref: Text
    outcome: Literal["approved", "approved_with_conditions", "refused"]
    residual_risk: Literal["low", "medium", "high"]
    approved_by: Text
    approved_on: Day
    expires_on: Day


class AgreedPurpose(Clauses):
    """Why, and why no less would do."""

    code: Code
    forum_id: Code | None = None
    """The one meeting that the purpose belongs to, where it belongs to one."""
    necessity_statement: Text
    proportionality_statement: Text


class LawfulBasis(Clauses):
    """On what one side relies for one purpose; `party` narrows it where the parties of a side differ."""

    purpose: Code
    side: Literal["provider", "recipient"]
    party: AgencyId | None = None
    regime: Literal["part2", "part3", "part3->part2", "part2->part3"]
    gateway_codes: Several
    article6: str | None = None
    article9: str | None = None
    sch1_conditions: tuple[Code, ...] = ()
    part3_ground: str | None = None
    sch8_conditions: tuple[Code, ...] = ()
    confidentiality_basis: tuple[Code, ...] = ()
    apd_ref: Text | None = None


class DataSet(Clauses):
    """The fields of one record type that the agreement knows. A field not listed does not exist."""

    record_type: Code
    fields: Several


class AppliesWhen(Clauses):
    """When a deny rule bites, beyond its parties, roles and record types."""

    subject_age_lt: Literal[18] | None = None
    subject_role_in: tuple[Code, ...] = ()
    level_gte: Annotated[int, Field(ge=1, le=4)] = 1


class Rule(Clauses):
    """Who may learn what, for which purposes; or, with `deny`, who may not."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,9}$")]
    effect: Literal["allow", "deny"]
    provider: Annotated[tuple[AgencyId | Literal["*"], ...], Field(min_length=1)]
    recipient: Annotated[tuple[AgencyId | Literal["*"], ...], Field(min_length=1)]
    recipient_roles: Annotated[tuple[Code | Literal["*"], ...], Field(min_length=1)]
    purposes: Annotated[tuple[Code | Literal["*"], ...], Field(min_length=1)]
    record_types: Several
    max_level: Annotated[int, Field(ge=1, le=4)] | None = None
    own_records: bool = False
    field_allow: tuple[Code, ...] = ()
    field_redact: tuple[Code, ...] = ()
    conditions: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    applies_when: AppliesWhen = AppliesWhen()


class Retention(Clauses):
    """How long the recipient may keep what it learnt."""

    recipient_max: Text
    pointer_grace_days: Annotated[int, Field(ge=0, le=365)]
    audit_years: Annotated[int, Field(ge=1, le=30)]


class Suspension(Clauses):
    """Who may stop it. It stops at once."""

    who_may: Several
    notify: Several


class BreakGlass(Clauses):
    """When an immediate danger may open more for some minutes: to whom, how far, and never which classes."""

    enabled: bool
    grounds: Several
    allowed_roles: Several
    max_level: Annotated[int, Field(ge=1, le=4)]
    max_minutes: Annotated[int, Field(ge=1, le=240)]
    second_person: bool
    """Whether somebody else must agree before anything is opened."""
    review_within_h: Annotated[int, Field(ge=1, le=168)]
    excluded_classes: Several


class Agreement(Clauses):
    """An information sharing agreement, whole. Immutable once signed: a change is a new version."""

    isa_id: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{2,39}$")]
    title: Text
    version: Version
    supersedes: Version | None = None
    tier: Literal["charter", "isa", "flow"]
    parent_isa: Code | None = None
    status: Literal["draft", "in_signature", "active", "terminated"]
    effective_from: Day
    effective_to: Day
    review_due: Day
    review_grace_days: Annotated[int, Field(ge=0, le=90)] = 30
    review_degrades: bool = False
    """Whether, while its review is overdue and in grace, it tells no more than that a service is involved."""
    parties: Annotated[tuple[Party, ...], Field(min_length=1)]
    signatories: Annotated[tuple[Signatory, ...], Field(min_length=1)]
    dpo_advice: Annotated[tuple[Advice, ...], Field(min_length=1)]
    dpia: Dpia
    purposes: Annotated[tuple[AgreedPurpose, ...], Field(min_length=1)]
    lawful_basis: Annotated[tuple[LawfulBasis, ...], Field(min_length=1)]
    data_sets: Annotated[tuple[DataSet, ...], Field(min_length=1)]
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    retention: Retention
    onward_sharing: Literal["deny", "ask", "allow"]
    suspension: Suspension
    break_glass: BreakGlass | None = None
    """Without it, nothing is ever opened beyond the rules."""
    jurisdiction: Several
    legal_review: Text
    """What a lawyer of the partnership must still settle, in words."""
