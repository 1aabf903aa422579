"""Which golden nominal each record of a chunk belongs to: candidates from the index, opened, scored, chosen.

Records are taken one after the other, so that two records of one chunk find each other as they would find anyone else.
Nothing is written here: the answer is what to write. A transaction sees its own writes only through what is kept here.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from service.intake.decided import Decided, contradicted
from service.intake.opened import Opened
from service.matching.hiding import as_shielded
from service.matching.linking import Asks, Choice, Founds, Holds, Joins, choose
from service.matching.nearness import FAR, Nearness
from service.matching.person import Person
from service.matching.ranking import Known
from service.store import queries
from service.store.database import Reader
from service.store.nominals_reading import Membership
from service.store.rows import SealedPerson, State
from service.store.store import CANDIDATES
from service.store.writing import AskRow, PairRow, Writer

MOST_SCORED: Final = 24
"""Of those who share a token with a record, those that share most: beyond them nobody was ever chosen."""


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
    edges: list[PairRow] = field(default_factory=list)
    asks: list[AskRow] = field(default_factory=list)
    linked: int = 0
    asked: int = 0
    held: int = 0
    waiting: int = 0


class _Candidate(NamedTuple):
    golden: str
    person: Person


class Linker:
    """Links the arrivals of one transaction, chunk after chunk. What it looked up once holds until the commit."""

    def __init__(self, writer: Writer, opened: Opened, near: Nearness, now: int) -> None:
        self._writer = writer
        self._opened = opened
        self._near = near
        self._model = near.model
        self._now = now
        self._by_token: dict[int, list[int]] = {}
        self._known: dict[int, _Candidate] = {}
        self._members: dict[str, list[int]] = {}
        self._whole: set[str] = set()
        self._shielded: set[str] = set()
        """Golden nominals of which any record is shielded: none of their addresses counts, whoever sent it."""
        self._arriving: set[int] = set()
        self._unfindable: set[int] = set()
        """Indexed, but shredded, withdrawn, or waiting to be linked: they may not take the place of somebody live."""
        self._last_decided: int | None = None

    async def link(self, arrivals: Sequence[Arrival]) -> Linked:
        """Decide for each arrival, in order."""
        self._arriving = {arrival.record for arrival in arrivals}
        for record in self._arriving:
            self._forget(record)
        await self._look_up(arrivals)
        decided = await self._decided([arrival.record for arrival in arrivals])
        linked = Linked()
        for each in arrivals:
            hides = each.record in decided.hidden or await self._returns_to_shielded(each)
            arrival = each._replace(person=as_shielded(each.person)) if hides else each
            candidates = await self._candidates(arrival)
            choice, candidates = await self._choose(arrival, candidates, decided)
            await self._settle(arrival, choice, candidates, linked)
            decided.settle(arrival.record, linked.places[arrival.record].golden)
        return linked

    async def _decided(self, arriving: Sequence[int]) -> Decided:
        """What people have decided of these. Of most that arrive nobody can have: they are new."""
        if self._last_decided is None:
            self._last_decided = await Membership(self._writer.transaction).last_decided()
        known = [record for record in arriving if record <= (self._last_decided or 0)]
        return await Decided.of(self._writer.transaction, known, arriving) if known else Decided()

    async def _choose(self, arrival: Arrival, candidates: list[Known], decided: Decided) -> tuple[Choice, list[Known]]:
        """What people have decided comes first; then the model, among those whom nobody has ruled out."""
        for golden in decided.bound(arrival.record):
            mates = [(record, self._known[record]) for record in await self._all_of(golden)]
            if mates and not contradicted(arrival.person, (mate.person for _, mate in mates)):
                known = [self._scored(arrival.person, record, mate, False) for record, mate in mates]
                return Joins(golden, max(known, key=lambda one: one.score.bits).score), known
        barred = decided.barred(arrival.record)
        left = [known for known in candidates if known.golden not in barred] if barred else candidates
        return (choose(arrival.person, left, self._model) if left else Founds()), left

    def withdraw(self, postings: Iterable[tuple[int, int]]) -> None:
        """Take (token, record) pairs out of what was looked up, as they are taken out of the index."""
        for token, record in postings:
            records = self._by_token.get(token, [])
            if record in records:
                records.remove(record)

    async def _look_up(self, arrivals: Sequence[Arrival]) -> None:
        """Bring in whoever shares a token with any arrival: each token and each record once a transaction."""
        reader, by_token = self._writer.transaction, self._by_token
        wanting = {token for arrival in arrivals for token in arrival.tokens if token not in by_token}
        tokens = sorted(wanting, key=float)  # so that each page is visited once; integers of 64 bits compare slowly
        for start in range(0, len(tokens), queries.SHARED.largest):
            statement, padded = queries.SHARED.fit(tokens[start : start + queries.SHARED.largest])
            for token, record in await reader.rows(statement, padded):
                by_token.setdefault(token, []).append(record)
        wanted = self._unopened(arrivals)
        while wanted:
            await self._open(reader, sorted(wanted))
            unfindable = wanted - self._known.keys()
            self._unfindable |= unfindable
            wanted = self._unopened(arrivals) if unfindable else set()

    def _unopened(self, arrivals: Sequence[Arrival]) -> set[int]:
        """Whom to open next. Those who turn out not to be findable make room for others, so there may be more."""
        wanted = {record for arrival in arrivals for record in self._sharing(arrival)}
        return wanted - self._arriving - self._known.keys() - self._unfindable

    async def _open(self, reader: Reader, records: Sequence[int]) -> None:
        for start in range(0, len(records), queries.PEOPLE_BY_RECORD.largest):
            part = records[start : start + queries.PEOPLE_BY_RECORD.largest]
            statement, padded = queries.PEOPLE_BY_RECORD.fit(part)
            for row in await reader.rows(statement, padded):
                self._keep(SealedPerson(*row))

    def _keep(self, sealed: SealedPerson) -> None:
        person = None if sealed.golden is None else self._opened.person(sealed)
        if person is not None:
            if sealed.shielded:  # by any agency
                self._shield(str(sealed.golden))
            self._know(sealed.record, str(sealed.golden), person)

    def _know(self, record: int, golden: str, person: Person) -> None:
        if person.shielded:
            self._shield(golden)
        elif golden in self._shielded:
            person = as_shielded(person)
        self._known[record] = _Candidate(golden, person)
        self._members.setdefault(golden, []).append(record)

    def _shield(self, golden: str) -> None:
        """From here on no record of this person is compared by where they live."""
        if golden in self._shielded:
            return
        self._shielded.add(golden)
        for record in self._members.get(golden, ()):
            self._known[record] = _Candidate(golden, as_shielded(self._known[record].person))

    async def _returns_to_shielded(self, arrival: Arrival) -> bool:
        """Whether it is sent again, of a person whom another agency shields."""
        if arrival.golden is None or arrival.alone or arrival.person.shielded:
            return False
        await self._all_of(str(arrival.golden))
        return str(arrival.golden) in self._shielded

    def _forget(self, record: int) -> None:
        before = self._known.pop(record, None)
        if before is not None:
            self._members[before.golden].remove(record)

    def _sharing(self, arrival: Arrival) -> Iterable[int]:
        """Those who share most tokens with an arrival. A token that is too common says nothing."""
        found: list[int] = []
        by_token = self._by_token
        for token in arrival.tokens:
            records = by_token.get(token)
            if records and len(records) <= CANDIDATES:
                found += records
        if self._unfindable:
            found = [record for record in found if record not in self._unfindable]
        if len(found) <= MOST_SCORED:
            return set(found)
        return [record for record, _ in Counter(found).most_common(MOST_SCORED)]

    async def _candidates(self, arrival: Arrival) -> list[Known]:
        """Who might be this person, with everyone of the golden nominals that come near; nobody where none does."""
        known, person, far = self._known, arrival.person, self._near.far
        sharing = self._sharing(arrival)
        met = [
            (record, candidate, far(person, candidate.person))
            for record in sharing
            if (candidate := known.get(record)) is not None
        ]
        if all(is_far for _, _, is_far in met):
            return []
        found = [self._scored(person, *each) for each in met]
        least = self._near.bits
        for golden in {each.golden for each in found if each.score.bits >= least}:
            others = [(record, known[record]) for record in await self._all_of(golden) if record not in sharing]
            found += [self._scored(person, record, other, far(person, other.person)) for record, other in others]
        return found

    async def _all_of(self, golden: str) -> list[int]:
        """Every record of a golden nominal, though it shares no token: each may be why the arrival is somebody else."""
        if golden not in self._whole:
            statement, padded = queries.PEOPLE_BY_GOLDEN.fit([int(golden)])
            for row in await self._writer.transaction.rows(statement, padded):
                sealed = SealedPerson(*row)
                if sealed.shielded:
                    self._shield(golden)
                if sealed.record not in self._known and sealed.record not in self._arriving:
                    self._keep(sealed)
            self._whole.add(golden)
        return self._members.get(golden, [])

    def _scored(self, person: Person, record: int, candidate: _Candidate, is_far: bool) -> Known:
        other = candidate.person
        score = FAR if is_far else self._model.score(person, other)
        return Known(str(record), candidate.golden, other.provider, other, score)

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
        self._know(arrival.record, str(golden), arrival.person)
        by_token = self._by_token
        for token in arrival.tokens:
            records = by_token.get(token)
            if records is None:
                by_token[token] = [arrival.record]
            else:
                records.append(arrival.record)

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
