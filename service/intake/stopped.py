"""Is an agency's connector suspended? Then nothing that it delivers is taken in, from the very next message or commit.

A connector is suspended as a whole (`police:04`) or for one kind of record (`police:04/police.family_involvement`). A
delivery may hold every kind that the agency sends, and is taken or refused whole: either stops all of them.
"""

from isa.register import Suspended
from service.errors import NotPermitted, ReasonCode
from service.runtime import Runtime


def check_not_stopped(agency: str, runtime: Runtime) -> None:
    """Let only deliveries of an agency by whose connector runs.

    Raises:
        NotPermitted: CONNECTOR_SUSPENDED.
        Unavailable: the suspensions cannot be read, so that nothing is taken in.
    """
    if any(_stops(one, agency) for one in runtime.agreements.register.suspended):
        advice = (
            f"The connector of {agency} is suspended, so nothing is taken in. Keep what you have, and send it again "
            "once the connector is resumed."
        )
        raise NotPermitted(ReasonCode.CONNECTOR_SUSPENDED, advice)


def _stops(one: Suspended, agency: str) -> bool:
    return one.subject == "connector" and one.name.partition("/")[0] == agency
