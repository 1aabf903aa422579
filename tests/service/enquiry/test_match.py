"""The match, held to a plain version of itself on random stores: tokens, candidates, opening, scoring and ranking."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from msgspec import structs

from connectors.records import Address, Identifier, Name, NominalRecord, PartialDate
from service.enquiry.match import Found, Match, match
from service.matching.bands import Band
from service.matching.model import Model, shipped_model
from service.matching.nearness import Nearness
from service.matching.normalise import person_from_record, person_from_sought
from service.matching.person import Person, encode
from service.matching.ranking import Known, rank
from service.matching.sought import Sought
from service.matching.tokens import IndexKey, tokens_of, tokens_sought
from service.opening import Opener
from service.sealing.keyring import Keyring
from service.sealing.keys import CannotOpen
from service.sealing.seal import MATCH_OF_RECORD, Sealer
from service.store.rows import SealedPerson, State
from service.store.store import CANDIDATES, Store
from service.store.writing import RecordRow, Writer

AGENCIES = ("police:04", "ods:RXL", "gss:E06000009")
GIVEN = ("Anna", "Bob", "Robert", "Chloe", "Muhammad", "Ava", "Leo", "Mia", "Jon", "John")
FAMILY = ("Smith", "Smyth", "Jones", "Khan", "Nowak", "Hartley-Jones", "O'Neil")
STREETS = (("FY1 3XX", "22", "Windsor Road"), ("FY1 3XX", "24", "Windsor Road"), ("FY2 9AB", "1", "Cliff Place"))
MODEL = shipped_model()


@dataclass(frozen=True)
class Parts:
    """The parts that a match needs."""

    index_key: IndexKey
    store: Store
    opener: Opener
    near: Nearness


@dataclass
class Kept:
    """What is in a store, in the clear, for the plain version."""

    rows: dict[int, SealedPerson]
    states: dict[int, int]
    carriers: dict[int, set[int]]


class Plain:
    """The match as a person would write it: everything counted, opened and scored anew at every look-up."""

    def __init__(self, kept: Kept, key: IndexKey, opener: Opener, model: Model) -> None:
        self._kept, self._key, self._opener, self._model = kept, key, opener, model

    def match(self, sought: Sought) -> Match:
        person = person_from_sought(sought)
        own, both = tokens_of(person, self._key), tokens_sought(person, self._key)
        found = self._look_up(person, own)
        if (found.best is not None and found.best.band is Band.CONFIRMED) or set(own) == set(both):
            return found
        return self._look_up(person, both)

    def _look_up(self, person: Person, tokens: Sequence[int]) -> Match:
        sealed = [self._kept.rows[record] for record in self._best(tokens)]
        known = []
        for row in sealed:
            try:
                other = self._opener.person(row)
            except CannotOpen:
                continue
            score = self._model.score(person, other)
            known.append(Known(str(row.record), str(row.golden), row.provider, other, score))
        shown = [one for one in rank(person, known, self._model) if one.band in (Band.CONFIRMED, Band.LIKELY)]
        opened = {int(one.record): one.person for one in known}
        found = [Found(int(one.golden), one.best.score, one.band) for one in shown]
        if not found:
            return Match("none", len(sealed), None, None, opened, person)
        if shown[0].contested and len(found) > 1:
            return Match("many", len(sealed), found[0], found[1], opened, person)
        return Match("one", len(sealed), found[0], None, opened, person)

    def _best(self, tokens: Sequence[int]) -> list[int]:
        shared = Counter[int]()
        for token in set(tokens):
            carriers = self._kept.carriers.get(token, set())
            if len(carriers) <= CANDIDATES:
                shared.update(carriers)
        most = max(shared.values(), default=0)
        best = sorted(shared, key=lambda record: (-shared[record], record))
        best = [record for record in best if shared[record] >= most / 3][:CANDIDATES]
        return [record for record in best if self._kept.states[record] == State.LIVE.value]


def somebody(chance: random.Random, number: int) -> NominalRecord:
    """A record of a small town, where many share a name, a birthday or a house."""
    nhs = Identifier("nhs", f"99900000{number % 40:02}", "verified_pds" if number % 2 else "stated")
    return NominalRecord(
        provider=chance.choice(AGENCIES),
        ref=str(number),
        regime="part2",
        as_of=0,
        names=tuple(Name(chance.choice(FAMILY), (chance.choice(GIVEN),)) for _ in range(chance.choice([1, 1, 1, 2]))),
        dob=PartialDate(chance.choice([1990, 2011, 2012]), chance.choice([2, 4]), chance.choice([2, 4, 14])),
        sex=chance.choice(["male", "female", "unknown"]),
        addresses=(Address(*chance.choice(STREETS)),) if chance.random() < 0.8 else (),
        phones=("07700 900123",) if chance.random() < 0.1 else (),
        identifiers=(nhs,) if chance.random() < 0.2 else (),
        shielded=chance.random() < 0.1,
    )


async def fill(store: Store, keyring: Keyring, key: IndexKey, chance: random.Random, count: int) -> Kept:
    """Write records of every state, two or three to a golden nominal."""
    states = [*[State.LIVE] * 12, State.HELD, State.SHREDDED, State.WAITING]
    people = [somebody(chance, number) for number in range(1, count + 1)]
    placed = [(one, number // 3 + 1, chance.choice(states)) for number, one in enumerate(people, 1)]
    return await keep(store, keyring, key, placed)


async def keep(
    store: Store, keyring: Keyring, key: IndexKey, placed: Sequence[tuple[NominalRecord, int, State]]
) -> Kept:
    """Write records with their golden nominals and states, numbered from 1."""
    sealer, kept = Sealer(keyring), Kept({}, {}, {})
    rows = []
    for number, (record, golden, stands) in enumerate(placed, 1):
        person, token = person_from_record(record), number.to_bytes(16, "big")
        data_key = sealer.fresh_key(record.provider, MATCH_OF_RECORD.purpose, token)
        sealed = sealer.seal(data_key, MATCH_OF_RECORD, token, encode(person))
        state = stands.value
        given: dict[str, Any] = {
            "id": number, "provider": record.provider, "ref_token": token, "digest": b"d", "regime": "part2",
            "area": "", "golden": golden, "state": state, "shielded": int(record.shielded), "as_of": 1,
            "load": 1, "index_version": 1, "match_key": data_key.wrapped, "match_sealed": sealed,
            "disclose_key": b"", "shown_sealed": b"", "detail_key": b"", "detail_sealed": b"",
        }  # fmt: skip
        row = RecordRow(**given)
        rows.append(row)
        kept.states[number] = state
        kept.rows[number] = SealedPerson(
            number, row.provider, token, row.golden, row.shielded, 1, data_key.wrapped, sealed
        )
        for each in tokens_of(person, key):
            kept.carriers.setdefault(each, set()).add(number)
    async with store.database.transaction() as transaction:
        await Writer(transaction).add_records(rows)
        pairs = [(token, record) for token, records in kept.carriers.items() for record in records]
        await Writer(transaction).add_postings(pairs)
    shielded = {row.golden for row in rows if row.shielded and row.state == State.LIVE.value}
    for number, each in kept.rows.items():
        kept.rows[number] = each._replace(shielded=int(each.golden in shielded))
    return kept


def asked(chance: random.Random) -> Sought:
    """A query: a whole one, one with little in it, or one with forename and family name the wrong way round."""
    given, family = chance.choice((*GIVEN, "Zoe")), chance.choice(FAMILY)
    if chance.random() < 0.2:
        given, family = family, given
    postcode, house, street = chance.choice(STREETS)
    whole = Sought(
        family_name=family,
        given_name=given,
        date_of_birth=PartialDate(chance.choice([1990, 2011]), chance.choice([2, 4]), chance.choice([2, 4, 14])),
        postcode=postcode,
        house=house,
        street=street,
        sex=chance.choice(["male", "unknown"]),
        identifiers=(Identifier("nhs", f"99900000{chance.randrange(40):02}"),) if chance.random() < 0.2 else (),
    )
    empty = {"postcode": "", "house": "", "street": "", "given_name": "", "date_of_birth": None}
    dropped = {name: empty[name] for name in chance.sample(list(empty), chance.choice([0, 0, 1, 3, 5]))}
    return Sought(**{**{name: getattr(whole, name) for name in whole.__struct_fields__}, **dropped})


@pytest.fixture
def key() -> IndexKey:
    return IndexKey(bytes(range(32)))


async def test_the_fast_match_answers_as_the_plain_one(store: Store, keyring: Keyring, key: IndexKey) -> None:
    chance = random.Random(47)
    kept = await fill(store, keyring, key, chance, 420)
    outcomes, most = Counter[str](), 0
    for held in (keyring, keyring.without_agency("ods:RXL")):
        parts = Parts(key, store, Opener(Sealer(held)), Nearness(MODEL))
        plain = Plain(kept, key, parts.opener, MODEL)
        for _ in range(120):
            sought = asked(chance)
            found = await match(sought, parts)
            assert found == plain.match(sought)
            outcomes[found.outcome] += 1
            most = max(most, found.candidates)
    assert min(outcomes[outcome] for outcome in ("one", "none", "many")) > 3, outcomes
    assert most > 100


OPEN = NominalRecord(
    provider="ods:RXL",
    ref="1",
    regime="part2",
    as_of=0,
    names=(Name("Quixwoldby", ("Zephyrine",)),),
    dob=PartialDate(1988, 3, 9),
    addresses=(Address("FY4 9ZQ", "77", "Harbour Street"),),
)
HIDDEN = structs.replace(OPEN, provider="police:04", ref="2", addresses=(), shielded=True)


@pytest.mark.parametrize("typed", [{"postcode": "FY4 9ZQ"}, {"postcode": "FY4 9ZQ", "house": "77"}])
async def test_an_address_that_one_agency_holds_openly_finds_nobody_whom_another_shields(
    store: Store, keyring: Keyring, key: IndexKey, typed: dict[str, str]
) -> None:
    await keep(store, keyring, key, [(OPEN, 1, State.LIVE), (OPEN, 2, State.LIVE), (HIDDEN, 2, State.LIVE)])
    parts = Parts(key, store, Opener(Sealer(keyring)), Nearness(MODEL))
    found = await match(Sought("Quixwoldby", "Zephyrine", **typed), parts)
    assert found.best is not None and found.best.golden == 1, "as it would be found were nobody shielded"
    assert all(not person.places for record, person in found.opened.items() if record > 1)
    born = {"date_of_birth": PartialDate(1988, 3, 9)}
    known = await match(Sought("Quixwoldby", "Zephyrine", **born), parts)
    wrong = await match(Sought("Quixwoldby", "Zephyrine", postcode="FY1 1AA", **born), parts)
    assert known.best is not None and wrong.best is not None


async def test_a_withdrawn_agency_is_gone_from_the_very_next_match(
    store: Store, keyring: Keyring, key: IndexKey
) -> None:
    kept = await fill(store, keyring, key, random.Random(3), 60)
    whole = Parts(key, store, Opener(Sealer(keyring)), Nearness(MODEL))
    without = replace(whole, opener=Opener(Sealer(keyring.without_agency("police:04"))))
    sought = Sought("Smith", "Anna", date_of_birth=PartialDate(2011, 4, 2), postcode="FY1 3XX")
    before, after = await match(sought, whole), await match(sought, without)
    police = {record for record in before.opened if kept.rows[record].provider == "police:04"}
    assert police
    assert not police & after.opened.keys()


async def test_ciphertext_that_was_moved_to_another_record_opens_for_nobody_though_its_own_was_met(
    store: Store, keyring: Keyring, key: IndexKey
) -> None:
    """What the first look-up opened is known to the second by the whole row, not by the ciphertext alone.

    The third record is found with the names swapped only, and a fourth fits as well as the first, so that the match is
    not sure and looks again.
    """
    sealer, born = Sealer(keyring), PartialDate(2011, 4, 2)
    sought = Sought("Smith", "Anna", date_of_birth=born, postcode="FY1 3XX", house="22", phone="07700 900123")
    own, swapped = person_from_sought(sought), person_from_sought(Sought("Anna", "Smith", date_of_birth=born))
    first, second, third, fourth = (number.to_bytes(16, "big") for number in (1, 2, 3, 4))
    moved = sealed_under(sealer, first, own)
    rows = [
        row_of(1, first, *moved),
        row_of(2, second, *moved),
        row_of(3, third, *sealed_under(sealer, third, swapped)),
        row_of(4, fourth, *sealed_under(sealer, fourth, own)),
    ]
    postings = [(token, number) for token in tokens_of(own, key) for number in (1, 2, 4)]
    async with store.database.transaction() as transaction:
        await Writer(transaction).add_records(rows)
        await Writer(transaction).add_postings([*postings, *((token, 3) for token in tokens_of(swapped, key))])
    assert [each.record for each in await store.candidates(tokens_of(own, key))] == [1, 2, 4]
    found = await match(sought, Parts(key, store, Opener(sealer), Nearness(MODEL)))
    assert (found.outcome, found.candidates, set(found.opened)) == ("many", 4, {1, 3, 4})


def sealed_under(sealer: Sealer, token: bytes, person: Person) -> tuple[bytes, bytes]:
    """A person's match group: the wrapped key and the ciphertext."""
    data_key = sealer.fresh_key("police:04", MATCH_OF_RECORD.purpose, token)
    return data_key.wrapped, sealer.seal(data_key, MATCH_OF_RECORD, token, encode(person))


