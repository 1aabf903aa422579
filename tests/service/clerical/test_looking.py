"""One pair in full: both records as the matcher sees them, the waterfall of the weights, and an entry before it."""

import pytest

from service.entries import log_unavailable
from service.matching.person import Person
from service.sealing.keys import CannotOpen

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD, SUPERVISOR, POLICE_LEAD = "ig-lead", "team-manager", "police-ig-lead"


async def test_both_records_stand_side_by_side_with_levels_in_words(queue) -> None:
    number = await queue.ordinary()
    await queue.claim(LEAD, number)
    shown = (await queue.get(LEAD, f"pairs/{number}")).json()
    fields = {one["field"]: one for one in shown["fields"]}
    surname = queue.surnames[number].lower()
    assert fields["family"]["one"] == fields["family"]["other"] == [surname]
    assert (fields["given"]["one"], fields["given"]["other"]) == (["lillie"], ["millie"])
    assert fields["given"]["words"] == "one letter or one sound apart"
    assert fields["birth"]["level"] == "exact"
    assert fields["nhs"] | {"label": ""} == {
        "field": "nhs", "label": "", "one": [], "other": [], "level": "missing",
        "words": "not compared: one of them does not have it",
    }  # fmt: skip
    assert shown["band_today"] == shown["pair"]["band"] == "likely"
    for word in ("wilhelmina", "workercanary", "blackpool npt", "targeted"):
        assert word not in str(shown).lower()


async def test_the_waterfall_that_is_shown_sums_to_the_bits_that_are_shown(queue) -> None:
    number = await queue.ordinary()
    await queue.claim(LEAD, number)
    shown = (await queue.get(LEAD, f"pairs/{number}")).json()
    assert sum(step["bits"] for step in shown["waterfall"]) == pytest.approx(shown["bits"], abs=1e-9)
    assert shown["waterfall"][-1]["total"] == pytest.approx(shown["bits"], abs=1e-9)
    assert shown["probability"] == pytest.approx(1 / (1 + 2 ** -shown["bits"]))


async def test_a_look_is_an_entry_with_the_agencies_and_the_fields(queue) -> None:
    number = await queue.ordinary()
    await queue.claim(LEAD, number)
    await queue.get(LEAD, f"pairs/{number}")
    entry = await queue.house.newest("pair.shown")
    assert entry["operation"] == "disclosure"
    assert entry["details"]["pair"] == number
    assert set(entry["providers"]) == {"police:04", "gss:E06000009"}
    assert entry["recipients"] == ["gss:E06000009"]
    assert {"given", "family", "birth", "address"} <= set(entry["fields"])
    assert "nhs" not in entry["fields"]
    assert len(entry["details"]["subjects"]) == 2


async def test_without_the_entry_nothing_is_shown(queue) -> None:
    number = await queue.ordinary()
    await queue.claim(LEAD, number)
    async with queue.house.with_parts(log=Shut(queue.house.runtime.log)) as house:
        reply = await house.get(LEAD, f"/v1/match/pairs/{number}")
        assert reply.status_code == 503
        assert "millie" not in reply.text
        assert (await house.get(LEAD, "/v1/match/pairs")).status_code == 503


class Shut:
    """A log that takes nothing in."""

    def __init__(self, log: object) -> None:
        self._log = log

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    async def append(self, *given: object) -> None:
        raise log_unavailable()


async def test_without_its_entry_a_verdict_is_not_kept(queue) -> None:
    number = await queue.ordinary()
    version = (await queue.claim(LEAD, number))["version"]
    body = {"verdict": "same", "reason": "details_agree", "version": version}
    async with queue.house.with_parts(log=Shut(queue.house.runtime.log)) as house:
        reply = await house.api.post(f"/v1/match/pairs/{number}/decision", json=body, headers=house.token(LEAD))
        assert reply.status_code == 503
    one, other = await queue.goldens(number)
    assert one != other
    reply = await queue.post(LEAD, f"pairs/{number}/decision", **body)
    assert reply.json()["state"] == "decided"


async def test_only_who_claimed_it_looks(queue) -> None:
    number = await queue.ordinary()
    before = queue.house.runtime.log.size
    assert (await queue.get(LEAD, f"pairs/{number}")).json()["code"] == "pair_not_claimed"
    await queue.claim(SUPERVISOR, number)
    assert (await queue.get(LEAD, f"pairs/{number}")).json()["code"] == "pair_claimed"
    assert queue.house.runtime.log.size == before


async def test_addresses_of_a_pair_that_may_be_shielded_are_told_of_neither_record(queue) -> None:
    number = await queue.held()
    await queue.claim(POLICE_LEAD, number)
    reply = await queue.get(POLICE_LEAD, f"pairs/{number}")
    assert reply.status_code == 200, reply.text
    for word in ("fy1", "3zz", "10001"):
        assert word not in reply.text.lower()
    fields = {one["field"]: one for one in reply.json()["fields"]}
    for name in ("address", "phone"):
        assert (fields[name]["one"], fields[name]["other"], fields[name]["level"]) == ([], [], "hidden")
    assert not {"address", "phone"} & {step["field"] for step in reply.json()["waterfall"]}
    assert not {"address", "phone"} & set((await queue.house.newest("pair.shown"))["fields"])


async def test_a_record_that_does_not_open_is_not_shown(queue) -> None:
    number = await queue.ordinary()
    await queue.claim(LEAD, number)
    async with queue.house.with_parts(opener=Stuck()) as house:
        reply = await house.get(LEAD, f"/v1/match/pairs/{number}")
    assert (reply.status_code, reply.json()["code"]) == (503, "keys_unavailable")


class Stuck:
    """An opener whose agency has withdrawn its keys."""

    def person(self, row: object) -> Person:
        raise CannotOpen
