"""The disclosure log is found by every filter that an IG lead has, and every look at it is an entry of it."""

import pytest

from service.store import projection

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_AGREED = {"purpose": "prevent_crime_disorder", "relationship": "open_case"}


async def listed(house, who: str = "ig-lead", **filters: object) -> list[dict]:
    asked = "&".join(f"{name}={value}" for name, value in filters.items())
    reply = await house.get(who, f"/v1/disclosures?limit=200&{asked}")
    assert reply.status_code == 200, reply.text
    return reply.json()


def numbers(rows: list[dict]) -> list[int]:
    return [row["index"] for row in rows]


async def test_an_answer_is_found_by_each_of_its_facts_and_by_all_at_once(either) -> None:
    index = (await either.ask("social-worker", scope="person"))["receipt"]["index"]
    asked = {"purpose": "early_help_coordination", "scope": "person"}
    other = (await either.ask("family-hub-worker", **asked))["receipt"]["index"]
    row = next(row for row in await listed(either) if row["index"] == index)
    facts = {
        "type": "enquiry.answered", "agency": row["agency"], "purpose": row["purpose"], "staff": row["staff"],
        "subject": row["subject"], "provider": row["providers"][0], "level": row["level"],
        "agreement": row["agreements"][0], "operation": "disclosure",
    }  # fmt: skip
    for name, value in facts.items():
        assert index in numbers(await listed(either, **{name: value})), name
    assert index in numbers(await listed(either, **facts))
    for name in ("purpose", "staff"):
        assert other not in numbers(await listed(either, **{name: facts[name]})), name
    assert index in numbers(await listed(either, agreement=row["agreements"][0].partition(" ")[0]))
    assert await listed(either, purpose="no_such_purpose") == []


async def test_time_bounds_the_list_at_both_ends(either) -> None:
    first = (await either.ask("social-worker", scope="person"))["receipt"]["index"]
    at = next(row["time"] for row in await listed(either) if row["index"] == first)
    assert first in numbers(await listed(either, since=at // 1_000_000))
    assert first not in numbers(await listed(either, since=at // 1_000_000 + 1))
    assert first not in numbers(await listed(either, until=at // 1_000_000))
    assert first in numbers(await listed(either, until=at // 1_000_000 + 1))


async def test_what_was_denied_is_seen_by_the_asker_s_own_lead_and_no_other(either, people, known_of) -> None:
    reply = await either.ask("social-worker-without-case", **NOT_AGREED, person=known_of(people["zofia"]))
    nobody = {"family_name": "Unheardof", "given_name": "Quentin", "date_of_birth": "2013-05-17", "postcode": "FY1 5DL"}
    empty = await either.ask("social-worker-without-case", **NOT_AGREED, person=nobody)
    assert reply["answer"]["outcome"] == empty["answer"]["outcome"] == "nothing_to_show"
    own = numbers(await listed(either, denied=True))
    assert reply["receipt"]["index"] in own
    assert empty["receipt"]["index"] not in own
    assert reply["receipt"]["index"] not in numbers(await listed(either, "police-ig-lead", denied=True))


async def test_pages_follow_each_other_without_a_gap_or_a_row_twice(either) -> None:
    for _ in range(7):
        await either.ask("social-worker", scope="person")
    reply = await either.get("ig-lead", "/v1/disclosures?type=enquiry.answered&limit=3")
    found = numbers(reply.json())
    while link := reply.headers.get("link"):
        assert link.endswith('; rel="next"')
        reply = await either.get("ig-lead", link[1 : link.index(">")])
        found += numbers(reply.json())
    whole = numbers(await listed(either, type="enquiry.answered"))
    assert found == whole == sorted(set(whole), reverse=True)
    assert len(whole) >= 7


async def test_a_search_for_what_is_rare_looks_at_a_bounded_part_and_goes_on(either) -> None:
    rare = (await either.ask("social-worker", scope="person"))["receipt"]["index"]
    for _ in range(6):
        await listed(either)
    wanted = projection.Wanted(purpose="safeguard_child", type="enquiry.answered", start=rare)
    size = await projection.size(either.runtime.store.database)
    found, below = [], size
    while below is not None:
        some = await projection.find(either.runtime.store.database, wanted, below, 50, looked_at=2)
        found, below = [*found, *(row.entry for row in some.rows)], some.next
    assert rare in found
    everything = await projection.find(either.runtime.store.database, wanted, size, 50)
    assert found == [row.entry for row in everything.rows]


async def test_a_query_is_an_entry_that_names_its_filters_and_never_what_was_typed(either) -> None:
    await listed(either, subject="Whitworth", staff="Robin%20Ashdown")
    entry = await either.newest("log.queried")
    assert entry["details"] == {"what": "list", "filters": ["staff", "subject"]}
    assert "Whitworth" not in str(entry)
    pseudonym = (await listed(either, type="enquiry.answered"))[0]["subject"]
    await listed(either, subject=pseudonym)
    assert (await either.newest("log.queried"))["subject"] == pseudonym


async def test_only_ig_leads_search(either) -> None:
    for address in ("/v1/disclosures", "/v1/disclosures/own-records", "/v1/disclosures/operations"):
        assert (await either.get("social-worker", address)).status_code == 403
