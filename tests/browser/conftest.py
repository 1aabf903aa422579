"""The demo partnership in a real browser: signed in as one of its people, with every page held to the same rules.

    pytestmark = pytest.mark.asyncio(loop_scope="module")

    async def test_a_social_worker_asks(visitors, width, scripts) -> None:
        async with visitors("social-worker", width=width, scripts=scripts) as robin:
            await robin.say_why()
            await robin.ask_about("Synth", "Jordan", "2011-04-02")
            await robin.sees("Exploitation team (Awaken)")

Each page that a visitor comes to is checked on arrival: see `Visitor.arrived`. docs/pages.md says how to write a walk.
"""

import asyncio
import gzip
import hashlib
import os
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Error, Locator, Page, Response, async_playwright, expect

from connectors.sandbox import cast
from deploy.demo.provider.people import load_cast
from service.app import create_app
from service.runtime import Runtime

CHROMIUM = Path(os.environ.get("GOLDEN_THREAD_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(os.environ.get("GOLDEN_THREAD_AXE", "/nowhere/axe.min.js"))
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"]
HEAVIEST = 200 * 1024
"""What a page and all that it loads may weigh as it is served: styles and scripts packed, the page itself never."""
PERSONAL = frozenset(name for one in cast.CAST for name in (one.family, one.given) if len(name) > 3)
FRESH = re.compile(r'nonce="[^"]*"|[0-9a-f]{16,}|(?<=name="csrf_token" value=")[^"]*')
"""What differs each time that a page is made: axe judges a page once that is otherwise the same."""
PRINTED_FROM = 600
"""A page is printed on paper, whatever the screen: axe judges the print of the wide screen's page only."""
FAULTS = """async () => {
  const found = await axe.run({resultTypes: ['violations']});
  return found.violations.map(fault => [fault.id, fault.nodes.map(node => node.html.slice(0, 120))]);
}"""
"""What axe finds wrong, and nothing of what it finds right, which on a long page is a megabyte."""
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), label = one.labels && one.labels[0];
  const yellow = style.backgroundColor === 'rgb(255, 221, 0)';
  const shown = yellow || style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  const name = one.getAttribute('aria-label') || (label && label.innerText) || one.innerText || one.value || '';
  return {name: name.replace(/\\s+/g, ' ').trim(), shown, tag: one.tagName, kind: one.type || ''};
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser no walk can be made."""
    missing = pytest.mark.skip(reason="No Chromium here: set GOLDEN_THREAD_CHROMIUM to one.")
    for item in items:
        if Path(__file__).parent in item.path.parents and not CHROMIUM.exists():
            item.add_marker(missing)


@pytest.fixture(params=[1280, 320], ids=["desktop", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    """A walk that takes this is made on a wide screen and on a phone."""
    return request.param


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """A walk that takes this is made with JavaScript and without."""
    return request.param


@dataclass
class Site:
    """The service on a real port, over a copy of the partnership of its own."""

    url: str
    runtime: Runtime = field(repr=False)
    clock: object = field(repr=False)
    """A StandingClock: set `.at` to move the service's day. Sessions go by the machine's own clock."""
    house: Any = field(repr=False)
    """The same by HTTP with tokens, and for files that an agency hands over: see `House` in tests/conftest.py."""


Sites = Callable[..., AbstractAsyncContextManager[Site]]


@pytest.fixture(scope="session")
def sites(made, provider, houses) -> Sites:
    """Serve a copy of the partnership where its sign-in sends people back to: one at a time, so not beside `site`.

    `async with sites(directory=reviewed) as site`; `house=` serves one that is open already.
    """

    @asynccontextmanager
    async def served(house=None, **opening: object) -> AsyncIterator[Site]:
        async with AsyncExitStack() as open_until_then:
            house = house or await open_until_then.enter_async_context(houses(**opening))
            listening = open_until_then.enter_context(socket.create_server(("127.0.0.1", made.demo.port)))
            config = uvicorn.Config(create_app(house.runtime), log_level="error", access_log=False, lifespan="off")
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                yield Site(made.demo.url, house.runtime, house.clock, house)
            finally:
                server.should_exit = server.force_exit = True
                await serving

    return served


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(sites: Sites) -> AsyncIterator[Site]:
    """One for all tests of a module."""
    async with sites() as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, without a screen."""
    async with async_playwright() as driver:
        started = await driver.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        yield started
        await started.close()


@dataclass
class Visitor:
    """Somebody at a browser. What they do waits for the page that follows, and holds that page to the rules."""

    page: Page
    site: Site
    width: int
    scripts: bool
    rules: str = field(repr=False)
    """The source of axe-core; empty where it is not on this machine."""
    judged: set[str] = field(repr=False)
    """Digests of the pages in which axe found nothing."""
    name: str = ""
    """As whom they signed in."""
    checked: list[str] = field(default_factory=list)
    """The paths that were held to the rules, in order."""
    complaints: list[str] = field(default_factory=list)
    _loads: list[Response] = field(default_factory=list)

    @property
    def main(self) -> Locator:
        """The page without its header and footer."""
        return self.page.locator("main")

    async def open(self, path: str) -> None:
        """Go to an address of the service, as from a bookmark."""
        self._loads.clear()
        await self.page.goto(self.site.url + path)
        await self.arrived()

    async def follow(self, name: str) -> None:
        """Follow the link, or the button that is a link, of this name in the page, else its way back or its header."""
        found = self.main.get_by_role("link", name=name).or_(self.main.get_by_role("button", name=name))
        if not await found.count():
            found = self.page.locator(".gt-above").get_by_role("link", name=name)
        if not await found.count():
            found = await self._in_navigation(name)
        await self._leave_by(found.first)

    async def press(self, name: str) -> None:
        """Press a button of this name, which sends its form."""
        await self._leave_by(self.page.get_by_role("button", name=name, exact=True).first)

    async def fill(self, label: str, value: str) -> None:
        """Type into the input of this label."""
        await self.main.get_by_label(label, exact=True).fill(value)

    async def choose(self, label: str) -> None:
        """Take the radio button or checkbox of this label."""
        await self.main.get_by_label(label).first.check()

    async def sees(self, *texts: str) -> None:
        """The page holds all of these."""
        for text in texts:
            await expect(self.main).to_contain_text(text)

    async def sees_nothing_of(self, *texts: str) -> None:
        """Neither the page nor its source holds any of these."""
        source = await self.page.content()
        assert [text for text in texts if text in source] == []

    async def arrived(self) -> None:
        """Hold this page to what every page is held to.

        One heading at the top and a title without a personal word; no sideways scroll; nothing kept, nothing from
        elsewhere, nothing blocked and no complaint of the browser; within the weight; and axe finds nothing, on the
        screen and in print.
        """
        await self.page.wait_for_load_state("load")
        address = urlsplit(self.page.url)
        if f"{address.scheme}://{address.netloc}" != self.site.url:
            return  # the sign-in of the demo, which is not ours
        path = address.path
        assert await self.page.locator("h1").count() == 1, path
        assert (await self.page.title()).endswith(" – Golden Thread"), path
        assert personal_words(self.page.url) | personal_words(await self.page.title()) == set(), path
        assert await self.page.evaluate("document.documentElement.scrollWidth") <= self.width, path
        assert await self._weight() <= HEAVIEST, path
        await self._document_is_not_kept(path)
        await self._axe(path)
        assert self.complaints == [], path
        self.checked.append(path)

    async def tabs(self, most: int = 600) -> list[str]:
        """The names of what Tab comes to, from the head of the page to its end; each must show that it has focus."""
        await self.page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        names: list[str] = []
        for _ in range(most):
            await self.page.keyboard.press("Tab")
            focused = await self.page.evaluate(FOCUSED)
            if focused is None:
                return names
            assert focused["name"], f"{focused['tag']} has no name to be read out"
            assert focused["shown"], f"{focused['name']} does not show that it has focus"
            names.append(focused["name"])
        raise AssertionError(f"Tab never came to the end of the page: {names[-5:]}")

    async def tab_to(self, name: str, most: int = 200) -> None:
        """Press Tab until what has focus bears this name."""
        for _ in range(most):
            await self.page.keyboard.press("Tab")
            focused = await self.page.evaluate(FOCUSED)
            if focused and focused["name"].startswith(name):
                return
        raise AssertionError(f"Tab never came to {name!r}")

    async def take(self, label: str, most: int = 20) -> None:
        """Choose a radio button by keyboard: Tab to its group, then the arrows within it."""
        while True:
            await self.page.keyboard.press("Tab")
            focused = await self.page.evaluate(FOCUSED)
            assert focused is not None, f"Tab came to the end of the page without a radio button {label!r}"
            for _ in range(most if focused["kind"] == "radio" else 0):
                if focused["name"].startswith(label):
                    return await self.page.keyboard.press("Space")
                await self.page.keyboard.press("ArrowDown")
                focused = await self.page.evaluate(FOCUSED)

    async def key(self, key: str) -> None:
        """Press a key that leads to another page, such as Enter on a link."""
        async with self.leaving():
            await self.page.keyboard.press(key)

    @asynccontextmanager
    async def leaving(self) -> AsyncIterator[None]:
        """What is done within leads to another page."""
        self._loads.clear()
        async with self.page.expect_navigation():
            yield
        await self.arrived()

    async def sign_in(self, name: str) -> None:
        """From the start page through the demo's sign-in to home."""
        await self.open("/")
        await self.press("Sign in")
        await self.page.get_by_label(name).check()
        await self.press("Sign in")

    async def confirm_who_i_am(self) -> None:
        """Sign in once more, where the page asks for that first."""
        if await self.page.get_by_role("button", name="Confirm and continue").count():
            await self.follow("Confirm and continue")
            await self.page.get_by_label(self.name).check()
            await self.press("Sign in")

    async def say_why(
        self, purpose: str = "Safeguard or promote", tie: str = "I have an open case", case: str = "SC-20418"
    ) -> None:
        """From any page to the form that asks about whom."""
        await self.follow("Ask about a family")
        await self.choose(purpose)
        await self.fill("Case or referral reference", case)
        await self.choose(tie)
        await self.press("Continue")

    async def ask_about(self, family: str, given: str = "", born: str = "", postcode: str = "") -> None:
        """Fill in whom, and ask; `born` is `YYYY-MM-DD`."""
        await self.fill("Family name", family)
        await self.fill("Given name", given)
        for label, part in zip(("Year", "Month", "Day"), born.split("-") if born else ("", "", ""), strict=True):
            await self.fill(label, part)
        await self.fill("Postcode", postcode)
        await self.press("Show who is working with them")

    async def sign_out(self) -> None:
        """By the button in the header."""
        await self.press("Sign out")

    async def picture(self, file: Path, *, whole: bool = True) -> None:
        """A screenshot, for looking at and for docs/screens/."""
        file.parent.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=str(file), full_page=whole)

    async def _leave_by(self, way: Locator) -> None:
        async with self.leaving():
            await way.click()

    async def _in_navigation(self, name: str) -> Locator:
        menu = self.page.get_by_role("button", name="Menu", exact=True)
        if await menu.is_visible():
            await menu.click()
        return self.page.locator("header, .gt-beside").get_by_role("link", name=name)

    async def _weight(self) -> int:
        loads = [(load.request.resource_type, await _body(load)) for load in self._loads if load.ok]
        return sum(len(body if kind == "document" else gzip.compress(body)) for kind, body in loads)

    async def _document_is_not_kept(self, path: str) -> None:
        documents = [load for load in self._loads if load.request.resource_type == "document" and load.ok]
        assert all(load.headers["cache-control"] == "no-store" for load in documents), path

    async def _axe(self, path: str) -> None:
        """Axe in the page, on the screen and in print, unless it has judged the same page at this width already."""
        if not self.rules or not self.scripts:
            return  # axe waits by timers, which stand still in a browser without scripts; the markup is the same
        digest = hashlib.sha256(f"{self.width} {FRESH.sub('', await self.page.content())}".encode()).hexdigest()
        if digest in self.judged:
            return
        await self.page.evaluate(self.rules)
        for media in ("screen", "print") if self.width >= PRINTED_FROM else ("screen",):
            await self.page.emulate_media(media=media)
            assert await self.page.evaluate(FAULTS) == [], (path, media)
        await self.page.emulate_media(media="screen")
        self.judged.add(digest)


