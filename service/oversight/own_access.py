"""What somebody did themselves, as the log has it: for any person who is signed in, about nobody but them.

Nothing is in it that they were not told at the time: an answer with nothing to show stays one, whatever the reason.
"""

from typing import Final

from service.errors import NotPermitted, ReasonCode
from service.identity.principal import Principal, PrincipalKind
from service.oversight.disclosures import Page, one_page
from service.oversight.noting import note_query
from service.projection.bringing_up_to_date import bring_up_to_date
from service.runtime import Runtime
from service.store.projection_rows import Wanted

_READINGS: Final = frozenset({"log.queried", "oversight.read"})
"""Looking at the list would else make it grow."""


async def own_access(before: int | None, limit: int, principal: Principal, runtime: Runtime) -> Page:
    """The principal's own entries below one, newest first; a page may have fewer than `limit`, and go on.

    Raises:
        NotPermitted: the principal is a system: its agency's IG lead reads the log.
        Unavailable: store or log is down.
    """
    if principal.kind is PrincipalKind.SYSTEM:
        advice = "A system has no history of its own here. The IG lead of its agency reads the disclosure log."
        raise NotPermitted(ReasonCode.ROLE_NOT_PERMITTED, advice)
    await note_query("own_access", principal, runtime)
    await bring_up_to_date(runtime)
    wanted = Wanted(staff=principal.staff, agency=principal.agency)
    found = await one_page(wanted, 0, before, limit, runtime)
    return Page([leaf for leaf in found.leaves if leaf.type not in _READINGS], found.next)
