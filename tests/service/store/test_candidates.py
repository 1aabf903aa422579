"""Who is a candidate, on both engines, held to a plain version of the rule; and that no query is without a bound."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from service.store import queries
from service.store.rows import State
from service.store.sharing import Met
from service.store.statement import POSTGRESQL, SQLITE
from service.store.store import CANDIDATES, Store
from service.store.writing import InvolvementRow, RecordRow, TieRow, Writer

Postings = list[tuple[int, int]]
RECORDS = 700


def row(number: int, state: State = State.LIVE, golden: int | None = None, **changed: Any) -> RecordRow:
    token = number.to_bytes(16, "big")
    given: dict[str, Any] = {
        "id": number, "provider": "police:04", "ref_token": token, "digest": b"d", "regime": "part3",
        "area": "BLACKPOOL", "golden": golden, "state": state.value, "shielded": 0, "as_of": 1000, "load": 1,
        "index_version": 1, "match_key": b"mk", "match_sealed": b"m%d" % number, "disclose_key": b"dk",
        "shown_sealed": b"s", "detail_key": b"tk", "detail_sealed": b"t",
    }  # fmt: skip
    return RecordRow(**(given | changed))


async def write(store: Store, rows: Sequence[RecordRow], postings: Postings) -> None:
    async with store.database.transaction() as transaction:
        await Writer(transaction).add_records(rows)
        await Writer(transaction).add_postings(postings)


def plain(postings: Postings, live: set[int], tokens: Sequence[int]) -> list[int]:
    """The rule as a person would say it: no statement, no bound, everything counted."""
    shared = Counter[int]()
    for token in set(tokens):
        carriers = [record for carried, record in postings if carried == token]
        if len(carriers) <= CANDIDATES:
            shared.update(carriers)
    most = max(shared.values(), default=0)
    best = sorted(shared, key=lambda record: (-shared[record], record))
    return [record for record in best if shared[record] >= most / 3][:CANDIDATES]


def population(chance: random.Random) -> tuple[list[RecordRow], Postings]:
    """Records of every state, and tokens of which some are rare and some are on more than 256 of them."""
    states = [*[State.LIVE] * 12, State.HELD, State.SHREDDED, State.WAITING]
    rows = [row(number, chance.choice(states)) for number in range(1, RECORDS + 1)]
    pairs: set[tuple[int, int]] = set()
    for position in range(90):
        token = chance.randint(-(2**63), 2**63 - 1)
        many = chance.choice([1, 2, 3, 5, 20, 60, CANDIDATES, CANDIDATES + 1, 500]) if position % 3 else 4
        pairs |= {(token, record) for record in chance.sample(range(1, RECORDS + 1), many)}
    return rows, sorted(pairs)


async def test_the_fast_ways_find_whom_the_plain_rule_finds_in_its_order(store: Store) -> None:
    chance = random.Random(41)
    rows, postings = population(chance)
    await write(store, rows, postings)
    live = {each.id for each in rows if each.state == State.LIVE.value}
    known = sorted({token for token, _ in postings})
    lengths = Counter[bool]()
    for _ in range(150):
        asked = chance.choices([*known, 12345, -7], k=chance.choice([1, 2, 3, 8, 14, 31, 32, 33, 64, 80]))
        expected = [record for record in plain(postings, live, asked) if record in live]
        assert [each.record for each in await store.candidates(asked)] == expected
        lengths[len(expected) > 8] += 1
    assert min(lengths[True], lengths[False]) > 10


async def test_looking_up_more_tokens_for_a_query_is_looking_them_all_up(store: Store) -> None:
    chance = random.Random(43)
    rows, postings = population(chance)
    await write(store, rows, postings)
    live = {each.id for each in rows if each.state == State.LIVE.value}
    known = sorted({token for token, _ in postings})
    for _ in range(60):
        first = chance.sample(known, chance.choice([1, 5, 10]))
        more = [*first, *chance.sample(known, chance.choice([0, 1, 6])), first[0]]
        met = Met()
        for asked in (first, more):
            expected = [record for record in plain(postings, live, asked) if record in live]
            assert [each.record for each in await store.candidates(asked, met)] == expected


async def test_a_token_that_half_the_population_shares_is_read_to_its_bound_and_says_nothing(store: Store) -> None:
    rows = [row(number) for number in range(1, 4 * CANDIDATES)]
    common = [(7, each.id) for each in rows]
    await write(store, rows, [*common, (9, 5)])
    assert await store.candidates([7]) == []
    assert [each.record for each in await store.candidates([7, 9])] == [5]


async def test_no_more_than_one_posting_beyond_the_bound_is_ever_read(store: Store) -> None:
    rows = [row(number) for number in range(1, 4 * CANDIDATES)]
    await write(store, rows, [(7, each.id) for each in rows])
    statement, padded = queries.HOLDERS.fit([7])
    assert len(await store.database.rows(statement, padded)) == CANDIDATES + 1
    assert "LIMIT 257" in queries.POSTINGS.fit([7])[0].sql(SQLITE)
    assert "LIMIT 257" in str(queries.CANDIDATES_AT_ONCE.sql(POSTGRESQL))


async def test_a_query_of_one_detail_has_at_most_256_candidates(store: Store) -> None:
    rows = [row(number) for number in range(1, 2 * CANDIDATES)]
    halves = [(7 if each.id <= CANDIDATES else 8, each.id) for each in rows]
    await write(store, rows, halves)
    assert len(await store.candidates([7])) == CANDIDATES
    assert [each.record for each in await store.candidates([7, 8])] == list(range(1, CANDIDATES + 1))


@pytest.mark.parametrize("state", [state for state in State if state is not State.LIVE])
async def test_only_live_records_are_found_by_any_query(store: Store, state: State) -> None:
    """Waiting ones least of all: nobody has said yet whose they are."""
    await write(store, [row(1, state, golden=5), row(2, golden=6)], [(7, 1), (7, 2)])
    async with store.database.transaction() as transaction:
        writer = Writer(transaction)
        await writer.add_goldens([(5, bytes(16), 1), (6, bytes(range(16)), 1)])
        await writer.add_involvements([InvolvementRow(1, 0, b"i", "police.nominal", "", "", "open", b"", b"", b"")])
        await writer.add_ties([TieRow(1, row(2).ref_token, "parent", 1), TieRow(2, row(1).ref_token, "child", 1)])
    assert [each.record for each in await store.candidates([7])] == [2]
    assert [each.record for each in await store.people([5, 6])] == [2]
    assert [each.record for each in await store.names([5, 6])] == [2]
    assert [each.record for each in await store.details([1, 2])] == [2]
    assert await store.involvements([1]) == []
    assert await store.family([5]) == await store.family([6]) == []
