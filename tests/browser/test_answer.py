"""The answer in a browser: its tabs with and without scripts, asking once more for a summary, and what is printed."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECTIONS = {
    "services": ("Services", "Exploitation team (Awaken)"),
    "family": ("Family", "Darren Synth"),
    "timeline": ("Timeline", "Began: Exploitation team (Awaken)"),
    "earlier-help": ("Earlier help", "Ask for a summary"),
}
"""By its place on the page: what it is called, and what it tells."""


async def turn_to(robin, section: str) -> None:
    """By its tab, or by the contents where there are no tabs."""
    tab = robin.main.get_by_role("tab", name=section).or_(robin.main.get_by_role("link", name=section))
    await tab.first.click()


@pytest.mark.parametrize("way", [(1280, True), (1280, False), (320, True), (320, False)], ids=str)
async def test_every_section_of_the_answer_can_be_read(visitors, width: int, scripts: bool) -> None:
    async with visitors("social-worker", width=width, scripts=scripts) as robin:
        await robin.say_why()
        await robin.ask_about("Synth", "Jordan", "2011-04-02")
        with_tabs = scripts and width == 1280
        for place, (name, telling) in SECTIONS.items():
            await turn_to(robin, name)
            assert telling in await robin.main.locator(f"#{place}").inner_text(), name
            if with_tabs:
                await robin.arrived()
        assert await robin.main.locator("#services").is_visible() is not with_tabs


async def test_the_father_is_drawn_and_listed_as_linked_and_not_as_of_the_household(visitors) -> None:
    async with visitors("social-worker") as robin:
        await robin.say_why()
        await robin.ask_about("Synth", "Jordan", "2011-04-02")
        await turn_to(robin, "Family")
        described = await robin.main.locator("svg desc").text_content()
        home, _, others = described.partition(". ")
        assert "Kelly Synth" in home
        assert "Darren Synth" not in home
        assert "Darren Synth" in others
        listed = robin.main.locator(".gt-list--relative", has_text="Darren Synth")
        assert "Linked, household not known" in await listed.inner_text()
        kelly = await robin.main.locator(".gt-list--relative", has_text="Kelly Synth").inner_text()
        assert "Linked by Blackpool Council, November 2026" in kelly
        assert "2 sources agree" in kelly


async def test_a_summary_is_asked_for_once_more_and_shows_earlier_help(visitors, scripts: bool) -> None:
    async with visitors("social-worker", scripts=scripts) as robin:
        await robin.say_why()
        await robin.ask_about("Synth", "Jordan", "2011-04-02")
        first = robin.page.url
        await turn_to(robin, "Earlier help")
        await robin.press("Ask for a summary")
        assert robin.page.url.split("#")[0] != first
        assert robin.page.url.endswith("#earlier-help")
        await robin.sees("Turnaround", "Service ended, completed", "March to June 2026", "Advice given")
        await robin.sees_nothing_of("CAMHS", "Ask for a summary", "2026-08-01")
        assert await robin.main.get_by_text("Advice is not a referral").is_visible()


async def test_all_of_it_is_printed_with_its_marking_and_without_a_control(visitors) -> None:
    async with visitors("social-worker") as robin:
        await robin.say_why()
        await robin.ask_about("Synth", "Jordan", "2011-04-02")
        await robin.page.emulate_media(media="print")
        for place in SECTIONS:
            assert await robin.main.locator(f"#{place}").is_visible(), place
        controls = robin.page.locator(".govuk-tabs__list, button, form, .gt-receipt__copy")
        assert await controls.locator("visible=true").count() == 0
        mark = await robin.page.locator(".gt-watermark").get_attribute("data-words")
        assert mark.startswith("OFFICIAL-SENSITIVE\nstaff-")
        assert robin.page.url.rsplit("/", 1)[1] in mark


async def test_the_tabs_are_turned_by_keyboard(visitors) -> None:
    async with visitors("social-worker") as robin:
        await robin.say_why()
        await robin.ask_about("Synth", "Jordan", "2011-04-02")
        await robin.tab_to("Services")
        await robin.page.keyboard.press("ArrowRight")
        assert await robin.main.locator("#family").is_visible()
        assert await robin.main.locator("#services").is_hidden()
