"""The queries of the one path, on both engines."""

from typing import Any

import pytest

from service.store.rows import State
from service.store.store import CANDIDATES, Store
from service.store.writing import InvolvementRow, PairRow, QuarantineRow, RecordRow, TieRow, Writer


def token_of(number: int) -> bytes:
    return number.to_bytes(16, "big")


def row(number: int, **changed: Any) -> RecordRow:
    given: dict[str, Any] = {
        "id": number,
        "provider": "police:04",
        "ref_token": token_of(number),
        "digest": b"d",
        "regime": "part3",
        "area": "BLACKPOOL",
        "golden": None,
        "state": State.LIVE.value,
        "shielded": 0,
        "as_of": 1000 + number,
        "load": 1,
        "index_version": 1,
        "match_key": b"mk",
        "match_sealed": b"m%d" % number,
        "disclose_key": b"dk",
        "shown_sealed": b"s%d" % number,
        "detail_key": b"tk",
        "detail_sealed": b"t%d" % number,
    }
    return RecordRow(**(given | changed))


async def write(store: Store, *rows: RecordRow, postings: list[tuple[int, int]] | None = None) -> None:
    async with store.database.transaction() as transaction:
        await Writer(transaction).add_records(rows)
        await Writer(transaction).add_postings(postings or [])


async def test_candidates_come_with_those_that_share_most_first(store: Store) -> None:
    await write(store, row(1), row(2), row(3), postings=[(-5, 1), (7, 1), (-5, 2), (7, 2), (9, 2), (9, 3), (11, 3)])
    found = await store.candidates([7, 9, -5, 9])
    assert [each.record for each in found] == [2, 1, 3]
    assert (found[0].match_sealed, found[0].ref_token, found[0].golden) == (b"m2", token_of(2), None)


async def test_nobody_is_a_candidate_without_a_shared_token(store: Store) -> None:
    await write(store, row(1), postings=[(7, 1)])
    assert await store.candidates([8]) == []
    assert await store.candidates([]) == []


async def test_a_token_that_is_too_common_is_skipped_and_the_selective_ones_still_count(store: Store) -> None:
    rows = [row(number) for number in range(1, CANDIDATES + 2)]
    common = [(7, each.id) for each in rows]
    await write(store, *rows, postings=[*common, (9, 5), (11, 6)])
    assert [each.record for each in await store.candidates([7, 9])] == [5]
    async with store.database.transaction() as transaction:
        await Writer(transaction).drop_postings([(7, 1)])
    assert len(await store.candidates([7])) == CANDIDATES


async def test_at_most_256_candidates_are_answered_and_the_best_is_among_them(store: Store) -> None:
    rows = [row(number) for number in range(1, 401)]
    postings = [(1, number) for number in range(1, 201)] + [(2, number) for number in range(201, 401)] + [(3, 400)]
    await write(store, *rows, postings=postings)
    found = await store.candidates([1, 2, 3])
    assert len(found) == CANDIDATES
    assert found[0].record == 400


async def test_more_tokens_than_one_statement_takes_are_looked_up_in_several(store: Store) -> None:
    await write(
        store, row(1), row(2), postings=[(number, 1) for number in range(70)] + [(n, 2) for n in range(0, 70, 2)]
    )
    assert [each.record for each in await store.candidates(range(70))] == [1, 2]


async def test_whoever_shares_less_than_a_third_of_the_best_is_left_out(store: Store) -> None:
    postings = [(token, 1) for token in range(9)] + [(token, 2) for token in range(3)] + [(0, 3), (1, 3)]
    await write(store, row(1), row(2), row(3), postings=postings)
    assert [each.record for each in await store.candidates(range(9))] == [1, 2]


async def test_held_and_shredded_records_are_never_found(store: Store) -> None:
    held = row(1, state=State.HELD.value, golden=5)
    await write(store, held, row(2, golden=5), postings=[(7, 1), (7, 2)])
    async with store.database.transaction() as transaction:
        await Writer(transaction).shred_record(2, [7])
    assert await store.candidates([7]) == []
    assert await store.people([5]) == await store.names([5]) == await store.involvements([1, 2]) == []
    assert (await store.counts()).held == 1


async def test_people_and_names_are_all_the_records_of_a_golden_nominal(store: Store) -> None:
    await write(store, row(1, golden=5), row(2, golden=6), row(3, golden=5, shielded=1))
    told = [(each.record, bool(each.shielded)) for each in await store.people([5])]
    assert told == [(1, True), (3, True)], "whom one agency shields, every record of them is shielded"
    assert [(each.golden, each.shown_sealed) for each in await store.names([5, 6])] == [
        (5, b"s1"),
        (5, b"s3"),
        (6, b"s2"),
    ]
    assert [each.detail_sealed for each in await store.details([2])] == [b"t2"]


