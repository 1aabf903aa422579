"""Somebody decides about a pair: checked, written to the log, kept, and carried out where it is final.

The entry is written inside the transaction that keeps the verdict: without the entry there is no verdict, and of two
people who decide at once one waits for the other and is then told that the pair moved on.
"""

from dataclasses import dataclass

from audit.events import EventType
from service.clerical.carrying_out import carry_out
from service.clerical.claims import check_another_person
from service.clerical.desk import Desk
from service.clerical.entries import note_verdict
from service.clerical.finding import check_claimed, moved_on, waiting_pair
from service.clerical.opened import open_people, seen_digest
from service.clerical.verdicts import MOST_NOTE, Next, follows, seal_note
from service.clerical.weighing import Weighed
from service.clerical.words import GROUNDS, Because, Ground, Verdict
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.identity.principal import Principal
from service.matching.bands import deaths_conflict, two_verified_nhs_numbers
from service.matching.person import Person
from service.sealing.keys import CannotOpen
from service.store import clerical
from service.store.clerical_rows import ACTING, PairState, VerdictRow
from service.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided, as they typed it."""

    verdict: str
    reason: str
    note: str = ""
    """Sealed, never in the log."""
    version: int = 0
    """Of the pair that they looked at."""


async def decide(number: int, typed: Decision, principal: Principal, desk: Desk) -> PairState:
    """Decide, and return the pair as it then is: `decided`, `second`, `third`; `acting` where it is carried out later.

    Raises:
        NotFound, Overtaken: see `waiting_pair` and `check_claimed`; PAIR_MOVED_ON where the version is another one.
        NotAcceptable: a field does not hold, the same person decided before, or a hard rule or an override forbids it.
        Unavailable: the store or the log does not answer. Nothing was decided, or it is carried out later.
    """
    verdict, ground = _checked(typed)
    async with desk.runtime.store.database.transaction() as transaction:
        weighed = await waiting_pair(number, transaction, principal, desk)
        check_claimed(weighed, principal, desk)
        await check_another_person(weighed, transaction, principal)
        if weighed.pair.version != typed.version:
            raise moved_on()
        after = await _keep(weighed, verdict, ground, typed.note.strip(), transaction, principal, desk)
    return await carry_out(after, desk) if after.state == ACTING else after


def _checked(typed: Decision) -> tuple[Verdict, Ground]:
    """The codes, every fault told at once.

    Raises:
        NotAcceptable: with the faulty fields.
    """
    faults: list[FieldFault] = []
    if typed.verdict not in set(Verdict):
        faults.append(_fault("verdict", f"Choose one of: {', '.join(Verdict)}."))
    elif typed.reason not in GROUNDS[Verdict(typed.verdict)]:
        faults.append(_fault("reason", f"Choose one of: {', '.join(GROUNDS[Verdict(typed.verdict)])}."))
    if len(typed.note) > MOST_NOTE:
        faults.append(_fault("note", f"Shorten the note to {MOST_NOTE} characters."))
    if faults:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, faults[0].advice, tuple(faults))
    return Verdict(typed.verdict), Ground(typed.reason)


def _fault(field: str, advice: str) -> FieldFault:
    return FieldFault(field, ReasonCode.FIELD_INVALID, advice)


async def _keep(
    weighed: Weighed,
    verdict: Verdict,
    ground: Ground,
    note: str,
    transaction: Transaction,
    principal: Principal,
    desk: Desk,
) -> PairState:
    pair = weighed.pair
    one, other = await _both(pair, transaction, desk)
    if verdict is Verdict.SAME and pair.because != Because.JOINED:
        _check_rules(one, other)
    earlier = [row for row in await clerical.verdicts_of(transaction, pair.id) if row.round == pair.round]
    position = len(earlier) + 1
    next_ = follows([row.verdict for row in earlier], verdict, second=weighed.second)
    code: dict[str, object] = {"round": pair.round, "position": position, "verdict": verdict.value}
    code |= {"reason": ground.value} | _outcome(next_)
    kind = EventType.PAIR_DECIDED if next_.state == ACTING else EventType.PAIR_PROPOSED
    about = earlier[-1].entry if earlier else None
    receipt = await note_verdict(kind, weighed, code, about, principal, desk)
    now = desk.runtime.clock.now()
    key, sealed = seal_note(pair, position, note, desk)
    row = VerdictRow(pair.id, pair.round, position, verdict.value, ground.value, principal.staff, principal.agency,
                     principal.role, principal.assurance, now, desk.runtime.log.number_of(receipt), key,
                     sealed)  # fmt: skip
    after = pair.moved_on(state=next_.state, outcome=next_.outcome, claimed_by="", claimed_until=0)
    if next_.state == ACTING:
        after = after._replace(decided_at=now, seen=seen_digest(one, other, desk.runtime))
    if not await clerical.change_pair(transaction, pair, after):
        raise moved_on()
    await clerical.add_verdict(transaction, row)
    return after


def _outcome(next_: Next) -> dict[str, object]:
    found: dict[str, object] = {"state": next_.state}
    return found | {"outcome": next_.outcome} if next_.outcome else found


async def _both(pair: PairState, transaction: Transaction, desk: Desk) -> tuple[Person, Person]:
    people = await open_people(transaction, [pair.record, pair.other], desk.runtime)
    if len(people) < 2:
        raise CannotOpen
    return people[pair.record], people[pair.other]


def _check_rules(one: Person, other: Person) -> None:
    """Nobody decides against a hard rule: a record must be corrected where it is kept.

    Raises:
        NotAcceptable: VERDICT_REFUSED.
    """
    why = ""
    if two_verified_nhs_numbers(one, other):
        why = "Each record has a verified NHS number of its own, so they are two people."
    elif deaths_conflict(one, other):
        why = "One died before the other was born, or both died at different times, so they are two people."
    if why:
        advice = f"{why} If a record is wrong, its agency must correct it first. Decide that they are different people."
        raise NotAcceptable(ReasonCode.VERDICT_REFUSED, advice)
