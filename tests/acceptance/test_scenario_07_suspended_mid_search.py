"""Scenario 7: an agreement is suspended while an answer is on its way: in the log, not released, and said plainly."""

import json

import pytest
import pytest_asyncio

from isa.register import Suspended, suspend

STOP = Suspended(subject="agreement", name="LANCS-ISA-0042", since=1795176000, by="SIRO", reason="a breach")


class SuspendedMeanwhile:
    """The agreements; a SIRO suspends one as soon as they have decided."""

    def __init__(self, agreements, state) -> None:
        self._agreements, self._state = agreements, state

    def __getattr__(self, name: str):
        return getattr(self._agreements, name)

    async def decide(self, question):
        decision = await self._agreements.decide(question)
        suspend(self._state, STOP)
        return decision


async def test_an_answer_on_its_way_is_not_released_and_the_log_says_so(houses) -> None:
    async with houses() as house:
        runtime = house.runtime
        meanwhile = SuspendedMeanwhile(runtime.agreements, runtime.settings.suspensions_path)
        async with house.with_parts(agreements=meanwhile) as asked:
            reply = await asked.post("social-worker")
        assert reply.status_code == 503
        assert reply.json()["code"] == "agreement_changed"
        assert "An agreement was changed while you were asking" in reply.json()["detail"]
        assert "Hartley" not in reply.text
        withheld, answered = [json.loads(one.body) for one in await runtime.log.entries(limit=2)]
        assert answered["type"] == "enquiry.answered"
        assert withheld["type"] == "enquiry.refused"
        assert withheld["relates_to"] == runtime.log.size - 2
        assert withheld["details"] == {"code": "agreement_changed"}


async def test_an_answer_with_nothing_to_show_is_not_held_back_or_that_would_say_that_somebody_is_known(houses) -> None:
    async with houses() as house:
        meanwhile = SuspendedMeanwhile(house.runtime.agreements, house.runtime.settings.suspensions_path)
        async with house.with_parts(agreements=meanwhile) as asked:
            reply = await asked.post("school-nurse", purpose="prevent_crime_disorder")
        assert reply.status_code == 200
        assert reply.json()["answer"]["outcome"] == "nothing_to_show"


async def test_from_the_suspension_on_nothing_of_that_agreement_is_told(houses, services) -> None:
    async with houses() as house:
        before = await house.ask("social-worker")
        suspend(house.runtime.settings.suspensions_path, STOP)
        after = await house.ask("social-worker")
        assert "police:04" in {card.get("agency") for card in services(before)}
        assert "police:04" not in {card.get("agency") for card in services(after)}
        assert "ods:RXL" in {card.get("agency") for card in services(after)}


async def test_an_answer_from_before_the_suspension_is_not_shown_again(houses) -> None:
    async with houses() as house:
        address = f"/v1/enquiries/{(await house.ask('social-worker'))['answer']['enquiry']}"
        assert (await house.get("social-worker", address)).status_code == 200
        suspend(house.runtime.settings.suspensions_path, STOP)
        again = await house.get("social-worker", address)
        assert again.status_code == 404
        assert again.json()["code"] == "not_found"


LEAD = "ig-lead"


class StoppedMeanwhile:
    """The agreements of one service; an IG lead stops something at another one as soon as these have decided."""

    def __init__(self, agreements, stop) -> None:
        self._agreements, self._stop = agreements, stop

    def __getattr__(self, name: str):
        return getattr(self._agreements, name)

    async def decide(self, question):
        decision = await self._agreements.decide(question)
        await self._stop()
        return decision


def agencies(reply) -> set[str]:
    return {card.get("agency", "") for person in reply["answer"]["people"] for card in person.get("services", ())}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def services_two(houses, engine):
    """Two services over one partnership, on PostgreSQL: they share nothing but its databases and its directory."""
    async with houses(**engine) as one, houses(**engine) as other:
        yield one, other


async def change(house, what: str, subject: str, name: str, who: str = LEAD):
    body = {"subject": subject, "name": name, "reason": "a breach is looked into"}
    reply = await house.api.post(f"/v1/agreements/{what}", json=body, headers=house.token(who))
    assert reply.status_code == 200, reply.text
    return reply.json()


async def name_of(subject: str, house) -> str:
    before = await house.ask("social-worker")
    assert "police:04" in agencies(before)
    if subject == "user":
        return (await house.newest("enquiry.answered"))["actor"]["staff"]
    if subject == "flow":
        basis = next(one for one in before["answer"]["bases"] if one["agreement"] == "LANCS-ISA-0042")
        return f"LANCS-ISA-0042/{basis['rules'][0]}"
    return {"agreement": "LANCS-ISA-0042", "agency": "police:04", "connector": "police:04"}[subject]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True, scope="module")
