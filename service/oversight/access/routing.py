"""Which requests a second person must look through: those where an answer could harm somebody, or warn somebody.

An abuser may ask who has been looking, to learn whether a partner has spoken. So anybody who is recorded as suspect or
convicted, whose family is shielded, or of whom a record is of a sensitive class, is looked at with care. Of another
agency's records only that there is something is told: that one must be asked.
"""

from collections.abc import Iterable
from typing import Final

from isa.vocabulary import Sensitivity, SubjectRole
from service.identity.principal import Principal
from service.oversight.access.words import Flag, Route
from service.runtime import Runtime
from service.store.nominals_reading import Membership
from service.store.rows import SealedInvolvement

_ACCUSED: Final = frozenset({SubjectRole.SUSPECT.value, SubjectRole.CONVICTED.value})
_HARMED: Final = frozenset({Sensitivity.DA_REFUGE.value, Sensitivity.DA_VICTIM.value, Sensitivity.SHIELDED.value})
_ROUTES: Final = frozenset({Flag.ACCUSED, Flag.SHIELDED, Flag.SENSITIVE, Flag.FAMILY_AT_RISK, Flag.ANOTHER_AGENCY})


async def flags_of(golden: int, records: Iterable[int], principal: Principal, runtime: Runtime) -> list[Flag]:
    """What is to be looked at with care in the records of a person, as far as this person's agency may know of it.

    Raises:
        Unavailable: the store does not answer.
    """
    found: set[Flag] = set()
    for involvement in await runtime.store.involvements(sorted(records)):
        flags = _flags(involvement)
        found |= flags if involvement.provider == principal.agency or not flags else {Flag.ANOTHER_AGENCY}
    if await _family_at_risk(golden, runtime):
        found.add(Flag.FAMILY_AT_RISK)
    return sorted(found)


def route_of(flags: Iterable[Flag]) -> Route:
    """Who must look through it."""
    return Route.EXEMPTION_REVIEW if _ROUTES & set(flags) else Route.PLAIN


def _flags(involvement: SealedInvolvement) -> set[Flag]:
    found = set()
    if involvement.subject_role in _ACCUSED:
        found.add(Flag.ACCUSED)
    if involvement.shielded:
        found.add(Flag.SHIELDED)
    if set(involvement.classes) - {Sensitivity.SHIELDED.value}:
        found.add(Flag.SENSITIVE)
    return found


async def _family_at_risk(golden: int, runtime: Runtime) -> bool:
    others = sorted({tie.other for tie in await runtime.store.family([golden])})
    if not others:
        return False
    members = await Membership(runtime.store.database).members(others)
    if any(row.shielded for row in members):
        return True
    involved = await runtime.store.involvements([row.record for row in members])
    return any(_HARMED & set(one.classes) for one in involved)
