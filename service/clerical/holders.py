"""Who may act on golden nominals outside the queue: holders, alone only where one person may decide.

The same rules as in the queue, whichever door somebody comes by. Whoever holds none of the records concerned hears what
they would hear of a number that nobody bears; so does everybody but its own agency of a record of a barred class. What
in the queue takes two people is not done by one here, nor is what is being decided there at this moment.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from service.clerical.desk import Desk
from service.clerical.weighing import Known, known_of, people_of
from service.clerical.worth import Side, grave
from service.errors import NotAcceptable, NotFound, ReasonCode
from service.identity.principal import Principal
from service.store import clerical
from service.store.database import Reader
from service.store.nominals_reading import Membership
from service.store.rows import State

IN_THE_QUEUE: Final = (
    "One person alone may not decide this. Decide it in the queue of pairs, where a second person confirms. "
    "Nothing was changed."
)


async def check_holder(records: Collection[int], principal: Principal, reader: Reader, desk: Desk) -> dict[int, Known]:
    """Let by who holds one of these records, all of which are there and none of a class barred to them.

    Raises:
        NotFound: any other, all alike.
    """
    numbers = sorted(set(records))
    known = await known_of(numbers, reader, desk)
    holdings = [each.holding for each in known.values()]
    if (
        len(known) < len(numbers)
        or all(each.provider != principal.agency for each in holdings)
        or any(each.barred and each.provider != principal.agency for each in holdings)
    ):
        raise NotFound(ReasonCode.NOT_FOUND, "There is no record of this number that can be linked or parted.")
    return known


async def check_pair(records: Sequence[int], principal: Principal, reader: Reader, desk: Desk) -> None:
    """Let by who may decide about these records, alone.

    Raises:
        NotFound: see `check_holder`.
        NotAcceptable: SECOND_PERSON_NEEDED.
    """
    known = await check_holder(records, principal, reader, desk)
    _check_not_grave(each.side for each in known.values())
    await _check_nobody_decides(known, reader)


async def check_override(override: int, principal: Principal, reader: Reader, desk: Desk) -> None:
    """As `check_pair`, of the two records of an override that stands."""
    row = await Membership(reader).override(override)
    if row is None or row.withdrawn:
        raise NotFound(ReasonCode.NOT_FOUND, "There is no override of this number that stands.")
    await check_pair((row.one, row.other), principal, reader, desk)


async def check_change(change: int, principal: Principal, reader: Reader, desk: Desk) -> None:
    """As `check_pair`, of all records that a change moved or decided about, and of whom they come to or leave."""
    membership = Membership(reader)
    moves = await membership.moves_of_change(change)
    records = {move.record for move in moves}
    for number, _ in await membership.ruled_by(change):
        row = await membership.override(number)
        records |= {row.one, row.other} if row is not None else set()
    known = await check_holder(records, principal, reader, desk)
    _check_not_grave(each.side for each in known.values())
    if any(State.HELD in (move.from_state, move.to_state) for move in moves):
        raise second_person_needed()
    goldens = {golden for move in moves for golden in (move.from_golden, move.to_golden) if golden is not None}
    _check_not_grave((await people_of(sorted(goldens), reader, desk)).values())
    await _check_nobody_decides(known, reader)


def second_person_needed() -> NotAcceptable:
    """The refusal says where to go, and nothing of the records."""
    return NotAcceptable(ReasonCode.SECOND_PERSON_NEEDED, IN_THE_QUEUE)


def _check_not_grave(sides: Iterable[Side]) -> None:
    if any(map(grave, sides)):
        raise second_person_needed()


async def _check_nobody_decides(known: dict[int, Known], reader: Reader) -> None:
    """A pair of the same people on which somebody has given a verdict is not decided behind the next one's back."""
    pairs = await clerical.confirming_pairs(reader)
    ends = sorted({end for pair in pairs for end in (pair.record, pair.other)} - known.keys())
    whose = {record: row.golden for record, row in (await Membership(reader).records(ends)).items()}
    concerned = {each.golden for each in known.values()} - {None}
    for pair in pairs:
        if all(end in known or whose.get(end) in concerned for end in (pair.record, pair.other)):
            raise second_person_needed()
