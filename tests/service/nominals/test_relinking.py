"""Re-linking the whole store under another model: shown before it is applied, refused when it is stale, taken back."""

import json

import pytest

from service.errors import NotAcceptable, NotFound, ReasonCode
from service.matching.model import model_of, shipped_model
from service.nominals.history import history_of_record
from service.nominals.linking import link
from service.nominals.parting import never_link
from service.nominals.relink_proposal import propose
from service.nominals.relinking import apply, difference_of, undo
from service.settings import Settings
from service.store.nominals_reading import Membership

pytestmark = pytest.mark.asyncio(loop_scope="module")


def stricter(bits: float):
    """The shipped model, but surer before it links without a verified number."""
    document = json.loads(Settings.model_fields["model_path"].default.read_bytes())
    document["thresholds"]["confirmed"]["bits"] = bits
    return model_of(json.dumps(document).encode(), "stricter.json")


async def membership_of(house) -> dict[int, tuple]:
    rows = await Membership(house.runtime.store.database).everyone()
    return {row.record: (row.golden, row.state, row.shielded) for row in rows}


async def edges_of(house) -> set[tuple]:
    records = list(await membership_of(house))
    return {tuple(edge) for edge in await Membership(house.runtime.store.database).edges_of(records)}


def together(stands: dict[int, tuple]) -> set[frozenset[int]]:
    groups: dict[int, set[int]] = {}
    for record, (golden, *_) in stands.items():
        groups.setdefault(golden, set()).add(record)
    return {frozenset(group) for group in groups.values()}


async def test_the_same_model_proposes_hardly_anything(either, lead) -> None:
    run, difference = await propose(shipped_model(), lead, either.runtime)
    assert difference.records == len(await membership_of(either))
    assert difference.moved <= difference.records // 50
    assert difference.unchanged >= difference.goldens_before * 0.97
    assert (await difference_of(run, either.runtime))[1] == difference


async def test_a_proposal_changes_nothing_until_it_is_applied_and_is_taken_back_whole(either, lead) -> None:
    start, edges = await membership_of(either), await edges_of(either)
    await either.ask("social-worker")
    run, difference = await propose(stricter(45), lead, either.runtime)
    assert await membership_of(either) == start
    assert difference.split > 5 and difference.moved >= difference.split and difference.examples
    assert difference.goldens_after > difference.goldens_before
    applied = await apply(run, lead, either.runtime)
    now = await membership_of(either)
    assert len(together(now)) == difference.goldens_after
    assert len(applied.moves) == difference.moved
    entry = await either.newest("nominal.relinked")
    assert entry["details"]["moved"] == difference.moved and len(entry["details"]["records"]) <= 200
    assert {one.entry for one in applied.told} == {one.entry for one in difference.told}
    step = (await history_of_record(difference.examples[0], either.runtime)).steps[-1]
    assert (step.cause, step.change, step.entry) == ("relinked", run, applied.entry)
    with pytest.raises(NotAcceptable, match="applied already"):
        await apply(run, lead, either.runtime)
    await undo(run, lead, either.runtime)
    assert await membership_of(either) == start
    assert await edges_of(either) == edges
    assert (await either.newest("nominal.taken_back"))["details"]["undoes"] == run


async def test_what_people_have_decided_stands_above_the_new_model(houses, lead, hub_case, number_of) -> None:
    async with houses() as house:
        for at, (family, given) in enumerate((("Ainsworth", "Clara"), ("Blenkinsop", "Dora"), ("Ainsworth", "Clara"))):
            known = ("1971-01-31", "FY1 9QQ") if at != 1 else ("1982-02-22", "FY4 9RR")
            line = hub_case(f"R-{at}", family, given, *known)
            await house.load("family_hubs", line, "gss:E06000009")
        clara, dora, again = [await number_of(house, f"R-{at}") for at in range(3)]
        await link(clara, dora, "known_alias", lead, house.runtime)
        await never_link(clara, again, "two_people", lead, house.runtime)
        run, _ = await propose(stricter(10), lead, house.runtime)
        await apply(run, lead, house.runtime)
        stands = await membership_of(house)
        assert stands[clara][0] == stands[dora][0] != stands[again][0]


async def test_a_stale_proposal_is_refused_and_the_store_is_as_it_was(either, lead) -> None:
    run, difference = await propose(stricter(45), lead, either.runtime)
    moved = difference.examples[0]
    other = next(record for record in await membership_of(either) if record not in (moved, moved + 1))
    await never_link(moved, other, "two_people", lead, either.runtime)
    before = await membership_of(either)
    with pytest.raises(NotAcceptable, match="Propose it again") as refused:
        await apply(run, lead, either.runtime)
    assert refused.value.code is ReasonCode.MEMBERSHIP_CHANGED
    assert await membership_of(either) == before
    assert (await difference_of(run, either.runtime))[1] == difference, "the proposal can still be read"


async def test_there_is_no_such_run(either, lead) -> None:
    for asked in (apply(99999, lead, either.runtime), undo(99999, lead, either.runtime)):
        with pytest.raises(NotFound):
            await asked


async def test_records_of_shielded_people_are_counted_apart_and_hide_no_less_for_it(houses, lead) -> None:
    async with houses() as house:
        run, difference = await propose(stricter(45), lead, house.runtime)
        shielded = {record for record, (_, _, hidden) in (await membership_of(house)).items() if hidden}
        assert not shielded & set(difference.examples)
        await apply(run, lead, house.runtime)
        rows = await Membership(house.runtime.store.database).records(sorted(shielded))
        assert len(shielded) > 5 and all(row.shielded for row in rows.values())
