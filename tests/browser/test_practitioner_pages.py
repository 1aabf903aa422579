"""A practitioner after the answer: contacts, asks, follows, decides not to share, looks back; and in an emergency."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_from_the_answer_to_a_request_that_is_followed(visitors, site, width: int) -> None:
    async with visitors("social-worker", width=width) as robin:
        await robin.say_why()
        await robin.ask_about("Synth", "Jordan", "2011-04-02")
        await robin.open("/home")
        await robin.sees("My cases", "case SC-20418")
        await robin.follow("Contact a service")
        await robin.follow("Exploitation team (Awaken)")
        await robin.sees("01632 960 111", "If nobody answers")
        await robin.press("Save")
        await robin.sees("Choose how you turned to them.")
        await robin.follow("Ask for more detail")
        await robin.follow("Contact this service")
        await robin.follow("Ask them to call you back")
        await robin.press("Send")
        await robin.sees("There is a problem")
        await robin.main.get_by_label("What is it about?").fill(
            "We visit on Monday and would like to plan it with you."
        )
        await robin.main.get_by_label("How can they reach you?").fill("01632 960 144")
        await robin.press("Send")
        await robin.sees("Your request was sent.", "Lancashire Constabulary", "Waiting")
        await robin.follow("My requests")
        await robin.sees("Call back: Lancashire Constabulary")
        await robin.follow("Home")
        await robin.follow("Contact a service")
        await robin.follow("Another service")
        await robin.sees("We cannot say which service it is.")
        await robin.sees_nothing_of("CAMHS")
    assert (await site.house.newest("follow_up.asked"))["actor"]["role"] == "social_worker"


async def test_a_decision_not_to_share_guidance_and_my_history(visitors, site, width: int) -> None:
    async with visitors("family-hub-worker", width=width) as sam:
        await sam.follow("Can I share this?")
        await sam.sees(": yes, who to contact")
        await sam.follow("What we will tell the family")
        await sam.sees("Your rights")
        await sam.open("/not-sharing")
        await sam.press("Record my decision")
        await sam.sees("Choose why you decided not to share.")
        await sam.choose("It would be more than is proportionate")
        await sam.press("Record my decision")
        await sam.sees("Your decision was recorded.")
        await sam.open("/my-history")
        await sam.sees("Recorded a decision not to share")
    assert (await site.house.newest("sharing.declined"))["actor"]["role"] == "family_hub_worker"


async def test_an_emergency_is_confirmed_declared_and_counted_down(visitors, site, width: int) -> None:
    async with visitors("social-worker", width=width) as robin:
        await robin.open("/emergency")
        await robin.confirm_who_i_am()
        await robin.sees("This alerts.")
        await robin.press("Declare the emergency and alert")
        await robin.sees("Enter what harm you expect, and to whom")
        await robin.main.get_by_role("radio").first.check()
        await robin.main.get_by_label("What harm do you expect, and to whom?").fill("Seen with fresh injuries today.")
        await robin.main.get_by_label("What will you do next").fill("Visit with the police within the hour.")
        await robin.choose("Safeguard or promote the welfare of a child")
        await robin.fill("Family name", "Synth")
        await robin.fill("Given name", "Jordan" if width > 400 else "Jordann")
        await robin.fill("Year", "2011")
        await robin.press("Declare the emergency and alert")
        await robin.open("/emergency")
        await robin.sees("Yours of the last day")
    declared = await site.house.newest("emergency.declared")
    assert declared["break_glass"] is True


async def test_a_supervisor_finds_what_waits_for_them(visitors) -> None:
    async with visitors("team-manager") as pat:
        await pat.follow("Emergencies that wait for you")
        await pat.sees("Emergencies that wait for you")
        assert pat.page.url == f"{pat.site.url}/emergencies"
