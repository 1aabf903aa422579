"""One pair, fresh, for one reviewer: or the sentence that says why not."""

from datetime import UTC, datetime

from service.clerical.desk import Desk
from service.clerical.reviewers import check_reviewer, may_review, no_such_pair
from service.clerical.weighing import Weighed, weigh
from service.errors import Overtaken, ReasonCode
from service.identity.principal import Principal
from service.store import clerical
from service.store.clerical_rows import WAITING
from service.store.database import Reader


async def waiting_pair(number: int, reader: Reader, principal: Principal, desk: Desk) -> Weighed:
    """The pair, where it waits for a person and this one may review it.

    Raises:
        NotFound: there is no such pair, or none that this person may know of.
        Overtaken: PAIR_MOVED_ON, where it was decided or left the queue.
    """
    check_reviewer(principal)
    pair = await clerical.pair_of(reader, number)
    if pair is None:
        raise no_such_pair()
    weighed = await weigh([pair], reader, desk)
    if not weighed or not may_review(principal, *weighed[0].holdings):
        raise no_such_pair()
    if pair.state not in WAITING or not await clerical.still_here(reader, number):
        raise moved_on()
    return weighed[0]


def moved_on() -> Overtaken:
    """The pair waits no longer."""
    advice = (
        "This pair waits no longer: it was decided, or a record changed, was deleted, linked or parted meanwhile. "
        "Nothing was changed. Choose another pair from the list."
    )
    return Overtaken(ReasonCode.PAIR_MOVED_ON, advice)


def check_claimed(weighed: Weighed, principal: Principal, desk: Desk) -> None:
    """Whoever looks and decides has claimed the pair first, so that one person at a time does.

    Raises:
        Overtaken: PAIR_CLAIMED, by somebody else; or PAIR_NOT_CLAIMED, not or no longer.
    """
    check_not_claimed_by_another(weighed, principal, desk)
    pair = weighed.pair
    if pair.claimed_by != principal.staff or pair.claimed_until <= desk.runtime.clock.now():
        raise Overtaken(ReasonCode.PAIR_NOT_CLAIMED, "You have not claimed this pair, or your claim ran out. Claim it.")


def check_not_claimed_by_another(weighed: Weighed, principal: Principal, desk: Desk) -> None:
    """A claim that runs keeps everybody else out.

    Raises:
        Overtaken: PAIR_CLAIMED.
    """
    pair = weighed.pair
    if pair.claimed_by not in ("", principal.staff) and pair.claimed_until > desk.runtime.clock.now():
        until = datetime.fromtimestamp(pair.claimed_until, UTC).strftime("%H:%M")
        advice = f"Somebody else has claimed this pair, until {until} UTC at the latest. Choose another pair."
        raise Overtaken(ReasonCode.PAIR_CLAIMED, advice)
