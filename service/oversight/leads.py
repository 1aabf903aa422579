"""Only an information governance lead reads what oversight keeps; and every reading is an entry of the log first."""

from audit.events import EventType
from service.emergency.entries import note
from service.errors import NotPermitted, ReasonCode
from service.identity.principal import Principal, PrincipalKind
from service.oversight.catching_up import catch_up
from service.runtime import Runtime


async def begin_reading(what: str, principal: Principal, runtime: Runtime) -> None:
    """Let an IG lead by, write that they read, and bring up to date what they are about to see.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: store or log is down.
    """
    check_lead(principal)
    await note(EventType.OVERSIGHT_READ, {"what": what}, principal, runtime)
    await catch_up(runtime)


def check_lead(principal: Principal) -> None:
    """Let only an IG lead by.

    Raises:
        NotPermitted: the principal is something else.
    """
    if principal.kind is not PrincipalKind.IG_LEAD:
        advice = "Only an information governance lead may do this."
        raise NotPermitted(ReasonCode.ROLE_NOT_PERMITTED, advice)