async def test_involvements_come_with_what_policy_needs_and_the_keys_of_their_record(store: Store) -> None:
    await write(store, row(1, golden=5))
    async with store.database.transaction() as transaction:
        await Writer(transaction).add_involvements(
            [
                InvolvementRow(1, 0, b"i0", "police.nominal", "DA_VICTIM,SHIELDED", "victim", "open", b"c", b"s", b"d"),
                InvolvementRow(1, 1, b"i1", "police.nominal", "", "associate", "closed", b"c", b"s", b"d"),
            ]
        )
    first, second = await store.involvements([1, 99])
    assert first.classes == ("DA_VICTIM", "SHIELDED")
    assert second.classes == ()
    assert (first.golden, first.regime, first.area, first.as_of) == (5, "part3", "BLACKPOOL", 1001)
    assert (first.token, first.record_token, first.disclose_key, first.detail_key) == (b"i0", token_of(1), b"dk", b"tk")
    assert (first.contact_sealed, first.summary_sealed, first.detail_sealed) == (b"c", b"s", b"d")


async def test_a_declared_tie_is_found_from_both_sides_once_both_people_are_known(store: Store) -> None:
    await write(store, row(1, golden=5), row(2, golden=6))
    async with store.database.transaction() as transaction:
        await Writer(transaction).add_ties(
            [
                TieRow(1, token_of(2), "parent", 1),
                TieRow(1, token_of(9), "sibling", 0),
                TieRow(2, token_of(3), "carer", -1),
            ]
        )
    (near,) = await store.family([5])
    assert (near.golden, near.other, near.kind, near.lives_with, near.stated) == (5, 6, "parent", True, True)
    (far,) = await store.family([6])
    assert (far.golden, far.other, far.kind, far.stated, far.record, far.other_record) == (6, 5, "child", False, 2, 1)
    await write(store, row(3, golden=7))
    assert {(each.other, each.kind, each.lives_with) for each in await store.family([6])} == {
        (5, "child", True),
        (7, "carer", None),
    }


async def test_a_tie_that_both_sides_declare_is_answered_once(store: Store) -> None:
    await write(store, row(1, golden=5), row(2, golden=6))
    async with store.database.transaction() as transaction:
        await Writer(transaction).add_ties([TieRow(1, token_of(2), "parent", 1), TieRow(2, token_of(1), "child", 1)])
    assert [(each.kind, each.stated) for each in await store.family([5])] == [("parent", True)]


async def test_a_person_is_no_relative_of_themself(store: Store) -> None:
    await write(store, row(1, golden=5), row(2, golden=5))
    async with store.database.transaction() as transaction:
        await Writer(transaction).add_ties([TieRow(1, token_of(2), "sibling", 1)])
    assert await store.family([5]) == []


async def test_sources_say_how_fresh_they_are_and_the_latest_word_counts(store: Store) -> None:
    async with store.database.transaction() as transaction:
        await Writer(transaction).set_source(("police:04", 1, 2, "2020-01", "2026-11", "BLACKPOOL"))
        await Writer(transaction).set_source(("police:04", 3, 4, "2020-01", "2026-12", "BLACKPOOL"))
    (source,) = await store.sources()
    assert (source.as_of, source.loaded_at, source.covers_to) == (3, 4, "2026-12")


async def test_a_golden_nominal_has_a_pseudonym_and_an_unknown_one_has_none(store: Store) -> None:
    async with store.database.transaction() as transaction:
        await Writer(transaction).add_goldens([(5, bytes(range(16)), 1)])
    assert await store.pseudonyms([5, 6]) == {5: bytes(range(16)).hex()}


async def test_the_same_quarantined_row_stands_once(store: Store) -> None:
    kept = QuarantineRow(b"q" * 16, "police:04", 1, 7, "bad_date", "dob", 1, b"k", b"raw")
    async with store.database.transaction() as transaction:
        assert await Writer(transaction).add_quarantine([kept, kept]) == 1
    async with store.database.transaction() as transaction:
        assert await Writer(transaction).add_quarantine([kept, kept._replace(token=b"r" * 16)]) == 1
    assert (await store.counts()).quarantined == 2


async def test_unlinking_forgets_edges_from_both_sides(store: Store) -> None:
    await write(store, row(1), row(2), row(3))
    async with store.database.transaction() as transaction:
        writer = Writer(transaction)
        await writer.add_edges([PairRow(2, 1, 1, "", "", 1), PairRow(3, 2, 1, "", "", 1)])
        await writer.unlink([2])
        await writer.add_edges([PairRow(2, 1, 1, "", "", 1), PairRow(3, 2, 1, "", "", 1)])


async def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with store.database.transaction() as transaction:
            await Writer(transaction).add_records([row(1)])
            raise RuntimeError
    assert (await store.counts()).records == 0
