"""The service and a real OPA server as deployed: fetched, verified, decided by; what is not ours is never loaded."""

import asyncio

import httpx
from pydantic import SecretStr

from isa.register import Suspended, suspend
from policies.bundle_signing import BundleKey
from policies.engine import PolicyUnavailable
from policies.question import Candidate, Question

SECRET = "0123456789abcdef0123456789abcdef"
DECISION = "/v1/data/golden_thread/disclosure/decision"
ATTEMPTS = 60


def _deployed(url: str) -> dict[str, object]:
    return {"policy_engine": "opa", "opa_url": url, "opa_token": SecretStr(SECRET)}


async def _decided(agreements, question: Question):
    """The first decision, once OPA has come round to fetching the bundle."""
    for _ in range(ATTEMPTS):
        try:
            return await agreements.decide(question)
        except PolicyUnavailable:
            await asyncio.sleep(0.1)
    raise AssertionError("OPA never decided by the service's bundle")


def _question(day: int) -> Question:
    hub = Candidate("gss:E06000009", "familyhub.early_help", "part2", age_band="under18")
    return Question(
        agency="gss:E06000009", role="social_worker", assurance="mfa", training=("IG-L2",), act="find", level=3,
        purpose="safeguard_child", relationship="open_case", case_reference=True, day=day, candidates=(hub,),
    )  # fmt: skip


def _today(house) -> int:
    return (house.clock.today() - type(house.clock.today())(1970, 1, 1)).days


async def test_opa_fetches_verifies_and_decides_and_a_suspension_is_there_at_once(
    houses, start_opa, serving, free_port: int
) -> None:
    async with houses(**_deployed(f"http://127.0.0.1:{free_port}")) as house, serving(house.runtime) as service:
        public = house.runtime.settings.bundle_public_key_path.read_bytes()
        async with start_opa(service, public):
            agreements = house.runtime.agreements
            question = _question(_today(house))
            before = await _decided(agreements, question)
            assert before.rulings[0].effect == "allow"
            suspend(
                house.runtime.settings.suspensions_path,
                Suspended(subject="agency", name="gss:E06000009", since=1, by="siro", reason="incident"),
            )
            after = await agreements.decide(question)  # no second try: the change itself costs no request
            assert after.bundle != before.bundle
            assert after.rulings[0].effect == "deny"


async def test_opa_answers_nothing_but_the_one_decision(houses, start_opa, serving, free_port: int) -> None:
    async with (
        houses(**_deployed(f"http://127.0.0.1:{free_port}")) as house,
        serving(house.runtime) as service,
        start_opa(service, house.runtime.settings.bundle_public_key_path.read_bytes()) as url,
    ):
        await _decided(house.runtime.agreements, _question(_today(house)))
        ours = {"Authorization": f"Bearer {SECRET}"}
        async with httpx.AsyncClient(base_url=url) as client:
            assert (await client.post(DECISION, json={"input": {}}, headers=ours)).status_code == 200
            assert (await client.post(DECISION, json={"input": {}})).status_code == 401
            for theirs in ("x", SECRET[:-1], SECRET.upper()):
                reply = await client.post(DECISION, json={}, headers={"Authorization": f"Bearer {theirs}"})
                assert reply.status_code == 401
            for method, path in (
                ("GET", "/v1/data"), ("GET", DECISION), ("POST", "/v1/data"), ("GET", "/v1/policies"),
                ("PUT", "/v1/policies/x"), ("PUT", "/v1/data/golden_thread"), ("POST", "/v1/compile"),
                ("POST", "/v1/query"), ("GET", "/v1/config"), ("GET", "/metrics"),
                ("POST", f"{DECISION}?explain=full"),
            ):  # fmt: skip
                assert (await client.request(method, path, headers=ours)).status_code == 401, (method, path)


async def test_a_bundle_by_another_key_is_never_loaded(houses, start_opa, serving, free_port: int) -> None:
    async with (
        houses(**_deployed(f"http://127.0.0.1:{free_port}")) as house,
        serving(house.runtime) as service,
        start_opa(service, BundleKey.fresh().public),
    ):
        for _ in range(10):
            try:
                await house.runtime.agreements.decide(_question(_today(house)))
            except PolicyUnavailable:
                await asyncio.sleep(0.2)
            else:
                raise AssertionError("OPA decided by a bundle that it could not verify")


async def test_only_the_opa_server_may_fetch_the_bundle(houses) -> None:
    async with houses(**_deployed("http://127.0.0.1:9")) as house:
        ours = {"Authorization": f"Bearer {SECRET}"}
        reply = await house.api.get("/v1/policy/bundle", headers=ours)
        assert reply.status_code == 200
        assert reply.headers["content-type"] == "application/vnd.openpolicyagent.bundles"
        assert reply.headers["etag"] == f'"{house.runtime.agreements.bundle_digest}"'
        again = await house.api.get("/v1/policy/bundle", headers={**ours, "If-None-Match": reply.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        for headers in ({}, {"Authorization": "Bearer x"}, house.token("social-worker"), house.token("ig-lead")):
            assert (await house.api.get("/v1/policy/bundle", headers=headers)).status_code == 401


async def test_nobody_may_fetch_the_bundle_where_there_is_no_secret(houses) -> None:
    async with houses() as house:
        for theirs in ("", " ", "x"):
            reply = await house.api.get("/v1/policy/bundle", headers={"Authorization": f"Bearer {theirs}"})
            assert reply.status_code == 401


async def test_the_reply_is_held_until_another_bundle_decides(houses) -> None:
    async with houses(**_deployed("http://127.0.0.1:9")) as house:
        tag = f'"{house.runtime.agreements.bundle_digest}"'
        asked = {"Authorization": f"Bearer {SECRET}", "If-None-Match": tag, "Prefer": "modes=snapshot,delta;wait=30"}
        waiting = asyncio.create_task(house.api.get("/v1/policy/bundle", headers=asked))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        suspend(
            house.runtime.settings.suspensions_path,
            Suspended(subject="agency", name="police:04", since=1, by="siro", reason="incident"),
        )
        reply = await asyncio.wait_for(waiting, 20)
        assert reply.status_code == 200
        assert reply.headers["etag"] != tag
