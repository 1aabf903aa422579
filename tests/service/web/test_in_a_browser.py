"""The pages in a real browser: readable, reachable by keyboard, nothing fetched from elsewhere, nothing blocked.

Needs Playwright and a Chromium (`GOLDEN_THREAD_CHROMIUM`, else `/usr/bin/chromium`). axe-core runs too where
`GOLDEN_THREAD_AXE` names its `axe.min.js`.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio
import uvicorn
from msgspec.structs import replace
from playwright.async_api import async_playwright, expect

from service.enquiry.shapes import Answer

CHROMIUM = Path(os.environ.get("GOLDEN_THREAD_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(os.environ.get("GOLDEN_THREAD_AXE", "/nowhere/axe.min.js"))
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
READ_PAGES = ["/agreements", "/agreements/LANCS-ISA-0042", "/agreements/LANCS-ISA-0042/public-entry"]
WORKER_PAGES = ["/home", "/why", "/whom", "/answers/enq_0001", "/answers/enq_none", *READ_PAGES, "/nowhere"]

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="No Chromium here: set GOLDEN_THREAD_CHROMIUM to one."),
    pytest.mark.asyncio(loop_scope="module"),
]


AGENCIES = (
    "Lancashire Constabulary", "Blackpool Family Hubs", "Blackpool Teaching Hospitals", "",
    "Blackpool Council, children’s social care", "Lancashire and South Cumbria NHS Foundation Trust",
    "Blackpool Aspire Academy", "Fylde Coast Probation Service",
)  # fmt: skip
"""One of them may not be named."""


def of_eight_agencies(answer: Answer) -> Answer:
    """The same answer, with each service at an agency of its own."""
    names = iter(AGENCIES)
    people = [
        replace(person, services=tuple(replace(service, agency_name=next(names)) for service in person.services))
        for person in answer.people
    ]
    return replace(answer, people=tuple(people), level_asked=2)


@pytest_asyncio.fixture(loop_scope="module")
async def served(made) -> AsyncIterator[SimpleNamespace]:
    """The pages on a port of this machine, with an answer to be read."""
    walk = made.walk_over(lambda app: None)
    family = of_eight_agencies(made.family_of_seven())
    walk.enquiries.next_answer = made.disclosed(family)
    for answer in (family, made.answer(enquiry="enq_none")):
        walk.enquiries.answers[answer.enquiry] = made.disclosed(answer)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(walk.app, log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield SimpleNamespace(url=f"http://127.0.0.1:{listening.getsockname()[1]}", walk=walk)
        server.should_exit = True
        await serving


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[object]:
    """Debian's Chromium, without a screen; every page gets a context of its own."""
    async with async_playwright() as driver:
        started = await driver.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        yield started
        await started.close()


async def page_as(browser, served, who: str, width: int = 1280, *, scripts: bool = True):
    """A new page of `who`; what it asked for and complained about is on `page.asked` and `page.said`."""
    context = await browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    await context.add_cookies([{"name": "visit", "value": who, "url": served.url}])
    page = await context.new_page()
    page.asked, page.said = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    return page


async def fill_in_why(page, served) -> None:
    await page.goto(served.url + "/why")
    await page.check("#purpose")
    await page.fill("#case-reference", "FH-20418")
    await page.check("#relationship")
    await page.click("text=Continue")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 320])
async def test_from_home_to_the_contact_card_in_four_pages(browser, served, scripts: bool, width: int) -> None:
    page = await page_as(browser, served, "worker", width, scripts=scripts)
    await page.goto(served.url + "/home")
    await page.click("main >> text=Ask about a family")
    await fill_in_why(page, served)
    await page.fill("#family-name", "Synth")
    await page.fill("#given-name", "Jordan")
    await page.click("text=Show who is working with them")
    await expect(page).to_have_url(served.url + "/answers/enq_0001")
    await expect(page.locator("a[href='tel:01632960144']").first).to_be_visible()
    assert await page.title() == "Answer – Golden Thread"


async def test_a_family_of_seven_with_eight_agencies_reads_in_one_screen(browser, served) -> None:
    """The cards at 1280 by 900, and the whole answer to its receipt at 1280 by 1024."""
    page = await page_as(browser, served, "worker")
    await page.goto(served.url + "/answers/enq_0001")
    cards = page.locator(".gt-card, .gt-line")
    assert await cards.count() == 8
    lowest = await cards.evaluate_all("all => Math.max(...all.map(card => card.getBoundingClientRect().bottom))")
    assert lowest <= 900
    assert await page.evaluate("document.querySelector('.gt-receipt').getBoundingClientRect().bottom") <= 1024


