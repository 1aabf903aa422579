"""For what may a role ask? Only what a rule in force lets it find out by asking, alone and in ordinary times."""

from typing import Any


async def test_a_role_may_declare_an_emergency_only_for_what_one_opens(house: Any) -> None:
    agreements = house.runtime.agreements
    opened = agreements.emergency_purposes_for("gss:E06000009", "social_worker")
    assert "safeguard_child" in {one.code for one in opened["s47_immediate"]}
    assert agreements.emergency_purposes_for("gss:E06000009", "nobody") == {}


async def test_a_role_is_offered_what_it_may_ask_and_not_what_is_told_at_a_meeting(house: Any) -> None:
    agreements = house.runtime.agreements

    def offered(agency: str, role: str) -> set[str]:
        return {one.code for one in agreements.purposes_for(agency, role)}

    assert "safeguard_child" in offered("gss:E06000009", "social_worker")
    at_meetings = {
        purpose
        for one in agreements.register.in_force
        for rule in one.agreement.rules
        if any(text.startswith("during(forum") for text in rule.conditions)
        for purpose in rule.purposes
    }
    assert "repeat_victimisation" in at_meetings, "no agreement of the demo is for a meeting alone: nothing is shown"
    everybody = {
        purpose for agency in agreements.agencies for role in agreements.roles for purpose in offered(agency, role)
    }
    assert "repeat_victimisation" not in everybody
    assert offered("gss:E06000009", "nobody") == set()
