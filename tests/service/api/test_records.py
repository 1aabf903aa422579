"""`POST /v1/records/{format}`: a system hands over its own agency's records, one at a time, and nobody else's."""

import asyncio
import json
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

HUBS, POLICE = "blackpool-hubs-connector", "police-04-connector"


def line(number: int = 1, **changed: Any) -> dict[str, Any]:
    """A person whom nobody else here is like."""
    letters = "".join("abcdefghiklmnoprstuw"[int(digit)] for digit in str(number * 7919))
    return {
        "provider": "gss:E06000009",
        "record_type": "familyhub.early_help",
        "provider_ref": f"EHM-ONE-{number}",
        "names": [{"family": f"{letters}canary", "given": [letters[::-1].capitalize()]}],
        "dob": f"{1950 + number % 50}-03-17",
        "involvement": {"status": "open", "opened": "2026-09-14", "worker": {"name": "Wilhelmina Workercanary"}},
    } | changed


async def send(house, body: Any, who: str = HUBS, format_: str = "family_hubs") -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await house.api.post(f"/v1/records/{format_}", content=content, headers=house.token(who))


async def test_a_record_is_new_then_unchanged_then_changed(house) -> None:
    before = await house.runtime.store.counts()
    for body, became in ((line(1), "new"), (line(1), "unchanged"), (line(1, dob="1990-01-02"), "changed")):
        reply = await send(house, body)
        assert reply.status_code == 200, reply.text
        assert reply.json() == {"records": [became], "faults": []}
    after = await house.runtime.store.counts()
    assert (after.records - before.records, after.waiting) == (1, 0)


async def test_the_person_is_found_by_the_next_enquiry(house) -> None:
    assert (await send(house, line(2))).json()["records"] == ["new"]
    name = line(2)["names"][0]
    known = {"family_name": name["family"], "given_name": name["given"][0], "date_of_birth": line(2)["dob"]}
    answer = (await house.ask("social-worker", scope="person", person=known))["answer"]
    assert answer["outcome"] == "found"


async def test_the_log_has_the_counts_and_the_sender_and_nothing_personal(house) -> None:
    await send(house, line(3))
    entry = await house.newest("record.loaded")
    assert (entry["actor"]["staff"], entry["actor"]["agency"]) == (HUBS, "gss:E06000009")
    assert (entry["details"]["new"], entry["details"]["read"]) == (1, 1)
    assert "canary" not in json.dumps(entry)


async def test_many_at_once_share_entries_and_each_is_answered_for_its_own(house) -> None:
    size = house.runtime.log.size
    replies = await asyncio.gather(*(send(house, line(number)) for number in (*range(100, 140), *range(100, 140))))
    became = [reply.json()["records"][0] for reply in replies]
    assert (became.count("new"), became.count("unchanged")) == (40, 40)
    assert house.runtime.log.size - size < 40


async def test_a_record_of_another_agency_is_refused_and_nothing_of_it_is_kept(house) -> None:
    before = await house.runtime.store.counts()
    reply = await send(house, line(4, provider="gss:E06000008"))
    assert (reply.status_code, reply.json()["code"]) == (403, "role_not_permitted")
    assert await house.runtime.store.counts() == before


async def test_a_format_that_the_agency_does_not_send_is_refused(house) -> None:
    reply = await send(house, line(4), who=POLICE)
    assert (reply.status_code, reply.json()["code"]) == (403, "role_not_permitted")


@pytest.mark.parametrize("who", ["social-worker", "ig-lead"])
async def test_only_a_system_hands_records_over(house, who: str) -> None:
    reply = await send(house, line(5), who=who)
    assert (reply.status_code, reply.json()["code"]) == (403, "role_not_permitted")


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 422), (b"not json at all", 422), (b"\xff\xfe\x00", 422), (b" " * 70_000, 413)],
    ids=["nothing", "not json", "another encoding", "too large"],
)
async def test_what_is_no_message_is_refused_and_not_echoed(house, body: bytes, status: int) -> None:
    reply = await send(house, body)
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert "not json at all" not in reply.text


async def test_an_unknown_format_is_refused(house) -> None:
    assert (await send(house, line(6), format_="columns")).status_code == 422


async def test_what_is_wrong_goes_to_quarantine_and_the_sender_learns_code_and_field_and_no_value(house) -> None:
    before = await house.runtime.store.counts()
    numbers = {"identifiers": {"nhs_number": {"value": "9990000019", "status": "stated"}}}
    reply = await send(house, line(7, **numbers))
    assert reply.json()["records"] == ["new"]
    assert [(each["code"], each["field"]) for each in reply.json()["faults"]] == [("identifier_check", "nhs")]
    reply = await send(house, line(8, dob="2011-02-31"))
    assert reply.json()["records"] == []
    assert [(each["code"], each["field"]) for each in reply.json()["faults"]] == [("impossible_date", "dob")]
    assert not [value for value in ("9990000019", "2011-02-31", "canary") if value in reply.text]
    assert (await house.runtime.store.counts()).quarantined == before.quarantined + 2


async def test_a_message_that_holds_a_record_twice_is_refused(house) -> None:
    twice = "\n".join(json.dumps(line(9, dob=dob)) for dob in ("1990-01-02", "1991-01-02")).encode() + b"\n"
    reply = await send(house, twice)
    assert reply.status_code == 422
    assert "twice" in reply.json()["detail"]
