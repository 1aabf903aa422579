"""Before a session ends its person is warned and can have more time; what was typed stays, and nobody else reads it.

The browser's own clock is moved, not the service's: the session goes on meanwhile unless the test ends it.
"""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="module")
TYPED = "Synth"


async def near_the_end(visitor, path: str = "/why") -> None:
    """At a page whose session ends in a minute."""
    await visitor.page.clock.install()
    await visitor.open(path)
    await visitor.page.get_by_label("Case or referral reference").fill(TYPED)
    left = int(await visitor.page.locator("#gt-session").get_attribute("data-left"))
    await visitor.page.clock.fast_forward((left - 60) * 1000)


async def sign_in_beside(visitor, name: str):
    """In a tab of its own, by the link of the warning; that tab."""
    async with visitor.page.context.expect_page() as opened:
        await visitor.page.get_by_role("link", name="Sign in again").click()
    other = await opened.value
    await other.get_by_label(name).check()
    await other.get_by_role("button", name="Sign in").click()
    await other.wait_for_url("**/why")
    return other


async def test_the_warning_gives_more_time_by_keyboard_and_keeps_what_was_typed(visitors, width: int) -> None:
    async with visitors("social-worker", width=width) as robin:
        await near_the_end(robin)
        dialog = robin.page.get_by_role("alertdialog")
        await expect(dialog).to_contain_text("you will be signed out at")
        await expect(robin.page.get_by_role("button", name="Stay signed in")).to_be_focused()
        assert await robin.page.evaluate("document.documentElement.scrollWidth") <= width
        if robin.rules.axe:
            await robin.page.evaluate(robin.rules.axe)
            assert (await robin.page.evaluate("axe.run('#gt-session')"))["violations"] == []
        await robin.page.keyboard.press("Enter")
        await expect(dialog).to_be_hidden()
        await robin.page.clock.fast_forward(5 * 60 * 1000)
        await expect(dialog).to_be_hidden()
        assert await robin.page.get_by_label("Case or referral reference").input_value() == TYPED
        assert robin.complaints == []


async def test_after_the_end_the_page_is_hidden_until_the_same_person_signs_in_again(visitors) -> None:
    async with visitors("social-worker") as robin:
        await near_the_end(robin)
        await robin.page.context.clear_cookies(name="golden-thread")
        await robin.page.get_by_role("button", name="Stay signed in").click()
        await expect(robin.page.get_by_role("alertdialog")).to_contain_text("You were signed out")
        await expect(robin.page.locator("main")).to_be_hidden()
        await robin.page.keyboard.press("Escape")
        await expect(robin.page.locator("main")).to_be_hidden()
        await sign_in_beside(robin, "Robin Ashdown")
        await expect(robin.page.locator("main")).to_be_visible()
        await robin.choose("Safeguard or promote")
        await robin.choose("I have an open case")
        await robin.press("Continue")
        await robin.sees("Whom are you asking about?", f"case {TYPED}")
        assert robin.page.url == f"{robin.site.url}/whom"


async def test_somebody_else_who_signs_in_sees_nothing_of_the_page(visitors) -> None:
    async with visitors("social-worker") as robin:
        await near_the_end(robin)
        await robin.page.clock.fast_forward(61 * 1000)
        await expect(robin.page.locator("main")).to_be_hidden()
        other = await sign_in_beside(robin, "Chris Marlow")
        await other.wait_for_timeout(500)  # so that whatever that tab says to this one has been heard
        assert not await robin.page.locator("main").is_visible()


async def test_another_tab_that_is_used_puts_the_end_off_in_this_one(visitors) -> None:
    async with visitors("social-worker") as robin:
        await near_the_end(robin)
        other = await robin.page.context.new_page()
        await other.goto(f"{robin.site.url}/agreements")
        await expect(robin.page.get_by_role("alertdialog")).to_be_hidden()
        assert await robin.page.locator("main").is_visible()


async def test_without_scripts_the_page_says_when_and_a_button_gives_more_time_beside_it(visitors, width: int) -> None:
    async with visitors("social-worker", width=width, scripts=False) as robin:
        await robin.open("/why")
        await expect(robin.page.locator("p.gt-ends")).to_contain_text("You will be signed out at")
        await robin.page.get_by_label("Case or referral reference").fill(TYPED)
        async with robin.page.context.expect_page() as opened:
            await robin.page.get_by_role("button", name="Stay signed in").click()
        await expect((await opened.value).locator("h1")).to_have_text("You are still signed in")
        assert await robin.page.get_by_label("Case or referral reference").input_value() == TYPED


async def test_a_stranger_is_led_to_the_page_that_they_wanted_once_they_have_signed_in(visitors) -> None:
    async with visitors() as robin:
        await robin.open("/agreements")
        await robin.press("Sign in")
        await robin.page.get_by_label("Robin Ashdown").check()
        await robin.press("Sign in")
        assert robin.page.url == f"{robin.site.url}/agreements"
