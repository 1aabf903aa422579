"""A practitioner asks, from the sign-in page to the contact card: five pages, on any screen, without scripts too."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
EVERY_WAY = [(1280, True), (1280, False), (320, True), (320, False)]
"""How wide, and whether with JavaScript."""


async def say_why(robin) -> None:
    await robin.choose("Safeguard or promote the welfare of a child")
    await robin.fill("Case or referral reference", "SC-20418")
    await robin.choose("I have an open case with this family")
    await robin.press("Continue")


@pytest.mark.parametrize("way", EVERY_WAY, ids=str)
async def test_a_social_worker_learns_whom_to_ring_in_five_pages(visitors, width: int, scripts: bool) -> None:
    async with visitors(width=width, scripts=scripts) as robin:
        await robin.sign_in("Robin Ashdown")
        await robin.follow("Ask about a family")
        await say_why(robin)
        await robin.fill("Family name", "Synth")
        await robin.fill("Given name", "Jordan")
        await robin.fill("Day", "2")
        await robin.fill("Month", "4")
        await robin.fill("Year", "2011")
        await robin.press("Show who is working with them")
        await robin.sees("Exploitation team (Awaken)", "01632 960 111", "Another service is involved")
        await robin.sees_nothing_of("CAMHS")
        assert [path.split("/")[1] for path in robin.checked] == ["", "home", "why", "whom", "answers"]


async def test_the_same_by_keyboard_alone(visitors) -> None:
    async with visitors("social-worker") as robin:
        await robin.tab_to("Ask about a family")
        await robin.key("Enter")
        await robin.take("Safeguard or promote the welfare of a child")
        await robin.tab_to("Case or referral reference")
        await robin.page.keyboard.type("SC-20418")
        await robin.take("I have an open case with this family")
        await robin.key("Enter")
        await robin.tab_to("Family name")
        await robin.page.keyboard.type("Synth")
        await robin.tab_to("Given name")
        await robin.page.keyboard.type("Jordan")
        await robin.tab_to("Day")
        for part in ("2", "4", "2011"):
            await robin.page.keyboard.type(part)
            await robin.page.keyboard.press("Tab")
        await robin.tab_to("Show who is working with them")
        await robin.key("Enter")
        await robin.sees("Exploitation team (Awaken)")
        names = await robin.tabs()
        assert names[0] == "Skip to main content"
        assert "Why am I allowed to see this?" in names