async def _body(load: Response) -> bytes:
    """What came; nothing where the browser has forgotten it, because a redirect led on to the page that stays."""
    try:
        return await load.body()
    except Error:
        return b""


def personal_words(text: str) -> set[str]:
    """The names of the cast that stand in a text which a browser keeps."""
    return {word for word in re.findall(r"[^\W\d_]+", text) if word in PERSONAL}


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility rules, as a script to run in a page."""
    return AXE.read_text(encoding="utf-8") if AXE.exists() else ""


@pytest.fixture(scope="session")
def judged() -> set[str]:
    """Digests of the pages in which axe found nothing."""
    return set()


Visitors = Callable[..., AbstractAsyncContextManager[Visitor]]


@pytest.fixture
def visitors(site: Site, visitors_at: Callable[[Site], Visitors]) -> Visitors:
    """Open a browser of one's own: `async with visitors("social-worker") as robin`, or `visitors()` for a stranger.

    The ids are those of `deploy/demo/provider/people.json`.
    """
    return visitors_at(site)


@pytest.fixture
def visitors_at(browser: Browser, axe: str, judged: set[str]) -> Callable[[Site], Visitors]:
    """The same at a site of one's own: `visitors_at(site)("social-worker")`."""
    return lambda site: visitors_of(site, browser, axe, judged)


def visitors_of(site: Site, browser: Browser, axe: str, judged: set[str]) -> Visitors:
    @asynccontextmanager
    async def opened(who: str = "", *, width: int = 1280, scripts: bool = True) -> AsyncIterator[Visitor]:
        context = await browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, accept_downloads=True
        )
        visitor = Visitor(await context.new_page(), site, width, scripts, axe, judged)
        listen(visitor)
        try:
            if who:
                visitor.name = load_cast().people[who].name
                await visitor.sign_in(visitor.name)
            yield visitor
        finally:
            await context.close()

    return opened


def listen(visitor: Visitor) -> None:
    """Keep what the browser loads and what it complains of; a 4xx that a page means is no complaint."""
    page, complaints = visitor.page, visitor.complaints
    page.on("response", lambda load: visitor._loads.append(load))  # noqa: PLW0108 - Playwright marks what it is given
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda sent: complaints.append(sent.url) if "//127.0.0.1:" not in sent.url else None)
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" and "status of 4" not in said.text else None,
    )
