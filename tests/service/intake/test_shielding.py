"""A shielded person gets no unshielded shadow: a near match is held, and nobody can find it."""

from typing import Any

from service.store.store import Store


async def test_a_row_that_may_be_a_shielded_childs_is_held_and_found_by_nobody(
    store: Store, hub_file: Any, police_file: Any, load_into: Any
) -> None:
    shielded = await load_into(store, hub_file({"shield": {"reason": "DA"}}))
    if shielded.tally.quarantined:
        shielded = await load_into(store, hub_file({"shield": True}, name="again.jsonl"))
    assert shielded.tally.new == 1
    summary = await load_into(store, police_file({"family": "Birthsurname"}))
    assert (summary.tally.new, summary.tally.held, summary.tally.linked) == (1, 1, 0)
    counts = await store.counts()
    assert (counts.records, counts.held, counts.goldens, counts.asked) == (2, 1, 1, 1)
    assert {each.provider for each in await store.people([1])} == {"gss:E06000009"}
    assert await store.involvements([2]) == []
    again = await load_into(store, police_file({"family": "Birthsurname"}))
    assert again.tally.unchanged == 1
    assert (await store.counts()).held == 1
