"""How much it takes from the sign-in page to the contact card: pages, keys and clicks counted, the time estimated.

The seconds are an estimate by the keystroke-level model (Card, Moran and Newell, 1980), of somebody who knows their
own case and types 40 words a minute; nobody was timed. It says which step is long, not how quick a person is.
"""

from dataclasses import dataclass, field

import pytest
from playwright.async_api import Locator

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEY, POINT, CLICK, HAND, THINK = 0.28, 1.1, 0.2, 0.4, 1.35
"""Seconds: a key, pointing with the mouse, its button down and up, a hand to the other device, making up one's mind."""
MOST_SECONDS, MOST_PAGES = 40.0, 5
WHY_SECONDS = 20.0


@dataclass
class Hands:
    """Somebody's hands: each act is done in the browser, and counted."""

    keys: int = 0
    clicks: int = 0
    moves: int = 0
    thoughts: int = 0
    on_keys: bool = field(default=False, repr=False)

    async def click(self, on: Locator) -> None:
        """Make up one's mind, point at it, and click."""
        self.thoughts, self.clicks = self.thoughts + 1, self.clicks + 1
        self._to(keys=False)
        await on.click()

    async def type(self, page, text: str) -> None:
        """Type what one knows, then go on with the next."""
        self.thoughts += 1
        self._to(keys=True)
        self.keys += len(text)
        await page.keyboard.type(text)

    async def press(self, page, key: str) -> None:
        self._to(keys=True)
        self.keys += 1
        await page.keyboard.press(key)

    def _to(self, *, keys: bool) -> None:
        self.moves += self.on_keys != keys
        self.on_keys = keys

    @property
    def seconds(self) -> float:
        return (
            self.keys * KEY + self.clicks * (POINT + CLICK) + self.moves * HAND + self.thoughts * THINK
        )  # fmt: skip


async def test_from_sign_in_to_the_contact_card_is_five_pages_and_forty_seconds(visitors, record_property) -> None:
    async with visitors() as robin:
        hands, page = Hands(), robin.page
        await robin.open("/")
        async with robin.leaving():
            await hands.click(page.get_by_role("button", name="Sign in"))
        await hands.click(page.get_by_label("Robin Ashdown"))
        async with robin.leaving():
            await hands.click(page.get_by_role("button", name="Sign in"))
        async with robin.leaving():
            await hands.click(robin.main.get_by_role("button", name="Ask about a family").first)
        before = hands.seconds
        await hands.click(robin.main.get_by_label("Safeguard or promote"))
        await hands.click(robin.main.get_by_label("Case or referral reference"))
        await hands.type(page, "SC-20418")
        await hands.click(robin.main.get_by_label("I have an open case"))
        async with robin.leaving():
            await hands.press(page, "Enter")
        why = hands.seconds - before
        await hands.click(robin.main.get_by_label("Family name", exact=True))
        await hands.type(page, "Synth")
        await hands.press(page, "Tab")
        await hands.type(page, "Jordan")
        await hands.press(page, "Tab")
        await hands.type(page, "2")
        for part in ("4", "2011"):
            await hands.press(page, "Tab")
            await page.keyboard.type(part)
            hands.keys += len(part)
        async with robin.leaving():
            await hands.press(page, "Enter")
        await robin.sees("Exploitation team (Awaken)", "01632 960 111")
        card = page.get_by_text("01632 960 111").first
        assert await card.evaluate("one => one.getBoundingClientRect().bottom <= innerHeight"), (
            "one has to scroll to it"
        )
    for name, value in (("hands", str(hands)), ("seconds", f"{hands.seconds:.1f}"), ("why", f"{why:.1f}")):
        record_property(name, value)
    print(hands, f"{hands.seconds:.1f} s in all, {why:.1f} s of them to say why")
    assert len(robin.checked) <= MOST_PAGES, robin.checked
    assert hands.seconds <= MOST_SECONDS
    assert why <= WHY_SECONDS