def row_of(number: int, token: bytes, wrapped: bytes, sealed: bytes, golden: int = 0) -> RecordRow:
    """A live record of the police, of a golden nominal of its own unless one is named."""
    return RecordRow(
        number, "police:04", token, b"", "part3", "", golden or number, 0, 0, 1, 1, 1, wrapped, sealed,
        b"", b"", b"", b"",
    )  # fmt: skip


class NobodyDead(Nearness):
    """Takes everybody who died for too far off to be scored."""

    def far(self, person: Person, candidate: Person) -> bool:
        return candidate.deceased is not None


async def test_a_record_too_far_off_to_be_scored_still_rules_out_its_golden_nominal(
    store: Store, keyring: Keyring, key: IndexKey
) -> None:
    """Somebody who died in 1990 was not born in 2011, and neither was the person whose record the other one is."""
    sealer, rows, postings = Sealer(keyring), [], []
    sought = Sought("Smith", "Anna", date_of_birth=PartialDate(2011, 4, 2), postcode="FY1 3XX")
    for number in range(1, 10):
        person = person_from_sought(sought)
        if number == 2:
            person = structs.replace(person, deceased=date(1990, 1, 1).toordinal())
        token = number.to_bytes(16, "big")
        rows.append(row_of(number, token, *sealed_under(sealer, token, person), golden=1))
        postings += [(each, number) for each in tokens_of(person, key)]
    async with store.database.transaction() as transaction:
        await Writer(transaction).add_records(rows)
        await Writer(transaction).add_postings(postings)
    parts = Parts(key, store, Opener(sealer), NobodyDead(MODEL))
    assert (await match(sought, parts)).outcome == "none"
    async with store.database.transaction() as transaction:
        await Writer(transaction).drop_postings([each for each in postings if each[1] == 2])
    assert (await match(sought, parts)).outcome == "one"


@pytest.mark.parametrize(
    "sought",
    [
        Sought(family_name="Smith"),
        Sought(given_name="Anna"),
        Sought(postcode="FY1 3XX"),
        Sought(date_of_birth=PartialDate(2011, 4, 2)),
        Sought(date_of_birth=PartialDate(2011)),
        Sought(),
    ],
)
async def test_a_query_of_one_detail_finds_nobody(
    store: Store, keyring: Keyring, key: IndexKey, sought: Sought
) -> None:
    await fill(store, keyring, key, random.Random(5), 40)
    found = await match(sought, Parts(key, store, Opener(Sealer(keyring)), Nearness(MODEL)))
    assert found.outcome == "none"
    assert found.candidates <= CANDIDATES
