"""Who may say that records are one person or two, and who may read how that came about.

Linking tells every agency about another's records, so it is the information governance lead's; to keep apart what must
not be together cannot wait for one, so a supervisor may too. Practitioners and systems never.
"""

from typing import Final

from service.errors import NotPermitted, ReasonCode
from service.identity.principal import Principal, PrincipalKind

_LINKING: Final = frozenset({PrincipalKind.IG_LEAD})
_KEEPING_APART: Final = frozenset({PrincipalKind.IG_LEAD, PrincipalKind.SUPERVISOR})


def check_may_link(principal: Principal) -> None:
    """Link, take back, withdraw, read histories and correction notices.

    Raises:
        NotPermitted: the principal is no IG lead.
    """
    if principal.kind not in _LINKING:
        raise NotPermitted(
            ReasonCode.ROLE_NOT_PERMITTED,
            "Only an information governance lead may link records or read how they were linked.",
        )


def check_may_keep_apart(principal: Principal) -> None:
    """Part records, or say that two are never one.

    Raises:
        NotPermitted: the principal is neither an IG lead nor a supervisor.
    """
    if principal.kind not in _KEEPING_APART:
        raise NotPermitted(
            ReasonCode.ROLE_NOT_PERMITTED,
            "Only an information governance lead or a supervisor may keep records apart. Tell yours what you saw.",
        )
