"""Which golden nominal each record of a chunk belongs to: candidates from the index, opened, scored, chosen.

Records are taken one after the other, so that two records of one chunk find each other as they would find anyone else.
Nothing is written here: the answer is what to write.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from service.matching.linking import Asks, Choice, Holds, Joins, choose
from service.matching.model import Model
from service.matching.person import Person, decode
from service.matching.ranking import Known, scored
from service.sealing.keys import CannotOpen
from service.sealing.seal import MATCH_OF_RECORD, Sealer
from service.store import queries
from service.store.database import Reader
from service.store.rows import SealedPerson, State
from service.store.store import CANDIDATES
from service.store.writing import AskRow, PairRow, Writer

MOST_SCORED: Final = 24
"""Of those who share a token with a record, those that share most: beyond them nobody was ever chosen."""
_ALIKE: Final = 2


class Arrival(NamedTuple):
    """A record that wants a golden nominal."""

    record: int
    person: Person
    tokens: Sequence[int]
    golden: int | None
    """Its golden nominal until now, if it had one."""
    alone: bool
    """Nobody else belongs to that golden nominal, so it can stay."""


class Place(NamedTuple):
    """Where a record belongs."""

    golden: int | None
    state: State


@dataclass
class Linked:
    """What to write for a chunk."""

    places: dict[int, Place] = field(default_factory=dict)
    goldens: list[tuple[int, bytes, int]] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    edges: list[PairRow] = field(default_factory=list)
    asks: list[AskRow] = field(default_factory=list)
    linked: int = 0
    asked: int = 0
    held: int = 0


class _Candidate(NamedTuple):
    golden: str
    person: Person


class Linker:
    """Links the arrivals of one chunk, in the transaction that will store them."""

    def __init__(self, writer: Writer, sealer: Sealer, model: Model, now: int) -> None:
        self._writer = writer
        self._sealer = sealer
        self._model = model
        self._now = now
        self._by_token: dict[int, list[int]] = {}
        self._known: dict[int, _Candidate] = {}

    async def link(self, arrivals: Sequence[Arrival]) -> Linked:
        """Decide for each arrival, in order."""
        await self._look_up(arrivals)
        linked = Linked()
        for arrival in arrivals:
            candidates = self._candidates(arrival)
            await self._settle(arrival, choose(arrival.person, candidates, self._model), candidates, linked)
        return linked

    async def _look_up(self, arrivals: Sequence[Arrival]) -> None:
        """Bring in whoever shares a token with any arrival: each token and each record once a chunk."""
        reader = self._writer.transaction
        tokens = sorted({token for arrival in arrivals for token in arrival.tokens})
        for start in range(0, len(tokens), queries.SHARED.largest):
            statement, padded = queries.SHARED.fit(tokens[start : start + queries.SHARED.largest])
            for token, record in await reader.rows(statement, padded):
                self._by_token.setdefault(token, []).append(record)
        arriving = {arrival.record for arrival in arrivals}
        wanted = {record for arrival in arrivals for record in self._sharing(arrival)} - arriving
        await self._open(reader, sorted(wanted))

    async def _open(self, reader: Reader, records: Sequence[int]) -> None:
        for start in range(0, len(records), queries.PEOPLE_BY_RECORD.largest):
            part = records[start : start + queries.PEOPLE_BY_RECORD.largest]
            statement, padded = queries.PEOPLE_BY_RECORD.fit(part)
            for row in await reader.rows(statement, padded):
                sealed = SealedPerson(*row)
                if sealed.golden is not None:
                    self._keep(sealed)

    def _keep(self, sealed: SealedPerson) -> None:
        """An agency that has withdrawn its keys takes no part in matching."""
        try:
            opened = self._sealer.open_one(
                sealed.provider, MATCH_OF_RECORD, sealed.ref_token, sealed.match_key, sealed.match_sealed
            )
        except CannotOpen:
            return
        self._known[sealed.record] = _Candidate(str(sealed.golden), decode(opened))

    def _sharing(self, arrival: Arrival) -> Iterable[int]:
        """Those who share most tokens with an arrival. A token that is too common says nothing."""
        found: list[int] = []
        by_token = self._by_token
        for token in arrival.tokens:
            records = by_token.get(token)
            if records and len(records) <= CANDIDATES:
                found += records
        if len(found) <= MOST_SCORED:
            return set(found)
        return [record for record, _ in Counter(found).most_common(MOST_SCORED)]

    def _candidates(self, arrival: Arrival) -> list[Known]:
        """The candidates of every golden nominal of which at least one record might be this person."""
        known, person = self._known, arrival.person
        found = [
            (record, candidate)
            for record in self._sharing(arrival)
            if record != arrival.record and (candidate := known.get(record)) is not None
        ]
        hopeful = {candidate.golden for _, candidate in found if not hopeless(person, candidate.person)}
        kept = [(str(record), each.golden, each.person) for record, each in found if each.golden in hopeful]
        return scored(person, kept, self._model) if kept else []

    async def _settle(self, arrival: Arrival, choice: Choice, candidates: list[Known], linked: Linked) -> None:
        if isinstance(choice, Holds):
            linked.held += 1
            linked.places[arrival.record] = Place(None, State.HELD)
            linked.asks += [self._ask(arrival, pair, "perhaps_shielded") for pair in choice.pairs]
            return
        if isinstance(choice, Joins):
            golden = self._join(arrival, choice, candidates, linked)
        else:
            golden = await self._found(arrival, linked)
            if isinstance(choice, Asks):
                linked.asked += 1
                linked.asks += [self._ask(arrival, pair, "between_bands") for pair in choice.pairs]
        linked.places[arrival.record] = Place(golden, State.LIVE)
        self._admit(arrival, golden)

    def _join(self, arrival: Arrival, choice: Joins, candidates: list[Known], linked: Linked) -> int:
        golden = int(choice.golden)
        members = [known for known in candidates if known.golden == choice.golden]
        best = max(members, key=lambda known: known.score.bits)
        linked.linked += 1
        linked.joined.add(golden)
        linked.edges.append(self._pair(arrival, best))
        return golden

    async def _found(self, arrival: Arrival, linked: Linked) -> int:
        if arrival.golden is not None and arrival.alone:
            return arrival.golden
        golden = await self._writer.number("golden")
        linked.goldens.append((golden, os.urandom(16), 1))
        return golden

    def _admit(self, arrival: Arrival, golden: int) -> None:
        """From here on the later arrivals of the chunk can find this one."""
        self._known[arrival.record] = _Candidate(str(golden), arrival.person)
        for token in arrival.tokens:
            self._by_token.setdefault(token, []).append(arrival.record)

    def _pair(self, arrival: Arrival, known: Known) -> PairRow:
        return PairRow(
            arrival.record,
            int(known.record),
            round(known.score.bits * 1_000_000),
            "".join(map(str, known.score.levels)),
            self._model.digest,
            self._now,
        )

    def _ask(self, arrival: Arrival, known: Known, reason: str) -> AskRow:
        return AskRow(*self._pair(arrival, known), reason)


def hopeless(one: Person, other: Person) -> bool:
    """Whether two people are plainly two, such as mother and child: cheaper to see than to score.

    No forename of theirs begins with the same two letters, their birthdays differ in the year and in day or month, and
    no identifier is the same. Nobody shielded is passed over like this: a near miss must still hold the new record.
    """
    if one.shielded or other.shielded or not (one.forenames and other.forenames):
        return False
    if one.year is None or other.year is None or one.year == other.year:
        return False
    if {one.month, one.day} == {other.month, other.day}:
        return False
    if one.identifiers and any(each[:2] == mine[:2] for mine in one.identifiers for each in other.identifiers):
        return False
    called = {name[:_ALIKE] for name in (*one.forenames, *one.middles)}
    return called.isdisjoint([name[:_ALIKE] for name in (*other.forenames, *other.middles)])
