"""Who reviews what: an IG lead whatever concerns their agency, a supervisor what was drawn by lot of their colleagues.

A supervisor knows the work, and can say whether a question was part of it. What a detector found, an emergency, and
whatever another agency has a part in stay with the IG leads, who answer to nobody in the line.
"""

from collections.abc import Collection
from typing import Final

from service.errors import NotPermitted, ReasonCode
from service.identity.principal import Principal, PrincipalKind
from service.oversight.anomalies.words import ReviewKind
from service.store.oversight_rows import ReviewRow

REVIEWERS: Final = frozenset({PrincipalKind.IG_LEAD, PrincipalKind.SUPERVISOR})


def check_reviewer(principal: Principal) -> None:
    """Let only those by who review anything.

    Raises:
        NotPermitted: the principal is something else.
    """
    if principal.kind not in REVIEWERS:
        advice = "Only an information governance lead or a supervisor may do this."
        raise NotPermitted(ReasonCode.ROLE_NOT_PERMITTED, advice)


def kind_for(principal: Principal, kind: str) -> str:
    """The kind of review to list, for somebody who asked for `kind` (empty for all); a supervisor's is always one."""
    return kind if principal.kind is PrincipalKind.IG_LEAD else ReviewKind.SAMPLE.value


def may_review(row: ReviewRow, agencies: Collection[str], principal: Principal) -> bool:
    """Whether this person may know of a review that concerns these agencies."""
    if principal.kind is PrincipalKind.IG_LEAD:
        return principal.agency in agencies
    sampled = row.kind == ReviewKind.SAMPLE and principal.agency == row.agency
    return principal.kind is PrincipalKind.SUPERVISOR and sampled
