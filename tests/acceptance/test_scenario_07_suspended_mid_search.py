"""Scenario 7: an agreement is suspended while an answer is on its way: in the log, not released, and said plainly."""

import json

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
