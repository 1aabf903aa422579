"""What a refused decision of the queue hears where golden nominals refuse it for records that nobody looked at.

Why exactly a rule refuses is a fact about people's records, often another agency's: whoever runs the service can say,
and the log knows the code. The programming interface and the pages tell the same.
"""

from collections.abc import Awaitable
from typing import Final, TypeVar

from service.entries import actor_of
from service.errors import NotAcceptable, ReasonCode
from service.identity.principal import Principal
from service.nominals.refusing import note_refused
from service.runtime import Runtime

T = TypeVar("T")
KEPT_APART: Final = (
    "A hard rule keeps these two records apart, or one must be decided first. Whoever runs the service can say which."
)


async def from_the_queue(number: int, outcome: Awaitable[T], principal: Principal, runtime: Runtime) -> T:
    """What came of a decision in the queue, where golden nominals may refuse it for records that nobody looked at.

    Raises:
        As the use case; but LINK_REFUSED in neutral words, and in the log by then.
        Unavailable: the log did not take the refusal, which is not told then.
    """
    try:
        return await outcome
    except NotAcceptable as refused:
        if refused.code not in (ReasonCode.LINK_REFUSED, ReasonCode.OVERRIDE_STANDS):
            raise
        await note_refused("decide", [number], refused.code, actor_of(principal), runtime)
        raise NotAcceptable(ReasonCode.LINK_REFUSED, KEPT_APART) from None
