"""One service over two shards of its log: what was told before the change and after it is found, proved and erased."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from audit.__main__ import main
from audit.errors import EntryRefused
from audit.events import Entry, EventType
from audit.note import parse_vkey
from audit.receipt import read_receipt
from audit.retention import DEFAULT_YEARS
from audit.verify import Outcome
from service.cli.log_keeping import OPERATOR
from service.new_shard import Step, change_shard
from service.oversight.expiring import expire, find_expired
from service.oversight.projection_checked import check_projection
from service.projection.bringing_up_to_date import bring_up_to_date, make_again
from service.readiness import new_shard_due

NEXT = "demo.golden-thread.example/log/2027"
LEAD = "ig-lead"


@dataclass(frozen=True)
class At:
    """The clock of somebody who looks later."""

    seconds: int

    def now(self) -> int:
        return self.seconds


RETRIED = Entry(EventType.LOG_QUERIED, "asked-over-midnight", OPERATOR, relates_to=0)


async def cut(settings, clock) -> list[Step]:
    return [one.step async for one in change_shard(NEXT, OPERATOR, settings, clock)]


@pytest.fixture
async def asked(houses, tmp_path):
    """A copy of the partnership in which somebody asked before the log was changed; with their reply."""
    async with houses() as house:
        reply = await house.ask("social-worker")
        await house.get(LEAD, "/v1/disclosures")
        await house.runtime.log.append(RETRIED)
        settings, clock, size = house.runtime.settings, house.clock, house.runtime.log.size
    assert await cut(settings, clock) == [Step.PREPARED, Step.CLOSED, Step.BEGUN]
    assert await cut(settings, clock) == [Step.SERVES_ALREADY]
    return settings.directory, reply, size


async def test_what_was_told_before_the_change_and_after_it_is_one_history(houses, asked) -> None:
    place, before, size = asked
    async with houses(directory=place) as house:
        log = house.runtime.log
        after = await house.ask("social-worker")
        told = log.number_of(read_receipt(json.dumps(after["receipt"])))
        assert (before["receipt"]["index"] < size, after["receipt"]["index"] < 5, told > size) == (True, True, True)
        subject = (await house.newest("enquiry.answered"))["subject"]
        history = (await house.get(LEAD, f"/v1/subjects/{subject}/history")).json()
        assert [one["entry"]["index"] for one in history["told"]] == [before["receipt"]["index"], told]
        names = [one["entry"]["name"] for one in history["told"]][::-1]
        assert names == [f"2027-{after['receipt']['index']}", f"2026-{before['receipt']['index']}"]
        listed = (await house.get(LEAD, "/v1/disclosures?type=enquiry.answered")).json()
        assert [one["name"] for one in listed] == names
        own = (await house.get("social-worker", "/v1/own-access")).json()
        assert [one["entry"] for one in own if one["type"] == "enquiry.answered"] == [told, before["receipt"]["index"]]
        for name, reply in zip(names, (after, before), strict=True):
            receipt = (await house.get(LEAD, f"/v1/disclosures/{name}/receipt")).json()
            assert (receipt["index"], receipt["entry"]) == (reply["receipt"]["index"], reply["receipt"]["entry"])
        assert (await house.get(LEAD, "/v1/disclosures/2025-0/receipt")).status_code == 404
        assert (await house.get(LEAD, f"/v1/disclosures/2026-{size + 1}/receipt")).status_code == 404
        assert (await check_projection(house.runtime)).sound
        await make_again(house.runtime)
        assert (await check_projection(house.runtime)).sound
        assert (await house.api.get("/readyz")).json()["shard"] == "ready"


async def test_an_answer_of_the_closed_log_can_be_read_again_and_the_entry_names_it(houses, asked) -> None:
    place, before, _ = asked
    async with houses(directory=place) as house:
        enquiry = before["answer"]["enquiry"]
        again = await house.get("social-worker", f"/v1/enquiries/{enquiry}")
        assert again.status_code == 200
        reread = await house.newest("enquiry.reread")
        assert "relates_to" not in reread
        origin = "demo.golden-thread.example/log/2026"
        assert reread["details"]["earlier"] == {"index": before["receipt"]["index"], "origin": origin}
        (leaf,) = (await house.get(LEAD, "/v1/disclosures?type=enquiry.reread&limit=1")).json()
        assert leaf["relates_to"] == before["receipt"]["index"]
        assert leaf["relates_to_name"] == f"2026-{before['receipt']['index']}"


async def test_a_payload_of_the_closed_log_is_destroyed_by_an_entry_of_the_serving_one(
    houses, asked, tmp_path, capsys
) -> None:
    place, before, _ = asked
    async with houses(directory=place) as house:
        runtime, index = house.runtime, before["receipt"]["index"]
        time = json.loads(before["receipt"]["entry"])["time"]
        later = replace(runtime, clock=At(time // 1_000_000 + 8 * 366 * 86_400))
        found = await find_expired(later, DEFAULT_YEARS)
        assert index in [one.index for one in found.expired]
        await expire(runtime, found.expired, OPERATOR)
        size = runtime.log.size
        assert await expire(runtime, found.expired, OPERATOR) == len(found.expired)  # again, after a fault
        assert runtime.log.size == size
        assert (await runtime.log.payload(index)).wrapped_key is None
        assert (await find_expired(later, DEFAULT_YEARS)).expired == []
        said = await runtime.log.find(f"expired-{index}")
        assert json.loads(said.body)["details"]["earlier"]["index"] == index
        assert said.index > index
        await bring_up_to_date(runtime)
        assert (await check_projection(runtime)).sound
        for shard in runtime.log.numbering.shards:
            await runtime.log.export(tmp_path / shard.label, shard)
    key = (place / "log.vkey").read_text().strip()
    assert main(["verify", str(tmp_path / "2026"), str(tmp_path / "2027"), "--key", key, "--json"]) == Outcome.SOUND
    report = json.loads(capsys.readouterr().out)
    assert report["payloads"]["shredded"] == len(found.expired)
    assert report["payloads"]["missing"] == 0


async def test_a_retry_over_the_change_gets_the_receipt_of_the_closed_log(houses, asked) -> None:
    place, _, _ = asked
    async with houses(directory=place) as house:
        log = house.runtime.log
        before = log.size
        first = (place / "log.vkey").read_text().strip()
        assert (await log.append(RETRIED)).verify(parse_vkey(first)).origin == "demo.golden-thread.example/log/2026"
        assert log.size == before
        with pytest.raises(EntryRefused):
            await log.append(replace(RETRIED, relates_to=1))


async def test_a_year_that_is_over_is_told_of_and_nothing_is_changed_by_itself(houses, asked) -> None:
    place, _, _ = asked
    async with houses(directory=place) as house:
        name = house.runtime.log.verifier.name
        for year, state in ((2027, "ready"), (2028, "due")):
            noon = At(int(datetime(year, 1, 1, 12, tzinfo=UTC).timestamp()))
            async with house.with_parts(clock=noon) as later:
                assert (await later.api.get("/readyz")).json()["shard"] == state
                assert ("service log new-shard" in new_shard_due(later.runtime)) is (state == "due")
                assert later.runtime.log.verifier.name == name
