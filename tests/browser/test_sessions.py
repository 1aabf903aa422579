"""A session belongs to one browser and one person: it is not fixed, replayed, forged, kept or shown after its end."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="module")
COOKIE = "golden-thread"


async def cookie_of(visitor) -> dict:
    return next(one for one in await visitor.page.context.cookies() if one["name"] == COOKIE)


async def is_signed_out(visitor) -> bool:
    """Whether home leads to the start page, which asks to sign in."""
    await visitor.open("/home")
    asks = visitor.main.get_by_text("You sign in with your own organisation’s account")
    return visitor.page.url == f"{visitor.site.url}/" and await asks.count() == 1


async def test_after_signing_out_the_back_button_shows_nothing(visitors, scripts: bool) -> None:
    async with visitors("social-worker", scripts=scripts) as robin:
        await robin.open("/agreements")
        await robin.press("Sign out")
        await robin.sees("You have signed out")
        await robin.page.go_back()
        await expect(robin.page.locator("body")).not_to_contain_text("Robin Ashdown")
        assert await is_signed_out(robin)


async def test_a_cookie_that_was_kept_opens_nothing_after_signing_out(visitors) -> None:
    async with visitors("social-worker") as robin:
        kept = await cookie_of(robin)
        await robin.press("Sign out")
        await robin.page.context.add_cookies([kept])
        assert await is_signed_out(robin)


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value[:-1] + ("B" if value[-1] == "A" else "A"),
        lambda _: "x",
        lambda value: value * 2,
        str.swapcase,
    ],
)
async def test_a_cookie_that_was_tampered_with_opens_nothing(visitors, change) -> None:
    async with visitors("social-worker") as robin:
        cookie = await cookie_of(robin)
        changed = change(cookie["value"])
        assert changed != cookie["value"]
        await robin.page.context.add_cookies([cookie | {"value": changed}])
        assert await is_signed_out(robin)


async def test_a_cookie_planted_before_sign_in_is_worth_nothing_afterwards(visitors) -> None:
    async with visitors() as robin, visitors() as attacker:
        planted = {"name": COOKIE, "value": "planted-by-an-attacker", "url": robin.site.url}
        await robin.page.context.add_cookies([planted])
        await robin.sign_in("Robin Ashdown")
        assert (await cookie_of(robin))["value"] != planted["value"]
        await attacker.page.context.add_cookies([planted])
        assert await is_signed_out(attacker)


async def test_the_cookie_is_hidden_from_scripts_and_from_other_sites(visitors) -> None:
    async with visitors("social-worker") as robin:
        cookie = await cookie_of(robin)
        assert cookie["httpOnly"] and cookie["sameSite"] == "Lax" and cookie["expires"] == -1
        assert await robin.page.evaluate("document.cookie") == ""


async def test_the_way_back_from_the_provider_leads_in_once_and_only_here(visitors) -> None:
    async with visitors() as robin, visitors() as thief:
        ways: list[str] = []
        robin.page.on("request", lambda sent: ways.append(sent.url) if "/sign-in/complete" in sent.url else None)
        await robin.sign_in("Robin Ashdown")
        for visitor in (thief, robin):
            await visitor.open(ways[0].removeprefix(visitor.site.url))
            await visitor.sees("You are not signed in", "Start again from the sign-in page")
        assert await is_signed_out(thief)


async def test_who_confirms_who_they_are_comes_back_under_another_cookie(visitors) -> None:
    async with visitors("social-worker") as robin:
        before = await cookie_of(robin)
        await robin.page.goto(f"{robin.site.url}/confirm?back-to=/agreements")
        await robin.page.get_by_label("Robin Ashdown").check()
        await robin.press("Sign in")
        assert robin.page.url == f"{robin.site.url}/agreements"
        after = await cookie_of(robin)
        assert after["value"] != before["value"]
        await robin.page.context.add_cookies([before])
        assert await is_signed_out(robin)


async def test_somebody_else_who_confirms_ends_the_session(visitors) -> None:
    async with visitors("social-worker") as robin:
        await robin.page.goto(f"{robin.site.url}/confirm?back-to=/agreements")
        await robin.page.get_by_label("Chris Marlow").check()
        await robin.press("Sign in")
        await robin.sees("signed in as somebody else, so nothing was done")
        assert await is_signed_out(robin)


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
async def test_nobody_is_led_to_another_site(visitors, elsewhere: str) -> None:
    async with visitors("social-worker") as robin:
        await robin.page.goto(f"{robin.site.url}/confirm?back-to={elsewhere}")
        await robin.page.get_by_label("Robin Ashdown").check()
        await robin.press("Sign in")
        assert robin.page.url == f"{robin.site.url}/home"
