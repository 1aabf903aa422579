"""What is written in bulk is what was given: packed postings, and rows without a golden nominal."""

import random
from array import array

import pytest
from sqlalchemy import select

from service.store.changes import POSTINGS_AT_ONCE, tables
from service.store.rows import State
from service.store.statement import Statement
from service.store.store import Store
from service.store.writing import RecordRow, Writer


@pytest.mark.parametrize("records", [1, 255, 256, 1000])
async def test_packed_postings_are_all_there_and_nothing_else(store: Store, records: int) -> None:
    """Around the number from which they go in by the hundred; some tokens are shared, and some records have none."""
    chance = random.Random(records)
    common = [chance.randrange(-(2**63), 2**63) for _ in range(5)]
    tokens = {
        number: {*chance.sample(common, 2), *(chance.randrange(-(2**63), 2**63) for _ in range(chance.randrange(9)))}
        if number % 10
        else set[int]()
        for number in range(1, records + 1)
    }
    async with store.database.transaction() as transaction:
        packed = [array("q", tokens[number]).tobytes() for number in tokens]
        await Writer(transaction).add_packed_postings(packed, list(tokens))
    columns = tables["posting"].c
    found = await store.database.rows(Statement(select(columns.token, columns.record)))
    wanted = {(token, number) for number, some in tokens.items() for token in some}
    assert len(found) == len(wanted)
    assert {(int(token), int(record)) for token, record in found} == wanted
    assert records < 1000 or len(wanted) > 10 * POSTINGS_AT_ONCE


async def test_a_record_that_waits_is_written_whole_without_a_golden_nominal(store: Store) -> None:
    row = RecordRow(
        7, "police:04", b"t" * 16, b"d" * 16, "part3", "BLACKPOOL", None, State.WAITING.value, 1, 5, 2, 1,
        b"mk", b"ms", b"dk", b"ss", b"tk", b"ts",
    )  # fmt: skip
    async with store.database.transaction() as transaction:
        await Writer(transaction).add_waiting([row])
    (found,) = await store.database.rows(Statement(select(*tables["record"].c)))
    assert [bytes(each) if isinstance(each, memoryview) else each for each in found] == list(row)
