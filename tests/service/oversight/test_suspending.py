"""What an IG lead stops stays stopped until whoever stopped it takes it back, whatever another agency does."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

STOP = {"subject": "agreement", "name": "LANCS-ISA-0042", "reason": "a breach is looked into"}


async def change(house, what: str, who: str, **body: str):
    return await house.api.post(f"/v1/agreements/{what}", json=STOP | body, headers=house.token(who))


async def stopped(house) -> list[str]:
    listed = (await house.get("ig-lead", "/v1/agreements/suspensions")).json()
    return [one["by"].partition(" ")[0] for one in listed]


async def test_whoever_stops_first_cannot_let_run_what_another_agency_stopped_too(either) -> None:
    assert (await change(either, "suspensions", "ig-lead")).status_code == 200
    second = await change(either, "suspensions", "police-ig-lead", reason="ours as well")
    assert (second.json()["by"].partition(" ")[0], second.json()["reason"]) == ("police:04", "ours as well")
    assert (await change(either, "resumptions", "ig-lead")).status_code == 200
    assert await stopped(either) == ["police:04"]
    assert (await either.ask("social-worker"))["answer"]["outcome"] == "found"
    people = (await either.ask("social-worker"))["answer"]["people"]
    told = {card.get("agency") for one in people for card in one.get("services", ())}
    assert "police:04" not in told
    assert (await change(either, "resumptions", "ig-lead")).status_code == 403
    assert (await change(either, "resumptions", "police-ig-lead")).status_code == 200
    assert await stopped(either) == []
