"""Carries a decision out on golden nominals, after it is written down; and goes on where a crash stopped it.

A decided pair is `acting` until golden nominals have it. Where that failed half-way, the next look at the queue
carries it out again: what is done already is seen by the records themselves, and is not done twice.
"""

from audit.events import Actor
from service.clerical.desk import Desk
from service.clerical.words import Because, Verdict
from service.errors import NotAcceptable
from service.store import clerical
from service.store.clerical_rows import DECIDED, LEFT, OPEN, PairState, VerdictRow


async def finish(desk: Desk) -> None:
    """Carry out every decision that is not carried out yet.

    Raises:
        Unavailable: the store or the log does not answer.
    """
    for pair in await clerical.acting_pairs(desk.runtime.store.database):
        try:
            await carry_out(pair, desk)
        except NotAcceptable:
            continue  # it waits for a person again


async def carry_out(pair: PairState, desk: Desk) -> PairState:
    """Carry out one decision, and return the pair as it then is.

    Raises:
        NotAcceptable: golden nominals refuse it, with why; the pair is open again, in a new round.
        Unavailable: the store or the log does not answer; it is carried out later.
    """
    database = desk.runtime.store.database
    if not await clerical.still_here(database, pair.id):
        done = await clerical.is_so(database, pair)
        return await _close(pair, DECIDED if done else LEFT, desk)
    verdict = (await clerical.verdicts_of(database, pair.id))[-1]
    try:
        await _act(pair, verdict, desk)
    except NotAcceptable:
        await _close(pair, OPEN, desk)
        raise
    return await _close(pair, DECIDED, desk)


async def _act(pair: PairState, verdict: VerdictRow, desk: Desk) -> None:
    """`cannot_tell` changes nothing, nor does `same` where the matcher had joined them already."""
    by = Actor(verdict.staff, verdict.agency, verdict.role, verdict.assurance)
    membership = desk.membership
    if pair.outcome == Verdict.DIFFERENT:
        await membership.never_link(pair.record, pair.other, verdict.reason, by, desk.runtime)
    elif pair.outcome == Verdict.SAME and pair.because != Because.JOINED:
        await membership.link(pair.record, pair.other, verdict.reason, by, desk.runtime)


async def _close(pair: PairState, state: str, desk: Desk) -> PairState:
    """Write how it ended. A pair that is open again begins a new round; the verdicts of the old one stand.

    The ask of a held record stays: for whose sake a record is held must be known until all of them are decided.
    """
    after = pair.moved_on(state=state)
    if state == OPEN:
        after = after._replace(round=pair.round + 1, outcome="", decided_at=0, seen="")
    async with desk.runtime.store.database.transaction() as transaction:
        written = await clerical.change_pair(transaction, pair, after)
        if written and state == DECIDED and pair.because == Because.BETWEEN_BANDS:
            await clerical.drop_ask(transaction, pair)
    return after
