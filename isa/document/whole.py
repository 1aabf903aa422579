"""What does an agreement say? One JSON document, strictly read; the field table of the domain's section 3.6."""

from typing import Annotated, Literal

from pydantic import Field

from isa.document.duties import (
    Audit,
    BreakGlass,
    Incident,
    Onward,
    OnwardSharing,
    Quality,
    Retention,
    Security,
    SubjectRights,
    Suspension,
)
from isa.document.forms import MOST, AgreementId, Clauses, Day, Several, Text, Version
from isa.document.grounds import AgreedPurpose, Bases, Dpia, ExternalRef
from isa.document.parties import AdviceGiven, Parties, Signatories
from isa.document.records import DataSets, SensitivityTerms
from isa.document.rules import Rules


class Agreement(Clauses):
    """An information sharing agreement, whole. Immutable once signed: a change is a new version."""

    isa_id: AgreementId
    title: Text
    version: Version
    supersedes: Version | None = None
    """The version that this one replaces; none for the first."""
    tier: Literal["charter", "isa", "flow"]
    parent_isa: AgreementId | None = None
    """What it stands under: a flow names its agreement, an agreement may name its charter."""
    opens_by: Literal["rules", "flows"] = "rules"
    """`flows`: the allow rules here only bound what its flow documents may open, and open nothing themselves."""
    status: Literal["draft", "in_signature", "active", "suspended", "expired", "terminated"]
    """As it was when signed. Only `active` shares; what happened since is in the register."""
    effective_from: Day
    effective_to: Day
    review_due: Day
    review_grace_days: Annotated[int, Field(ge=0, le=90)] = 30
    review_degrades: bool = False
    """Whether an overdue review leaves, while the grace lasts, only that a service is involved (level 1)."""
    external_ref: ExternalRef | None = None
    principles: Annotated[tuple[Text, ...], Field(max_length=MOST)] = ()
    """What the members of a charter hold to."""
    parties: Parties
    signatories: Signatories
    dpo_advice: AdviceGiven
    dpia: Dpia
    purposes: Annotated[tuple[AgreedPurpose, ...], Field(min_length=1, max_length=MOST)]
    lawful_basis: Bases
    data_sets: DataSets
    rules: Rules
    sensitivity: SensitivityTerms
    retention: Retention
    onward_sharing: Onward | OnwardSharing
    """One word, or that word with whom it excepts. Read by `onward`."""
    security: Security
    subject_rights: SubjectRights
    break_glass: BreakGlass | None = None
    """Without it, nothing is ever opened beyond the rules: absence is a no, here as everywhere."""
    suspension: Suspension
    incident: Incident
    quality: Quality | None = None
    audit: Audit
    jurisdiction: Several
    legal_review: Text
    """What a lawyer of the partnership must still settle, in words."""

    @property
    def onward(self) -> OnwardSharing:
        """What is agreed about passing on, in its long form."""
        if isinstance(self.onward_sharing, OnwardSharing):
            return self.onward_sharing
        return OnwardSharing(default=self.onward_sharing)