@pytest.mark.parametrize("who", ["worker", "ig_lead"])
async def test_no_page_scrolls_sideways_on_a_phone(browser, served, who: str) -> None:
    page = await page_as(browser, served, who, 320)
    for path in WORKER_PAGES if who == "worker" else ["/home", "/log", "/log/1204331"]:
        await page.goto(served.url + path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320, path


async def test_nothing_is_fetched_from_elsewhere_and_nothing_of_ours_is_blocked(browser, served) -> None:
    page = await page_as(browser, served, "worker")
    await fill_in_why(page, served)
    for path in [*WORKER_PAGES[:-1], "/answers/enq_0001"]:
        await page.goto(served.url + path, wait_until="networkidle")
        assert await page.evaluate("document.body.classList.contains('govuk-frontend-supported')"), path
    assert {url for url in page.asked if not url.startswith(served.url)} == set()
    assert page.said == []


async def test_an_error_takes_the_keyboard_to_its_input(browser, served) -> None:
    page = await page_as(browser, served, "worker")
    await page.goto(served.url + "/why")
    await page.click("text=Continue")
    await expect(page.locator(".govuk-error-summary")).to_be_focused()  # the script takes a moment on a busy machine
    await page.click("text=Select your involvement with this family")
    await expect(page.locator("#relationship")).to_be_focused()


async def test_the_keyboard_goes_down_the_answer_in_reading_order(browser, served) -> None:
    page = await page_as(browser, served, "worker")
    await page.goto(served.url + "/answers/enq_0001")
    order = []
    for _ in range(40):
        await page.keyboard.press("Tab")
        order.append(await page.evaluate("(document.activeElement.innerText || '').replace(/\\s+/g, ' ')"))
    assert order[:12] == [
        "Skip to main content",
        "Golden Thread Fylde Coast partnership",
        "Home",
        "Ask about a family",
        "My requests",
        "Agreements",
        "Sign out",
        "Home",
        "Ask about somebody else",
        "Services (8)",
        "Contact, or ask: Early help",
        "01632 960 144",
    ]
    assert order.index("101") < order.index("Why am I allowed to see this?")


async def test_the_whole_journey_can_be_made_by_keyboard(browser, served) -> None:
    page = await page_as(browser, served, "worker")
    await page.goto(served.url + "/why")
    await page.focus("#purpose")
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.type("FH-20418")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/whom")
    await page.focus("#family-name")
    await page.keyboard.type("Synth")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/answers/enq_0001")
    asked = served.walk.enquiries.asked[-1]
    assert (asked.case_reference, asked.relationship, asked.family_name) == ("FH-20418", "open_case", "Synth")


async def test_a_print_holds_the_answer_its_marking_and_who_printed_it(browser, served) -> None:
    page = await page_as(browser, served, "worker")
    await page.goto(served.url + "/answers/enq_0001")
    assert not await page.locator(".gt-print-only").is_visible()
    await page.emulate_media(media="print")
    assert "OFFICIAL-SENSITIVE. Printed 24 October 2026 at 10am by A. Worker" in await page.inner_text(".gt-print-only")
    assert not await page.locator(".gt-header").is_visible()


@pytest.mark.skipif(not AXE.exists(), reason="No axe-core here: set GOLDEN_THREAD_AXE to its axe.min.js.")
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("who", ["worker", "ig_lead", ""])
async def test_axe_finds_nothing(browser, served, who: str, width: int) -> None:
    page = await page_as(browser, served, who or "nobody", width)
    await page.context.add_init_script(path=AXE)
    if who == "worker":
        await fill_in_why(page, served)
    log_pages = ["/home", "/log", "/log/1204331", "/log?before=0", "/agreements"]
    paths = {"worker": WORKER_PAGES, "ig_lead": log_pages, "": ["/"]}[who]
    for path in paths:
        await page.goto(served.url + path)
        for media in ("screen", "print"):
            await page.emulate_media(media=media)
            found = await page.evaluate("axe.run()")
            assert [fault["id"] for fault in found["violations"]] == [], (path, media)
