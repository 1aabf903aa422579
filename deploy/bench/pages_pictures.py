"""Takes the pictures of docs/screens/: the main pages as Chromium shows them, over the demo's invented people."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from deploy.bench.prepared import say

CHROMIUM: Final = "/usr/bin/chromium"
SWITCHES: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]
WIDE, NARROW, HIGH = 1280, 320, 900


class Picture(NamedTuple):
    """One picture: its file, whose page it is, how they come there, and how wide."""

    file: str
    who: str
    there: Callable[[Page, str], None]
    width: int = WIDE
    whole: bool = False
    """All of a page that is longer than the screen."""


def take(url: str, folder: Path, chromium: str = CHROMIUM) -> None:
    """Sign in as each person in turn and take every picture. What is in the folder of the same name is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=SWITCHES)
        for picture in PICTURES:
            say(f"{picture.file} as {picture.who or 'anybody'}")
            with page_of(browser, url, picture) as page:
                picture.there(page, url)
                page.screenshot(path=str(folder / f"{picture.file}.png"), full_page=picture.whole)
        browser.close()


@contextmanager
def page_of(browser: Browser, url: str, picture: Picture) -> Iterator[Page]:
    """A browser of one's own, signed in."""
    context = browser.new_context(viewport={"width": picture.width, "height": HIGH})
    try:
        page = context.new_page()
        page.goto(url)
        if picture.who:
            page.get_by_role("button", name="Sign in").click()
            page.get_by_label(picture.who).check()
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(f"{url}/home")
        yield page
    finally:
        context.close()


def stay(page: Page, url: str) -> None:
    """Where signing in leads, or the start page."""


def opened(path: str) -> Callable[[Page, str], None]:
    """By its address."""

    def go(page: Page, url: str) -> None:
        page.goto(url + path)

    return go


def followed(path: str, first: str) -> Callable[[Page, str], None]:
    """The first link of a page that begins with this address; the page itself where there is none."""

    def go(page: Page, url: str) -> None:
        page.goto(url + path)
        link = page.locator(f"main a[href^='{first}']").first
        if link.count():
            page.goto(url + (link.get_attribute("href") or ""))

    return go


def say_why(page: Page, url: str) -> None:
    """To the form that asks about whom."""
    page.goto(f"{url}/why")
    page.get_by_label("Safeguard or promote").check()
    page.get_by_label("Case or referral reference").fill("SC-20418")
    page.get_by_label("I have an open case").check()
    page.get_by_role("button", name="Continue").click()


def ask_about(family: str, given: str, year: str = "2011") -> Callable[[Page, str], None]:
    """To an answer."""

    def go(page: Page, url: str) -> None:
        say_why(page, url)
        known = {"Family name": family, "Given name": given, "Day": "2", "Month": "4", "Year": year}
        for label, value in known.items():
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_role("button", name="Show who is working with them").click()
        page.wait_for_load_state("load")

    return go


def tab_of_answer(tab: str) -> Callable[[Page, str], None]:
    """To a tab of the answer."""

    def go(page: Page, url: str) -> None:
        ask_about("Synth", "Jordan")(page, url)
        page.get_by_role("tab", name=tab).click()

    return go


ROBIN, JULES, PAT, CHRIS = "Robin Ashdown", "Jules Merrow", "Pat Lorimer", "Chris Marlow"
PICTURES: Final = (
    Picture("1-start", "", stay),
    Picture("2-why", ROBIN, opened("/why")),
    Picture("3-whom", ROBIN, say_why),
    Picture("4-answer", ROBIN, ask_about("Synth", "Jordan"), whole=True),
    Picture("4-answer-phone", ROBIN, ask_about("Synth", "Jordan"), NARROW),
    Picture("4-answer-family", ROBIN, tab_of_answer("Family")),
    Picture("4-answer-timeline", ROBIN, tab_of_answer("Timeline")),
    Picture("5-nothing-to-show", JULES, ask_about("Unheardof", "Quentin")),
    Picture("6-home", ROBIN, stay),
    Picture("7-disclosure-log", CHRIS, opened("/log")),
    Picture("8-log-entry", CHRIS, followed("/log", "/log/")),
    Picture("9-pairs", PAT, followed("/pairs", "/pairs/"), whole=True),
    Picture("10-requests-to-answer", PAT, opened("/requests-to-answer")),
    Picture("11-figures", CHRIS, opened("/log/figures")),
    Picture("12-reviews", CHRIS, opened("/anomalies")),
    Picture("13-agreements", CHRIS, opened("/agreements")),
    Picture("14-proofs", CHRIS, opened("/proofs")),
    Picture("15-sources", CHRIS, opened("/sources")),
    Picture("16-guidance", ROBIN, opened("/guidance")),
    Picture("17-public-register", "", opened("/public-register")),
    Picture("18-home-phone", ROBIN, stay, NARROW),
)
