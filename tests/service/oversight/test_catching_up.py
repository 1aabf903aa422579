"""What a rule has others told of is made of the log, once each, however often and by whomever it is read."""

import asyncio
import json

import pytest

from isa.register import Suspended, resume, suspend
from service.oversight.catching_up import catch_up
from service.store import oversight

pytestmark = pytest.mark.asyncio(loop_scope="module")

JORDAN = {"scope": "person", "level": 3}


async def notices(house, who: str, kind: str) -> list[dict]:
    found = await house.get(who, "/v1/notices?limit=500")
    assert found.status_code == 200, found.text
    return [one for one in found.json() if one["kind"] == kind]


async def test_the_owner_is_told_once_of_what_a_rule_has_them_told_of(either) -> None:
    before = len(await notices(either, "police-ig-lead", "notify_owner"))
    reply = await either.ask("social-worker", **JORDAN)
    assert any("notify_owner" in basis["obligations"] for basis in reply["answer"]["bases"])
    for _ in range(2):
        told = await notices(either, "police-ig-lead", "notify_owner")
        assert len(told) == before + 1
    assert told[-1]["entry"] == reply["receipt"]["index"]
    assert "police.family_involvement" in told[-1]["text"]
    assert "Jordan" not in told[-1]["text"]
    assert not await notices(either, "ig-lead", "notify_owner")


async def test_two_who_read_at_once_make_one_notice(either) -> None:
    reply = await either.ask("social-worker", **JORDAN)
    await asyncio.gather(*(catch_up(either.runtime) for _ in range(4)))
    told = await notices(either, "police-ig-lead", "notify_owner")
    assert [one["entry"] for one in told].count(reply["receipt"]["index"]) == 1


async def test_what_a_crash_left_unread_is_read_again_and_told_once(either) -> None:
    await either.ask("social-worker", **JORDAN)
    await catch_up(either.runtime)
    before = await notices(either, "police-ig-lead", "notify_owner")
    async with either.runtime.store.database.transaction() as transaction:
        position = await oversight.position(transaction)
        await oversight.set_position(transaction, max(0, position - 3))
    assert await notices(either, "police-ig-lead", "notify_owner") == before


async def test_of_a_shielded_person_both_sides_are_told_and_the_asker_s_hears_no_agency(
    either, people, known_of
) -> None:
    await either.ask("social-worker", person=known_of(people["nadia"]), relationship="referral_received")
    assert "what you hold" in (await notices(either, "police-ig-lead", "notify_ig"))[-1]["text"]
    own = await notices(either, "ig-lead", "notify_ig")
    assert any("another service holds" in one["text"] for one in own)
    assert not any("police:04 holds" in one["text"] or "police.family" in one["text"] for one in own)


async def test_of_an_answer_that_was_withheld_nobody_is_told(either) -> None:
    stop = Suspended(subject="agreement", name="LANCS-ISA-0042", since=1, by="SIRO", reason="a breach")
    state = either.runtime.settings.suspensions_path

    class Meanwhile:
        def __getattr__(self, name: str):
            return getattr(either.runtime.agreements, name)

        async def decide(self, question):
            decision = await either.runtime.agreements.decide(question)
            suspend(state, stop)
            return decision

    before = await notices(either, "police-ig-lead", "notify_owner")
    async with either.with_parts(agreements=Meanwhile()) as asked:
        assert (await asked.post("social-worker", **JORDAN)).status_code == 503
    resume(state, "agreement", "LANCS-ISA-0042")
    assert await notices(either, "police-ig-lead", "notify_owner") == before


async def test_a_notice_is_seen_once_by_the_agency_that_it_is_to(either) -> None:
    await either.ask("social-worker", **JORDAN)
    number = (await notices(either, "police-ig-lead", "notify_owner"))[-1]["number"]
    path = f"/v1/notices/{number}/seen"
    assert (await either.api.post(path, headers=either.token("ig-lead"))).status_code == 404
    assert (await either.api.post(path, headers=either.token("social-worker"))).status_code == 403
    seen = (await either.api.post(path, headers=either.token("police-ig-lead"))).json()
    assert seen["seen_by"].startswith("staff-")
    assert (await either.api.post(path, headers=either.token("police-ig-lead"))).json() == seen
    assert number not in {one["number"] for one in await notices(either, "police-ig-lead", "notify_owner")}
    shown = (await either.get("police-ig-lead", "/v1/notices?state=seen")).json()
    assert number in {one["number"] for one in shown}


@pytest.mark.parametrize("path", ["/v1/notices", "/v1/alerts", "/v1/reviews", "/v1/agreements/suspensions"])
async def test_only_an_ig_lead_reads_and_every_reading_is_an_entry(either, path: str) -> None:
    for who in ("social-worker", "team-manager", "police-04-connector"):
        if (who, path) != ("team-manager", "/v1/reviews"):  # a supervisor reads the samples of their own agency
            assert (await either.get(who, path)).status_code == 403
    assert (await either.get("ig-lead", path)).status_code == 200
    logged = await either.newest("oversight.read")
    assert logged["details"]["what"] == path.rsplit("/", 1)[1]
    assert logged["actor"]["role"] == "ig_lead"


async def test_with_the_log_down_no_notice_is_read(houses) -> None:
    async with houses() as house:
        await house.ask("social-worker", **JORDAN)
        await house.runtime.log.close()
        reply = await house.get("police-ig-lead", "/v1/notices")
    assert (reply.status_code, reply.json()["code"]) == (503, "log_unavailable")
    assert "involvement" not in json.dumps(reply.json())
