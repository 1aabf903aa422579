"""What people said of a pair, and what follows from it: decided, another person confirms, or a third decides.

One verdict decides, unless the pair needs a second person. Then the first only proposes; the second does not see what
was proposed and judges alone. Where they agree it is decided; where they do not, both verdicts stand and a third person
sees both. The third's verdict decides where it is one of the two, and otherwise the records stay apart.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from service.clerical.desk import Desk
from service.clerical.words import Verdict
from service.sealing.keys import PARTNERSHIP, CannotOpen, Purpose
from service.sealing.seal import Place
from service.store import clerical
from service.store.clerical_rows import ACTING, SECOND, THIRD, PairState, VerdictRow

NOTE_OF_VERDICT: Final = Place(b"clerical_verdict/note\0", Purpose.AUDIT)
MOST_NOTE: Final = 500


class Next(NamedTuple):
    """What state a pair comes to, and the outcome where it is decided."""

    state: str
    outcome: str


class Earlier(NamedTuple):
    """One verdict that a third person sees."""

    position: int
    verdict: str
    reason: str
    at: int
    note: str


def follows(earlier: Sequence[str], verdict: Verdict, *, second: bool) -> Next:
    """What follows from a verdict, given those before it in this round.

    >>> follows([], Verdict.SAME, second=False)
    Next(state='acting', outcome='same')
    >>> follows([], Verdict.SAME, second=True)
    Next(state='second', outcome='')
    >>> follows(["same"], Verdict.DIFFERENT, second=True)
    Next(state='third', outcome='')
    >>> follows(["same", "different"], Verdict.CANNOT_TELL, second=True)
    Next(state='acting', outcome='cannot_tell')
    """
    if not earlier:
        return Next(SECOND, "") if second else Next(ACTING, verdict.value)
    if len(earlier) == 1:
        return Next(ACTING, verdict.value) if verdict == earlier[0] else Next(THIRD, "")
    return Next(ACTING, verdict.value if verdict in earlier else Verdict.CANNOT_TELL.value)


async def earlier_verdicts(pair: PairState, desk: Desk) -> list[Earlier]:
    """The verdicts of this round, where a third person decides between them."""
    if pair.state != THIRD:
        return []
    rows = await clerical.verdicts_of(desk.runtime.store.database, pair.id)
    return [
        Earlier(row.position, row.verdict, row.reason, row.at, open_note(row, desk))
        for row in rows
        if row.round == pair.round
    ]


def seal_note(pair: PairState, position: int, note: str, desk: Desk) -> tuple[bytes | None, bytes]:
    """(wrapped key, sealed note), or nothing of either for an empty note."""
    if not note:
        return None, b""
    token = _token(pair.id, pair.round, position)
    key = desk.runtime.sealer.fresh_key(PARTNERSHIP, Purpose.AUDIT, token)
    return key.wrapped, desk.runtime.sealer.seal(key, NOTE_OF_VERDICT, token, note.encode())


def open_note(row: VerdictRow, desk: Desk) -> str:
    """The note, or nothing where there is none, or where it was shredded with a record."""
    if row.note_key is None:
        return ""
    token = _token(row.pair, row.round, row.position)
    try:
        note = desk.runtime.sealer.open_one(PARTNERSHIP, NOTE_OF_VERDICT, token, row.note_key, row.note_sealed)
    except CannotOpen:
        return ""
    return note.decode()


def _token(pair: int, round_: int, position: int) -> bytes:
    """16 bytes that name one verdict, to which its note is bound."""
    return pair.to_bytes(8, "big") + round_.to_bytes(4, "big") + position.to_bytes(4, "big")
