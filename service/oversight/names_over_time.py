"""Under which pseudonyms, and when, something was told of the records that are now one person.

Golden nominals are linked, parted and linked again. What was told of one record while it stood under another golden
nominal was told under that one's pseudonym; so the pseudonyms of a person are read from the moves of their records.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from service.errors import NotFound, ReasonCode
from service.runtime import Runtime
from service.store import projection
from service.store.nominals_reading import Membership
from service.store.nominals_rows import ChangeRow, MoveRow

_MADE = frozenset({"done", "taken_back"})


class Span(NamedTuple):
    """A pseudonym, and the entries of the log in which it meant this person: from `start` up to but not `end`."""

    pseudonym: str
    start: int
    end: int | None
    """None: until now."""
    corrected: bool
    """A record of this person stood under another's golden nominal then, and does so no more."""


class Person(NamedTuple):
    """A golden nominal as it is today, and what it was called."""

    golden: int
    pseudonym: str
    spans: list[Span]
    records: list[int]


async def person_of(pseudonym: str, runtime: Runtime) -> Person:
    """Whom a pseudonym of the log means today, through every link and parting since.

    Raises:
        NotFound: nobody ever had it.
        Unavailable: the store does not answer.
    """
    membership = Membership(runtime.store.database)
    golden = await _today(pseudonym, membership)
    own = await _with_aliases(golden, membership)
    names = await membership.goldens(sorted(own))
    spans = [Span(name, 0, None, False) for name, _ in names.values()]
    records = [row.record for row in await membership.members([golden])]
    spans += await _elsewhere(records, own, membership, runtime)
    return Person(golden, names[golden][0], spans, records)


async def _today(pseudonym: str, membership: Membership) -> int:
    try:
        golden = await membership.golden_of(bytes.fromhex(pseudonym))
    except ValueError:
        golden = None
    if golden is None:
        raise NotFound(ReasonCode.NOT_FOUND, "The log knows nobody by this pseudonym. Take it from an entry.")
    seen = {golden}
    while (into := (await membership.aliases([golden])).get(golden)) is not None and into not in seen:
        golden = into
        seen.add(golden)
    return golden


async def _with_aliases(golden: int, membership: Membership) -> set[int]:
    """This golden nominal, and all without records that went into it."""
    own, fresh = {golden}, {golden}
    while fresh:
        fresh = set(await membership.aliases_into(sorted(fresh))) - own
        own |= fresh
    return own


async def _elsewhere(records: Sequence[int], own: set[int], membership: Membership, runtime: Runtime) -> list[Span]:
    """When records of this person stood under golden nominals that are others' today."""
    moves = await membership.moves_of_records(records)
    changes = await membership.changes_in(sorted({move.change for move in moves if move.change is not None}))
    made = [move for move in moves if move.change is None or changes[move.change].state in _MADE]
    stands = [one for record in records for one in _stands([m for m in made if m.record == record])]
    elsewhere = [one for one in stands if one[0] not in own]
    names = await membership.goldens(sorted({golden for golden, _, _ in elsewhere}))
    found = set()
    for golden, since, until in elsewhere:
        start = await _entry_after(since, changes, runtime) if since else 0
        found.add(Span(names[golden][0], start, await _entry_after(until, changes, runtime), True))
    return sorted(found, key=lambda span: (span.pseudonym, span.start))


def _stands(moves: Sequence[MoveRow]) -> list[tuple[int, MoveRow | None, MoveRow]]:
    """Under which golden nominals a record stood, each from one move (None: its load) until the next."""
    if not moves:
        return []
    spans = [(moves[0].from_golden, None, moves[0]), *((one.to_golden, one, after) for one, after in pairwise(moves))]
    return [(golden, since, until) for golden, since, until in spans if golden is not None]


async def _entry_after(move: MoveRow, changes: Mapping[int, ChangeRow], runtime: Runtime) -> int:
    """The first entry of the log after a move was made."""
    change = changes.get(move.change) if move.change is not None else None
    if change is not None and change.entry is not None:
        return change.entry + 1
    return await projection.first_since(runtime.store.database, move.at * 1_000_000)
