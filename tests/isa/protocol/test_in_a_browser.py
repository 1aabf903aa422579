"""The file in a real browser, without a service and without scripts: readable on a phone, sound to axe, whole in print.

Needs Playwright and a Chromium (`GOLDEN_THREAD_CHROMIUM`, else `/usr/bin/chromium`). axe-core runs too where
`GOLDEN_THREAD_AXE` names its `axe.min.js`.
"""

import os
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from isa.protocol.edition import Edition
from isa.protocol.page import write, write_entry

CHROMIUM = Path(os.environ.get("GOLDEN_THREAD_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(os.environ.get("GOLDEN_THREAD_AXE", "/nowhere/axe.min.js"))
WITH_AXE = AXE.exists()
EXAMINED = ["entry", "lancs-flow-0096-1-meeting", "lancs-isa-0042-police-council"]
"""What axe is shown: one of each kind. All are made by the same templates."""
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="No Chromium here: set GOLDEN_THREAD_CHROMIUM to one."),
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        started = await driver.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        yield started
        await started.close()


@pytest.fixture(scope="module")
def files(editions: Mapping[str, Edition], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every protocol and one public entry, as files."""
    folder = tmp_path_factory.mktemp("protocols")
    for name, edition in editions.items():
        write(edition, folder / f"{name}.html")
    write_entry(next(iter(editions.values())), folder / "entry.html")
    return {path.stem: path for path in sorted(folder.iterdir())}


async def opened(browser: Browser, path: Path, width: int, *, scripts: bool = True) -> tuple[Page, list[str]]:
    """The file in a window of that width, and what the browser complained about or fetched besides."""
    context = await browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    if WITH_AXE:
        await context.add_init_script(path=AXE)
    page, said = await context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    await page.goto(path.as_uri())
    return page, said


async def test_no_page_scrolls_sideways_and_its_policy_blocks_nothing_of_its_own(
    browser: Browser, files: dict[str, Path]
) -> None:
    for name, path in files.items():
        page, said = await opened(browser, path, 1280)
        for width in (1280, 390, 320):
            await page.set_viewport_size({"width": width, "height": 900})
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        assert "arial" in await page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
        assert said == []
        await page.context.close()


async def test_on_a_phone_each_cell_says_what_it_is_about(browser: Browser, files: dict[str, Path]) -> None:
    page, _ = await opened(browser, files["lancs-isa-0042-police-council"], 390, scripts=False)
    first = page.locator("#matrix tbody tr").first
    assert "Police involvement" in await first.inner_text()
    wide, _ = await opened(browser, files["lancs-isa-0042-police-council"], 1280, scripts=False)
    assert "Police involvement" not in await wide.locator("#matrix tbody tr").first.inner_text()
    for one in (page, wide):
        await one.context.close()


async def test_a_table_stays_a_table_to_those_who_hear_it(browser: Browser, files: dict[str, Path]) -> None:
    for width in (390, 1280):
        page, _ = await opened(browser, files["lancs-isa-0042-police-council"], width)
        table = page.get_by_role("table", name=re.compile("safeguarding a child: who may see what"))
        assert await table.get_by_role("columnheader").count() == 4
        assert await table.get_by_role("rowheader").count() >= 3
        await page.context.close()


@pytest.mark.skipif(not WITH_AXE, reason="No axe-core here: set GOLDEN_THREAD_AXE to its axe.min.js.")
@pytest.mark.parametrize("name", EXAMINED)
async def test_axe_finds_nothing(browser: Browser, files: dict[str, Path], name: str) -> None:
    page, _ = await opened(browser, files[name], 1280)
    for width, media in ((1280, "screen"), (390, "screen"), (1280, "print")):
        await page.set_viewport_size({"width": width, "height": 900})
        await page.emulate_media(media=media)
        found = await page.evaluate("axe.run()")
        assert [fault["id"] for fault in found["violations"]] == [], (width, media)
    await page.context.close()


async def test_a_print_is_a4_and_carries_its_digest_in_the_margins(browser: Browser, files: dict[str, Path]) -> None:
    page, _ = await opened(browser, files["lancs-isa-0042-police-council"], 1280)
    pdf = await page.pdf(prefer_css_page_size=True)
    sizes = set(re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\]", pdf))
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(595, 842)}
    assert 5 < len(re.findall(rb"/Type\s*/Page\b", pdf)) < 40
    await page.emulate_media(media="print")
    for hidden in (".protocol-contents", ".protocol-banner", ".protocol-foot"):
        assert not await page.locator(hidden).is_visible()
    whole = await page.locator("#matrix table").first.evaluate("table => getComputedStyle(table).breakInside")
    assert whole == "avoid"
    await page.context.close()
