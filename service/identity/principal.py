"""Who is asking, once identity has checked: only `service.identity` makes a Principal."""

from dataclasses import dataclass
from enum import StrEnum


class PrincipalKind(StrEnum):
    """The four kinds of asker."""

    PRACTITIONER = "practitioner"
    SUPERVISOR = "supervisor"
    IG_LEAD = "ig_lead"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person or an authenticated agency system.

    `staff` is the pseudonymous id that stands in the audit log; `name` is for the page header only and is never logged.
    """

    kind: PrincipalKind
    staff: str
    name: str
    agency: str
    role: str
    """The role that agreements name, such as `social_worker`."""
    training: tuple[str, ...]
    assurance: str
    """`mfa`, `password`, or `key` for a system."""
    expires: int
    """Unix seconds, UTC."""
