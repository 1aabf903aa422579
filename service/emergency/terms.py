"""What do the agreements in force say of an emergency that somebody declares? The strictest of all that name it."""

from typing import NamedTuple

from isa.agreement import Agreement, BreakGlass
from service.identity.principal import Principal, PrincipalKind
from service.runtime import Runtime

_PEOPLE = frozenset({PrincipalKind.PRACTITIONER, PrincipalKind.SUPERVISOR})


class Terms(NamedTuple):
    """On what terms somebody may declare an emergency on one ground."""

    agreements: tuple[str, ...]
    minutes: int
    review_hours: int
    second_person: bool


def terms_for(ground: str, principal: Principal, runtime: Runtime) -> Terms | None:
    """The terms, or None where no agreement in force lets this role of this agency declare it. Systems never may.

    Raises:
        Unavailable: what is in force cannot be read.
    """
    if principal.kind not in _PEOPLE:
        return None
    agreed = [one.agreement for one in runtime.agreements.register.in_force]
    naming = [(one.isa_id, terms) for one in agreed if (terms := _names(one, ground, principal)) is not None]
    if not naming:
        return None
    every = [terms for _, terms in naming]
    return Terms(
        agreements=tuple(sorted(isa_id for isa_id, _ in naming)),
        minutes=min(terms.max_minutes for terms in every),
        review_hours=min(terms.review_within_h for terms in every),
        second_person=any(terms.second_person for terms in every),
    )


def _names(agreement: Agreement, ground: str, principal: Principal) -> BreakGlass | None:
    terms = agreement.break_glass
    if terms is None or not terms.enabled or ground not in terms.grounds or principal.role not in terms.allowed_roles:
        return None
    learns = any(party.org_id == principal.agency and "recipient" in party.roles for party in agreement.parties)
    return terms if learns else None
