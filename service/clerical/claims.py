"""One person at a time: a pair is claimed for half an hour, as often as its claimer asks, and given back."""

from typing import Final

from service.clerical.desk import Desk
from service.clerical.finding import check_claimed, check_not_claimed_by_another, moved_on, waiting_pair
from service.clerical.weighing import Weighed
from service.errors import NotAcceptable, ReasonCode
from service.identity.principal import Principal
from service.store import clerical
from service.store.clerical_rows import PairState
from service.store.database import Reader, Transaction

CLAIM_SECONDS: Final = 30 * 60


async def claim(number: int, principal: Principal, desk: Desk) -> PairState:
    """Claim a pair, or claim it on, and return it as it then is.

    Raises:
        NotFound, Overtaken: see `waiting_pair`; Overtaken with PAIR_CLAIMED too.
        NotAcceptable: SECOND_PERSON_NEEDED, where this person has given their verdict already.
    """
    async with desk.runtime.store.database.transaction() as transaction:
        weighed = await waiting_pair(number, transaction, principal, desk)
        check_not_claimed_by_another(weighed, principal, desk)
        await check_another_person(weighed, transaction, principal)
        until = desk.runtime.clock.now() + CLAIM_SECONDS
        return await _write(weighed.pair, principal.staff, until, transaction)


async def give_back(number: int, principal: Principal, desk: Desk) -> PairState:
    """Give a claimed pair back.

    Raises:
        NotFound, Overtaken: see `waiting_pair` and `check_claimed`.
    """
    async with desk.runtime.store.database.transaction() as transaction:
        weighed = await waiting_pair(number, transaction, principal, desk)
        check_claimed(weighed, principal, desk)
        return await _write(weighed.pair, "", 0, transaction)


async def _write(pair: PairState, staff: str, until: int, transaction: Transaction) -> PairState:
    """To claim on is no change of what there is to see, so the version stays."""
    again = staff == pair.claimed_by
    after = pair._replace(claimed_until=until) if again else pair.moved_on(claimed_by=staff, claimed_until=until)
    if not await clerical.change_pair(transaction, pair, after):
        raise moved_on()
    return after


async def check_another_person(weighed: Weighed, reader: Reader, principal: Principal) -> None:
    """Whoever gave a verdict in this round does not give the next one.

    Raises:
        NotAcceptable: SECOND_PERSON_NEEDED.
    """
    pair = weighed.pair
    earlier = [one for one in await clerical.verdicts_of(reader, pair.id) if one.round == pair.round]
    if any(one.staff == principal.staff for one in earlier):
        advice = "You have given your verdict on this pair. It waits for another person: ask a colleague to claim it."
        raise NotAcceptable(ReasonCode.SECOND_PERSON_NEEDED, advice)
