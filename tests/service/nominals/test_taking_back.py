"""Whatever people decide, in whatever order: taken back in reverse, everything stands as it did."""

import shutil
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from service.errors import NotAcceptable, NotFound
from service.matching.bands import two_verified_nhs_numbers
from service.matching.person import decode
from service.matching.tokens import tokens_of
from service.nominals.linking import link
from service.nominals.overriding import withdraw
from service.nominals.parting import never_link, part
from service.nominals.taking_back import take_back
from service.sealing.seal import MATCH_OF_RECORD
from service.store.nominals_reading import Membership
from service.store.nominals_statements import tables
from service.store.rows import State
from service.store.statement import Statement

PEOPLE = 9
PERSON = st.sampled_from((0, 1, 2, 0, 1, 2, *range(PEOPLE)))
"""The first three more often, so that decisions meet."""
OPERATIONS = st.one_of(
    st.tuples(st.just("link"), PERSON, PERSON),
    st.tuples(st.just("never"), PERSON, PERSON),
    st.tuples(st.just("part"), st.lists(PERSON, min_size=1, max_size=3)),
    st.tuples(st.just("withdraw"), st.integers(0, 5)),
    st.tuples(st.just("take back"), st.integers(0, 5)),
)


@dataclass(frozen=True)
class Kept:
    """A partnership's directory with nine more records, and their numbers: copy it, never open it."""

    directory: Path
    records: tuple[int, ...]
    files: Path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kept(houses, hub_case, number_of, tmp_path_factory) -> Kept:
    """Four strangers, two with different verified NHS numbers, one who is shielded and two who may be she."""
    place = tmp_path_factory.mktemp("nine") / "kept"
    nhs = [{"nhs_number": {"value": number, "status": "verified_pds"}} for number in ("9434765919", "9990000018")]
    lines = [
        hub_case("N-0", "Abernathy", "Isolde", "2012-03-01", "FY1 9AA"),
        hub_case("N-1", "Brockwell", "Tamsin", "2001-07-19", "FY2 9BB"),
        hub_case("N-2", "Cholmondeley", "Ursula", "1977-11-23", "FY3 9DD"),
        hub_case("N-3", "Dandridge", "Verity", "1961-05-30", "FY4 9EE"),
        hub_case("N-4", "Eccleston", "Winifred", "1990-08-08", "FY5 9GG", identifiers=nhs[0]),
        hub_case("N-5", "Fotheringham", "Xanthe", "1983-12-12", "FY6 9HH", identifiers=nhs[1]),
        hub_case("N-6", "Gathercole", "Yolanda", "1994-04-14", "FY7 9JJ", shield=True),
        hub_case("N-7", "Birthname", "Yolanda", "1994-04-14", "FY3 9RZ"),
        hub_case("N-8", "Gathercole", "Yola", "1994-04-14", "FY8 9LL"),
    ]
    async with houses(directory=None) as house:
        source = house.runtime.settings.directory
        for line in lines:
            await house.load("family_hubs", line, "gss:E06000009")
        records = tuple([await number_of(house, f"N-{number}") for number in range(PEOPLE)])
        rows = await Membership(house.runtime.store.database).records(records)
        assert [rows[one].state for one in records[6:]] == [State.LIVE, State.HELD, State.HELD]
    shutil.copytree(source, place, ignore=shutil.ignore_patterns("*.lock"))
    return Kept(place, records, source)


async def everything(house: Any, records: tuple[int, ...]) -> dict[str, Any]:
    """All that says who belongs to whom, and who is found by what."""
    membership = Membership(house.runtime.store.database)
    rows = await membership.records(records)
    posting, edge = tables["posting"].c, tables["edge"].c
    found: dict[int, set[int]] = defaultdict(set)
    for token, record in await house.runtime.store.database.rows(Statement(select(posting.token, posting.record))):
        if record in records:
            found[record].add(token)
    edges = await house.runtime.store.database.rows(Statement(select(edge.record, edge.other)))
    return {
        "standing": {one: (rows[one].golden, rows[one].state, rows[one].shielded) for one in records},
        "seen": {one: seen(house, rows[one]) for one in records},
        "found by": dict(found),
        "decided": {(each.one, each.other, each.kind) for each in await membership.overrides()},
        "edges": {tuple(pair) for pair in edges if set(pair) & set(records)},
        "hidden": set(await membership.hidden(records)),
    }


