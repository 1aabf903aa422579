"""Is there an open case? Whoever says that they have one is believed only where their own agency holds one.

The agencies deliver no lists of who works which case, so this is what can be checked today: an agency that delivers
records and has no open involvement with the person asked about, nor with their declared family, has no open case with
them. What is then found looks like nothing held, and the agency's IG lead is alerted (acceptance scenario 3). An agency
that delivers no records cannot be checked, and its people's word stands as before.
"""

from collections.abc import Sequence
from typing import Literal

from isa.vocabulary import RelationshipKind
from service.enquiry.gather import Member, gather
from service.enquiry.shapes import Asked
from service.identity.principal import Principal
from service.runtime import Runtime

CaseloadCheck = Literal["agency", "off"]


async def has_no_case(members: Sequence[Member], asked: Asked, principal: Principal, runtime: Runtime) -> bool:
    """Whether the asker says that they have an open case where their agency has none.

    Args:
        members: the person asked about first; and their family, where it was asked for.
    """
    if not await _is_checked(asked, principal, runtime) or _holds_one(members, principal):
        return False
    if asked.scope == "family" and len(members) > 1:
        return True
    return not _holds_one(await gather(members[0].golden, "family", {}, runtime), principal)


async def _is_checked(asked: Asked, principal: Principal, runtime: Runtime) -> bool:
    if asked.relationship != RelationshipKind.OPEN_CASE or runtime.settings.caseload_check == "off":
        return False
    return any(source.provider == principal.agency for source in await runtime.store.sources())


def _holds_one(members: Sequence[Member], principal: Principal) -> bool:
    return any(
        one.provider == principal.agency and one.status != "closed" for member in members for one in member.involvements
    )