@pytest.mark.parametrize("subject", ["agreement", "flow", "agency", "connector", "user"])
async def test_stopped_at_one_service_it_is_withheld_and_then_refused_at_another(services_two, subject: str) -> None:
    one, other = services_two
    name = await name_of(subject, other)

    async def stop() -> None:
        await change(one, "suspensions", subject, name)

    meanwhile = StoppedMeanwhile(other.runtime.agreements, stop)
    async with other.with_parts(agreements=meanwhile) as asked:
        withheld = await asked.post("social-worker")
    assert (withheld.status_code, withheld.json()["code"]) == (503, "agreement_changed")
    entry = await other.newest("enquiry.refused")
    assert entry["details"] == {"code": "agreement_changed"}
    after = await other.ask("social-worker")
    assert "police:04" not in agencies(after)
    assert after["answer"]["outcome"] == ("nothing_to_show" if subject == "user" else "found")
    listed = (await one.get(LEAD, "/v1/agreements/suspensions")).json()
    assert [(row["subject"], row["name"]) for row in listed] == [(subject, name)]
    told = (await other.get("police-ig-lead", "/v1/notices?limit=500")).json()
    assert any(row["kind"] == "suspended" and name in row["text"] and "SIRO" in row["pass_on_to"] for row in told)
    await change(one, "resumptions", subject, name)
    assert "police:04" in agencies(await other.ask("social-worker"))


async def test_stopping_is_in_the_log_while_the_service_runs(houses) -> None:
    async with houses() as house:
        await change(house, "suspensions", "agreement", "LANCS-ISA-0042")
        entry = await house.newest("agreement.changed")
        assert entry["details"]["action"] == "suspend"
        assert (entry["details"]["subject"], entry["details"]["name"]) == ("agreement", "LANCS-ISA-0042")
        assert entry["actor"]["role"] == "ig_lead"


async def test_with_the_log_down_it_stops_all_the_same_and_does_not_resume(houses) -> None:
    async with houses() as house:
        await change(house, "suspensions", "flow", "LANCS-ISA-0042/R2")
        await house.runtime.log.close()
        body = {"subject": "agreement", "name": "LANCS-ISA-0042", "reason": "a breach"}
        stopped = await house.api.post("/v1/agreements/suspensions", json=body, headers=house.token(LEAD))
        assert stopped.status_code == 503
        assert "It is suspended" in stopped.json()["detail"]
        flow = body | {"subject": "flow", "name": "LANCS-ISA-0042/R2"}
        resumed = await house.api.post("/v1/agreements/resumptions", json=flow, headers=house.token(LEAD))
        assert resumed.status_code == 503
        held = {(one.subject, one.name) for one in house.runtime.agreements.register.suspended}
        assert held == {("agreement", "LANCS-ISA-0042"), ("flow", "LANCS-ISA-0042/R2")}


@pytest.mark.parametrize(
    ("who", "subject", "name", "status"),
    [
        ("social-worker", "agreement", "LANCS-ISA-0042", 403),
        ("team-manager", "agreement", "LANCS-ISA-0042", 403),
        (LEAD, "agreement", "LANCS-ISA-9999", 404),
        (LEAD, "agreement", "LANCS-ISA-0063", 403),
        (LEAD, "connector", "police:04/nothing", 404),
        (LEAD, "user", "Robin Ashdown", 404),
    ],
)
async def test_only_a_lead_of_a_party_stops_what_there_is(houses, who, subject, name, status) -> None:
    """LANCS-ISA-0063 is between the police and health."""
    async with houses() as house:
        body = {"subject": subject, "name": name, "reason": "a breach"}
        reply = await house.api.post("/v1/agreements/suspensions", json=body, headers=house.token(who))
        assert reply.status_code == status
        assert "Ashdown" not in reply.text
        assert not house.runtime.agreements.register.suspended


async def test_only_the_agency_that_stopped_it_lets_it_run_again(houses) -> None:
    async with houses() as house:
        await change(house, "suspensions", "agreement", "LANCS-ISA-0042")
        body = {"subject": "agreement", "name": "LANCS-ISA-0042", "reason": "we disagree"}
        for who, status in (("police-ig-lead", 403), ("social-worker", 403)):
            reply = await house.api.post("/v1/agreements/resumptions", json=body, headers=house.token(who))
            assert reply.status_code == status
        none = await house.api.post(
            "/v1/agreements/resumptions", json=body | {"name": "LANCS-ISA-0057"}, headers=house.token(LEAD)
        )
        assert (none.status_code, none.json()["code"]) == (404, "not_suspended")
        assert house.runtime.agreements.register.suspended