def seen(house: Any, row: Any) -> Any:
    """A record as the matcher opens it."""
    runtime = house.runtime
    return decode(
        runtime.sealer.open_one(row.provider, MATCH_OF_RECORD, row.ref_token, row.match_key, row.match_sealed)
    )


async def check_rules(house: Any, records: tuple[int, ...]) -> None:
    """A partition of the live; no `never` within; no two verified NHS numbers; nothing hidden is seen or found by."""
    now = await everything(house, records)
    groups: dict[int, list[int]] = defaultdict(list)
    for one, (golden, state, shielded) in now["standing"].items():
        assert (golden is None) == (state == State.HELD)
        assert now["found by"].get(one, set()) == (
            set(tokens_of(now["seen"][one], house.runtime.index_key)) if state == State.LIVE else set()
        )
        if golden is not None:
            groups[golden].append(one)
            assert shielded == now["seen"][one].shielded
    for group in groups.values():
        people = [now["seen"][one] for one in group]
        assert not any(two_verified_nhs_numbers(a, b) for a, b in combinations(people, 2))
        assert not any((*pair, "never") in now["decided"] for pair in combinations(sorted(group), 2))
        if records[6] in group:
            assert all(person.shielded and not person.places and not person.phones for person in people)
    aliases = await Membership(house.runtime.store.database).aliases(sorted(groups))
    assert aliases == {}, "a golden nominal with records is nobody's alias"


async def carry_out(house: Any, operation: tuple, records: tuple[int, ...], made: list[int], by: Any) -> None:
    membership = Membership(house.runtime.store.database)
    match operation:
        case ("link", one, other):
            made.append((await link(records[one], records[other], "same_person", by, house.runtime)).id)
        case ("never", one, other):
            made.append((await never_link(records[one], records[other], "two_people", by, house.runtime)).id)
        case ("part", some):
            made.append((await part([records[one] for one in some], "wrong_person", by, house.runtime)).id)
        case ("withdraw", at):
            standing = await membership.overrides()
            if standing:
                number = standing[at % len(standing)].id
                made.append((await withdraw(number, "decided_again", by, house.runtime)).id)
        case ("take back", at):
            if made:
                made.append((await take_back(made[at % len(made)], by, house.runtime)).id)


@example(operations=[("never", 0, 1), ("link", 1, 2), ("link", 0, 2)])
@example(operations=[("link", 0, 1), ("link", 1, 2), ("never", 0, 2), ("part", [1])])
@example(operations=[("link", 6, 7), ("never", 6, 8), ("link", 4, 0), ("link", 0, 5), ("take back", 0)])
@given(operations=st.lists(OPERATIONS, min_size=1, max_size=12))
@settings(
    max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@pytest.mark.asyncio(loop_scope="module")
async def test_taken_back_in_reverse_everything_stands_as_it_did(kept, houses, lead, tmp_path_factory, operations):
    place = tmp_path_factory.mktemp("nine") / "kept"
    shutil.copytree(kept.directory, place)
    made: list[int] = []
    async with houses(directory=place) as house:
        start = await everything(house, kept.records)
        for operation in operations:
            before = await everything(house, kept.records)
            try:
                await carry_out(house, operation, kept.records, made, lead)
            except (NotAcceptable, NotFound):
                assert await everything(house, kept.records) == before, "what is refused changes nothing"
            await check_rules(house, kept.records)
        for change in reversed(made):
            await take_back(change, lead, house.runtime)
            await check_rules(house, kept.records)
        assert await everything(house, kept.records) == start
    shutil.rmtree(place)
