"""Who may see two agencies' records side by side: one rule, because looking is itself a disclosure.

A reviewer needs the records to keep them accurate (UK GDPR Art 5(1)(d); DPA 2018 s.38 for law enforcement), which is
not the purpose of any enquiry. So: an information governance lead or a supervisor, and of an agency that holds one of
the two records, which has that duty for its own; nobody else needs to know that the pair exists. A record of a class of
which nothing may ever be told (adoption, gender recognition, protected persons) is seen by its own agency alone. What
is shown is what matching uses, and never an involvement.
"""

from typing import Final, NamedTuple

from service.errors import NotFound, ReasonCode
from service.identity.principal import Principal, PrincipalKind

REVIEWERS: Final = frozenset({PrincipalKind.IG_LEAD, PrincipalKind.SUPERVISOR})
DUTY: Final = "accuracy"
"""What the log says that a reviewer looks for; the vocabulary has no purpose for it, because nobody asks with it."""


class Holding(NamedTuple):
    """One record of a pair: who holds it, and whether nothing of it may be told to others."""

    provider: str
    barred: bool


def may_review(principal: Principal, one: Holding, other: Holding) -> bool:
    """Whether this person may know of the pair and look at both records."""
    if principal.kind not in REVIEWERS or principal.agency not in (one.provider, other.provider):
        return False
    return all(principal.agency == each.provider for each in (one, other) if each.barred)


def check_reviewer(principal: Principal) -> None:
    """Let only those by who may review anything.

    Raises:
        NotFound: the same for a practitioner, a system, and a pair that is not there.
    """
    if principal.kind not in REVIEWERS:
        raise no_such_pair()


def check_ig_lead(principal: Principal) -> None:
    """Let only an information governance lead by: who draws the samples must not be who decides most of them.

    Raises:
        NotFound: as `check_reviewer`.
    """
    if principal.kind is not PrincipalKind.IG_LEAD:
        raise no_such_pair()


def no_such_pair() -> NotFound:
    """A pair that is not there and one that this person may not know of look the same."""
    advice = "There is no such pair, or none that you may see. Look at the list of pairs that wait for you."
    return NotFound(ReasonCode.NOT_FOUND, advice)
