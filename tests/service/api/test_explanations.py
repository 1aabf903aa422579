"""Why, over HTTP: for IG leads only, in categories only, and each question is an entry of the log."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATH = "/v1/agreements/explain"
POLICE = {"provider": "police:04", "record_type": "police.family_involvement", "regime": "part3"}
BODY = {"agency": "gss:E06000009", "role": "social_worker", "purpose": "safeguard_child", "kinds": [POLICE]}


async def ask(house, who: str, body: dict):
    return await house.api.post(PATH, json=body, headers=house.token(who))


@pytest.mark.parametrize("who", ["family-hub-worker", "police-officer", "team-manager", "blackpool-hubs-connector"])
async def test_nobody_but_an_ig_lead_is_told_why(house, who) -> None:
    before = house.runtime.log.size
    reply = await ask(house, who, BODY)
    assert (reply.status_code, reply.json()["code"]) == (403, "role_not_permitted")
    assert house.runtime.log.size == before


async def test_a_no_names_the_condition_that_failed_and_is_an_entry(house) -> None:
    before = house.runtime.log.size
    reply = await ask(house, "ig-lead", {**BODY, "case_reference": False})
    assert reply.status_code == 200, reply.text
    assert house.runtime.log.size == before + 1
    assert (await house.newest("log."))["details"] == {"what": "explanation"}
    (one,) = reply.json()["candidates"]
    assert (one["effect"], one["level"], one["fields"]) == ("deny", 0, [])
    failed = {rule["rule"]: [said["code"] for said in rule["failed"]] for rule in one["considered"] if rule["failed"]}
    assert failed and all("case_reference_required" in codes for codes in failed.values())
    assert reply.json()["bundle"] == house.runtime.agreements.bundle_digest


async def test_a_yes_names_rule_gateway_and_obligations_with_their_sources(house) -> None:
    (one,) = (await ask(house, "ig-lead", {**BODY, "training": ["IG-L2"]})).json()["candidates"]
    assert one["effect"] == "allow"
    assert [rule["rule"] for rule in one["considered"] if rule["decides"]] == one["rules"]
    assert one["gateways"] and all(way["source"].startswith("https://") for way in one["gateways"])
    assert one["obligations"] and all(duty["sources"] for duty in one["obligations"])


@pytest.mark.parametrize(
    "body",
    [
        {**BODY, "kinds": []},
        {**BODY, "kinds": [POLICE] * 31},
        {**BODY, "level": 5},
        {**BODY, "family_name": "Synth"},
        {**BODY, "purpose": "Jordan Synth"},
    ],
    ids=["no kinds", "too many kinds", "level 5", "a person", "words in a code"],
)
async def test_what_is_no_question_in_categories_is_refused_and_not_echoed(house, body) -> None:
    reply = await ask(house, "ig-lead", body)
    assert reply.status_code == 422
    assert "Synth" not in reply.text
