"""Samples for quality checks: drawn by a seed that the service makes and the log keeps, from every band."""

import pytest

from service.clerical.sampling import rank
from service.store import clerical
from service.store.writing import Writer

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD, SUPERVISOR, POLICE_LEAD = "ig-lead", "team-manager", "police-ig-lead"


async def drawn(queue, band: str, count: int) -> dict:
    reply = await queue.post(LEAD, "samples", band=band, count=count)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def test_a_sample_of_links_is_drawn_and_its_seed_is_in_the_log_and_draws_it_again(queue) -> None:
    before = await clerical.joined_pairs(queue.house.runtime.store.database)
    database, model = queue.house.runtime.store.database, queue.house.runtime.model.digest
    in_line = [one for one in await clerical.edges_after(database, model, -1, -1) if (*one[:2], one.at) not in before]
    sample = await drawn(queue, "confirmed", 12)
    assert (sample["drawn"], sample["among"]) == (12, len(in_line))
    entry = await queue.house.newest("pair.sampled")
    assert entry["details"]["seed"] == sample["seed"]
    seed = bytes.fromhex(sample["seed"])
    lowest = sorted(in_line, key=lambda one: rank(seed, one.record, one.other))[:12]
    pairs = await clerical.drawn_pairs(database)
    held = {(p.record, p.other) for p in await clerical.waiting_pairs(database) if p.id in pairs}
    assert {(one.record, one.other) for one in lowest} <= held


async def test_no_pair_is_drawn_twice_and_two_samples_have_two_seeds(queue) -> None:
    one, other = await drawn(queue, "confirmed", 5), await drawn(queue, "confirmed", 5)
    assert one["seed"] != other["seed"]
    assert other["among"] == one["among"] - 5
    joined = await clerical.joined_pairs(queue.house.runtime.store.database)
    assert len(joined) == len({(record, with_) for record, with_, _ in joined})


async def test_a_sample_of_asks_takes_pairs_of_its_band_that_are_in_the_queue_already(queue) -> None:
    likely, possible = await queue.ordinary(), await queue.twins()
    await drawn(queue, "likely", 500)
    assert likely in await queue.numbers(LEAD, drawn=True)
    assert possible not in await queue.numbers(LEAD, drawn=True)
    await drawn(queue, "possible", 500)
    assert possible in await queue.numbers(LEAD, drawn=True)
    again = await drawn(queue, "likely", 500)
    assert again["drawn"] == 0


async def test_when_there_are_fewer_than_wanted_all_are_drawn(queue) -> None:
    await queue.ordinary()
    sample = await drawn(queue, "likely", 500)
    assert 1 <= sample["drawn"] < 500


async def test_only_an_information_governance_lead_draws(queue) -> None:
    for who in (SUPERVISOR, "social-worker"):
        assert (await queue.post(who, "samples", band="confirmed", count=5)).status_code == 404


async def test_a_link_that_is_found_wrong_is_parted_and_one_that_is_right_stays(queue) -> None:
    await drawn(queue, "confirmed", 500)
    listed = [one for one in await queue.listed(LEAD, drawn=True) if one["because"] == "joined"]
    single = [one["number"] for one in listed if not one["second_person"]]
    wrong = single[0]
    one, other = await queue.goldens(wrong)
    assert one == other
    elsewhere = [number for number in single if (await queue.goldens(number))[0] != one]
    right = elsewhere[0]
    assert await queue.decided(LEAD, wrong, "different") == "decided"
    one, other = await queue.goldens(wrong)
    assert one != other
    assert (await queue.house.newest("nominal."))["type"] == "nominal.override"
    together = await queue.goldens(right)
    assert await queue.decided(LEAD, right, "same") == "decided"
    assert await queue.goldens(right) == together


async def test_a_link_that_is_parted_elsewhere_leaves_the_sample_undecided(queue) -> None:
    await drawn(queue, "confirmed", 500)
    listed = [one["number"] for one in await queue.listed(LEAD, drawn=True) if one["because"] == "joined"]
    pair = await clerical.pair_of(queue.house.runtime.store.database, listed[0])
    async with queue.house.runtime.store.database.transaction() as transaction:
        await Writer(transaction).unlink([pair.record])
    assert listed[0] not in await queue.numbers(LEAD, drawn=True)


async def test_the_rank_is_foreseen_only_by_who_has_the_seed() -> None:
    pairs = [(record, record + 1) for record in range(200)]
    one, other = bytes(16), bytes(15) + b"\x01"
    first, second = (sorted(pairs, key=lambda pair: rank(seed, *pair)) for seed in (one, other))
    assert first == sorted(pairs, key=lambda pair: rank(one, *pair))
    assert len(set(first[:20]) & set(second[:20])) < 15
