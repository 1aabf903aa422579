"""Why may it be shared, and by which law? Purposes, the bases of both sides, the impact assessment, the twin on ISG."""

from typing import Annotated, Literal

from pydantic import Field

from isa.document.forms import MOST_BASES, Address, AgencyId, Clauses, Code, Day, Digest, Several, Some, Text


class ExternalRef(Clauses):
    """The same agreement as people know it elsewhere, such as on the Information Sharing Gateway."""

    isg_id: Text | None = None
    url: Address | None = None
    document_sha256: Digest | None = None


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
    description: Text | None = None
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
    sch1_conditions: Some = ()
    part3_ground: str | None = None
    sch8_conditions: Some = ()
    confidentiality_basis: Some = ()
    apd_ref: Text | None = None
    consent_required: bool = False
    """Whether the people concerned must have agreed; the provider then records that they did."""
    note: Text | None = None
    """A remark for the reader, such as what a lawyer must still settle; nothing is decided by it."""


Bases = Annotated[tuple[LawfulBasis, ...], Field(min_length=1, max_length=MOST_BASES)]
