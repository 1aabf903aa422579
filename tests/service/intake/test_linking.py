"""Linking sees everyone of a golden nominal, and each chunk of a transaction sees those before it."""

from typing import Any

import pytest
from sqlalchemy import func, select

from service.store.changes import tables
from service.store.statement import Statement
from service.store.store import Store
from service.store.writing import Writer

JORDAN = {
    "names": [{"family": "Kestrelcanary", "given": ["Jordan"]}],
    "dob": "2011-04-02",
    "addresses": [{"postcode": "FY1 3ZZ"}],
    "identifiers": {"nhs_number": {"value": "9990000018", "status": "verified_pds"}},
}


async def test_a_member_that_shares_no_token_still_rules_its_golden_nominal_out(
    store: Store, hub_file: Any, police_file: Any, load_into: Any
) -> None:
    """The hub has one record of this person already, found by nothing but its golden nominal: theirs is another."""
    await load_into(store, police_file({"pnc_id": "", "safe_addr": "Y"}))
    before = await store.people([1])
    assert len(before) == 1
    elsewhere = {
        "provider_ref": "EHM-8",
        "names": [{"family": "Nightjar", "given": ["Alma"]}],
        "dob": "1966-01-19",
        "addresses": [{"postcode": "LA1 1AA"}],
    }
    await load_into(store, hub_file(elsewhere))
    async with store.database.transaction() as transaction:
        await Writer(transaction).link_records([(1, 2)])
    summary = await load_into(store, hub_file({"provider_ref": "EHM-9"}, name="later.jsonl"))
    assert (summary.tally.new, summary.tally.linked) == (1, 0)


@pytest.mark.parametrize("commit_records", [1, 50_000])
async def test_a_person_in_a_later_chunk_is_found_in_an_earlier_one(
    store: Store, hub_file: Any, load_into: Any, commit_records: int
) -> None:
    between = [{"provider_ref": f"EHM-{number}", **_other(number)} for number in range(100, 1300)]
    first, last = {"provider_ref": "EHM-1", **JORDAN}, {"provider_ref": "EHM-2", **JORDAN}
    summary = await load_into(store, hub_file(first, *between, last), commit_records=commit_records)
    assert summary.tally.linked == 1
    assert len(await store.people([1])) == 2
    indexed = select(func.count(func.distinct(tables["posting"].c.record)))
    assert (await store.database.rows(Statement(indexed)))[0][0] == 1202


def _other(number: int) -> dict[str, Any]:
    letters = "".join("abcdefghiklmnoprstuw"[int(digit)] for digit in str(number * 7919))
    return {
        "names": [{"family": letters.capitalize(), "given": [letters[::-1].capitalize()]}],
        "dob": f"{1930 + number % 70}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "addresses": [{"postcode": f"FY{1 + number % 8} {number % 10}A{'BDEFGHJLN'[number % 9]}"}],
    }
