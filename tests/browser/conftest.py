"""The demo partnership in a real browser: signed in as one of its people, with every page held to the same rules.

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
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Error, Locator, Page, Response, ViewportSize, async_playwright, expect

from connectors.sandbox import cast
from deploy.demo.provider.people import load_cast
from service.app import create_app
from service.runtime import Runtime

CHROMIUM = Path(os.environ.get("GOLDEN_THREAD_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(os.environ.get("GOLDEN_THREAD_AXE", "/nowhere/axe.min.js"))
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run",
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",  # two pages of Chromium's own behind every window
]  # fmt: skip
HEAVIEST = 200 * 1024
"""What a page and all that it loads may weigh as it is served: styles and scripts packed, the page itself never."""
PERSONAL = frozenset(name for one in cast.CAST for name in (one.family, one.given) if len(name) > 3)
FRESH = re.compile(
    r'nonce="[^"]*"|[0-9a-f]{16,}|(?<=name="csrf_token" value=")[^"]*|(?<=href=")/[^"]*|\d+(?=[^<>]*<)'
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
"""What differs each time that a page is made (ids, tokens, numbers, months, where links lead): axe judges it once."""
SAFEGUARD, MEANT = "Safeguard or promote", "status of 4"
WIDE, HIGH, TABS_AT_ONCE = 1280, 900, 16
IN_PAGE = (Path(__file__).parent / "in_page.js").read_text(encoding="utf-8")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a walk twice, named for what it takes of `way`, unless it gives that; one without `scripts` has them."""
    given = str([mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")])
    names = [name for name in ("width", "scripts") if name in metafunc.fixturenames and name not in given]
    if taken := [] if "way" in given else names:
        named = ({"width": "desktop", "scripts": "no scripts"}, {"width": "phone", "scripts": "scripts"})
        ids = ["-".join(one[name] for name in taken) for one in named]
        metafunc.parametrize("way", [(WIDE, False), (320, True)], ids=ids)


@pytest.fixture
def width(way: tuple[int, bool]) -> int:
    return way[0]


@pytest.fixture
def scripts(way: tuple[int, bool]) -> bool:
    return way[1]


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
    """Serve a copy of the partnership, or a `house=` that is open, where sign-in leads back: one at a time."""

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
    rules: "Rules" = field(repr=False)
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
        """Hold this page to what every page is held to, from its one heading to what axe finds: see docs/pages.md."""
        await self.page.wait_for_load_state("load")
        address = urlsplit(self.page.url)
        if f"{address.scheme}://{address.netloc}" != self.site.url:
            return  # the sign-in of the demo, which is not ours
        path, shape = address.path, await self.in_page("shape")
        assert shape["headings"] == 1, path
        assert shape["title"].endswith(" – Golden Thread"), path
        assert personal_words(self.page.url) | personal_words(shape["title"]) == set(), path
        assert shape["width"] <= self.width, path
        assert await self._weight() <= HEAVIEST, path
        await self._axe(path)
        assert self.complaints == [], path
        self.checked.append(path)

    async def in_page(self, name: str) -> Any:
        """What `in_page.js` says under this name."""
        return await self.page.evaluate(f"({IN_PAGE}).{name}()")

    async def tabs(self, most: int = 600) -> list[str]:
        """The names of what Tab comes to, from the head of the page to its end; each must show that it has focus."""
        await self.in_page("follow")
        focused: list[dict[str, Any] | None] = []
        while None not in focused and most > 0:
            for _ in range(TABS_AT_ONCE):
                await self.page.keyboard.down("Tab")  # held down, as by somebody who goes through a page
            focused, most = await self.page.evaluate("window.cameTo"), most - TABS_AT_ONCE
        await self.page.keyboard.up("Tab")
        assert None in focused, f"Tab never came to the end of the page: {focused[-5:]}"
        came_to = [one for one in focused[: focused.index(None)] if one is not None]
        for one in came_to:
            assert one["name"], f"{one['tag']} has no name to be read out"
            assert one["shown"], f"{one['name']} does not show that it has focus"
        return [one["name"] for one in came_to]

    async def tab_to(self, name: str, most: int = 200) -> None:
        """Press Tab until what has focus bears this name."""
        for _ in range(most):
            await self.page.keyboard.press("Tab")
            focused = await self.in_page("focused")
            if focused and focused["name"].startswith(name):
                return
        raise AssertionError(f"Tab never came to {name!r}")

    async def take(self, label: str, most: int = 20) -> None:
        """Choose a radio button by keyboard: Tab to its group, then the arrows within it."""
        while True:
            await self.page.keyboard.press("Tab")
            focused = await self.in_page("focused")
            assert focused is not None, f"Tab came to the end of the page without a radio button {label!r}"
            for _ in range(most if focused["kind"] == "radio" else 0):
                if focused["name"].startswith(label):
                    return await self.page.keyboard.press("Space")
                await self.page.keyboard.press("ArrowDown")
                focused = await self.in_page("focused")

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

    async def say_why(self, purpose=SAFEGUARD, tie="I have an open case", case="SC-20418") -> None:
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

    async def picture(self, file: Path, *, whole: bool = True) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=str(file), full_page=whole)

    async def _leave_by(self, way: Locator) -> None:
        async with self.leaving():
            await way.click()

    async def _in_navigation(self, name: str) -> Locator:
        link = self.page.locator("header, .gt-beside").get_by_role("link", name=name)
        if not await link.count():  # what is folded away has no role
            await self.page.get_by_role("button", name="Menu", exact=True).click()
        return link

    async def _weight(self) -> int:
        """The document as it is; what goes with it packed, and that once only, since its address changes with it."""
        weight, weighed = 0, self.rules.weighed
        for load in (one for one in self._loads if one.ok):
            if load.request.resource_type == "document":
                assert load.headers["cache-control"] == "no-store", load.url
                weight += len(await _body(load))
            else:
                if load.url not in weighed and (body := await _body(load)):
                    weighed[load.url] = len(gzip.compress(body))
                weight += weighed.get(load.url, 0)
        return weight

    async def _axe(self, path: str) -> None:
        """Axe in the page, on the screen and in print, unless it has judged the same page at this width already."""
        if not self.rules.axe or not self.scripts:
            return  # axe waits by timers, which stand still in a browser without scripts; the markup is the same
        page = FRESH.sub("", await self.page.content())
        for width in dict.fromkeys((self.width, WIDE)):
            digest = hashlib.sha256(f"{width} {page}".encode()).hexdigest()
            if digest not in self.rules.judged:
                await self._judge(path, width)
                self.rules.judged.add(digest)

    async def _judge(self, path: str, width: int) -> None:
        """At one width; the print of the wide page only, since paper is as wide whatever the screen."""
        if not await self.page.evaluate("window.axe !== undefined"):
            await self.page.evaluate(self.rules.axe)
        await self.page.set_viewport_size(ViewportSize(width=width, height=HIGH))
        for media in ("screen", "print") if width == WIDE else ("screen",):
            await self.page.emulate_media(media=media)
            assert await self.in_page("faults") == [], (path, width, media)
        await self.page.emulate_media(media="screen")
        await self.page.set_viewport_size(ViewportSize(width=self.width, height=HIGH))


async def _body(load: Response) -> bytes:
    """What came; nothing where the browser has forgotten it, because a redirect led on to the page that stays."""
    try:
        return await load.body()
    except Error:
        return b""


def personal_words(text: str) -> set[str]:
    """The names of the cast that stand in a text which a browser keeps."""
    return {word for word in re.findall(r"[^\W\d_]+", text) if word in PERSONAL}


@dataclass(frozen=True)
class Rules:
    """What pages are held to, and which have been: for every visitor of a run."""

    axe: str = field(repr=False)
    """The source of axe-core; empty where it is not on this machine."""
    judged: set[str] = field(default_factory=set)
    """Digests of the pages in which axe found nothing."""
    weighed: dict[str, int] = field(default_factory=dict)
    """What styles, scripts and pictures weigh when packed, by their address."""


@pytest.fixture(scope="session")
def rules() -> Rules:
    """One for all. Without a browser no walk can be made."""
    if not CHROMIUM.exists():
        pytest.skip("No Chromium here: set GOLDEN_THREAD_CHROMIUM to one.")
    return Rules(AXE.read_text(encoding="utf-8") if AXE.exists() else "")


Visitors = Callable[..., AbstractAsyncContextManager[Visitor]]


@pytest.fixture
def visitors(site: Site, visitors_at: Callable[[Site], Visitors]) -> Visitors:
    """A browser of one's own for somebody of `deploy/demo/provider/people.json`, or `visitors()` for a stranger."""
    return visitors_at(site)


@pytest.fixture
def visitors_at(browser: Browser, rules: Rules) -> Callable[[Site], Visitors]:
    """The same at a site of one's own: `visitors_at(site)("social-worker")`."""

    @asynccontextmanager
    async def opened(site: Site, who: str = "", *, width: int = WIDE, scripts: bool = True) -> AsyncIterator[Visitor]:
        screen = ViewportSize(width=width, height=HIGH)
        async with await browser.new_context(viewport=screen, java_script_enabled=scripts) as context:
            visitor = Visitor(await context.new_page(), site, width, scripts, rules)
            listen(visitor)
            if who:
                # by the requests that the pages of sign-in send; `Visitor.sign_in` goes through those pages
                visitor.name = load_cast().people[who].name
                asked = await context.request.get(f"{site.url}/sign-in")
                await context.request.post(asked.url, form={"person": who})
                await visitor.open("/home")
                assert visitor.checked == ["/home"], f"{who} could not sign in"
            yield visitor

    return lambda site: partial(opened, site)


def listen(visitor: Visitor) -> None:
    """Keep what the browser loads and what it complains of; a 4xx that a page means is no complaint."""
    page, complaints = visitor.page, visitor.complaints
    page.on("response", lambda load: visitor._loads.append(load))  # noqa: PLW0108 - Playwright marks what it is given
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda sent: complaints.append(sent.url) if "//127.0.0.1:" not in sent.url else None)
    page.on("console", lambda said: said.type == "error" and MEANT not in said.text and complaints.append(said.text))
