"""The verifier for a browser gives the published verdict on every vector, with no network and nothing blocked.

Needs Playwright and a Chromium (`GOLDEN_THREAD_CHROMIUM`, else `/usr/bin/chromium`). axe-core runs too where
`GOLDEN_THREAD_AXE` names its `axe.min.js`.
"""

import base64
import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from audit.browser.page import page as build_page
from audit.events import Actor
from audit.note import open_checkpoint, parse_vkey
from audit.rotation import begin_overlap, end_overlap, keep_link, make_incoming_key, retire_outgoing_key
from audit.signer import chain_beside, read_key
from audit.verify import verify_export

CHROMIUM = Path(os.environ.get("GOLDEN_THREAD_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(os.environ.get("GOLDEN_THREAD_AXE", "/nowhere/axe.min.js"))
WITH_AXE = AXE.exists()
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
VECTORS = Path(__file__).parents[1] / "vectors"

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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    """The page as a file, in a browser without a network; what it complained about or fetched is on `page.said`."""
    path = tmp_path_factory.mktemp("page") / "verifier.html"
    path.write_text(build_page(), encoding="utf-8")
    context = await browser.new_context(offline=True)
    if WITH_AXE:
        await context.add_init_script(path=AXE)
    page = await context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda request: page.said.append(request.url) if not request.url.startswith("file:") else None)
    await page.goto(path.as_uri())
    yield page
    await context.close()


def read(name: str) -> dict:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


async def verdict(
    page: Page, key: str, known: list[str], *, file: str | None = None, folder: Path | None = None, chain: str = ""
):
    """What the page says: outcome and first bad entry."""
    await page.evaluate("document.getElementById('result').replaceChildren(); document.forms[0].reset()")
    await page.fill("#key", key)
    if file is not None:
        content = {"name": "it.json", "mimeType": "application/json", "buffer": file.encode()}
        await page.set_input_files("#file", content)
    if folder is not None:
        await page.set_input_files("#folder", folder)
    notes = [{"name": f"{n}", "mimeType": "text/plain", "buffer": note.encode()} for n, note in enumerate(known)]
    await page.set_input_files("#known", notes)
    if chain:
        link = {"name": "log.keys", "mimeType": "text/plain", "buffer": chain.encode()}
        await page.set_input_files("#chain", link)
    await page.click("button")
    await page.wait_for_selector("#result h2")
    told = await page.evaluate("({...document.getElementById('result').dataset})")
    return told["outcome"], int(told["firstBad"]) if told["firstBad"] else None


@pytest.mark.parametrize("name", ["receipts", "extracts"])
async def test_each_receipt_and_extract_gets_the_published_verdict(opened, name):
    vectors = read(name)
    wrong = {}
    for case in vectors["cases"]:
        told = await verdict(opened, vectors["key"], case["known"], file=case["file"])
        if told != (case["outcome"], case["first_bad"]):
            wrong[case["name"]] = (told, await opened.inner_text("#result"))
    assert wrong == {}
    assert opened.said == []


async def test_a_damaged_export_is_altered_and_no_fork_of_what_is_known(opened, tmp_path):
    vectors = read("exports")
    agrees = next(case for case in vectors["cases"] if case["name"].endswith("what is known agrees"))
    edit = {"path": "tile/entries/000", "at": 20, "remove": 1, "insert": base64.b64encode(b"\0").decode()}
    write(tmp_path / "export", vectors["exports"][agrees["export"]], [edit])
    known = [open_checkpoint(note, parse_vkey(vectors["key"])) for note in agrees["known"]]
    report = verify_export(tmp_path / "export", parse_vkey(vectors["key"]), known)
    told = await verdict(opened, vectors["key"], agrees["known"], folder=tmp_path / "export")
    assert told == (report.outcome.name.lower(), report.first_bad) == ("altered", 0)
    for text in (report.text(), await opened.inner_text("#result")):
        assert "that you know: its entries are not what was signed. Ask for another export." in text


async def test_each_export_gets_the_published_verdict(opened, tmp_path):
    vectors = read("exports")
    wrong = {}
    for number, case in enumerate(vectors["cases"]):
        folder = tmp_path / str(number) / "export"
        write(folder, vectors["exports"][case["export"]], case["edits"])
        told = await verdict(opened, vectors["key"], case["known"], folder=folder)
        if told != (case["outcome"], case["first_bad"]):
            wrong[case["name"]] = (told, await opened.inner_text("#result"))
        shutil.rmtree(folder)
    assert wrong == {}
    assert opened.said == []


def write(folder: Path, export: dict[str, str], edits: list[dict]) -> None:
    files = {path: base64.b64decode(content) for path, content in export.items()}
    for edit in edits:
        old = files.pop(edit["path"], b"")
        if not edit.get("gone"):
            new = base64.b64decode(edit["insert"])
            files[edit["path"]] = old[: edit["at"]] + new + old[edit["at"] + edit["remove"] :]
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


async def test_a_key_that_is_none_is_said_to_be_none(opened):
    receipt = read("receipts")["cases"][0]["file"]
    assert await verdict(opened, "nonsense", [], file=receipt) == ("unverifiable", None)
    assert "NAME+KEYID+BASE64" in await opened.inner_text("#result")


async def test_neither_a_file_nor_a_folder_is_asked_for_in_words(opened):
    assert await verdict(opened, read("receipts")["key"], []) == ("unverifiable", None)
    assert "either one file or one folder" in await opened.inner_text("#result")


async def test_what_an_entry_says_is_shown_as_text_and_never_as_page(opened):
    vectors = read("receipts")
    await verdict(opened, vectors["key"], [], file=vectors["cases"][0]["file"])
    shown = await opened.inner_text("#result")
    assert "gn:Zoë" in shown
    assert await opened.evaluate("document.activeElement.id") == "result"


async def test_the_page_is_sound_to_axe_and_never_scrolls_sideways(opened):
    vectors = read("receipts")
    await verdict(opened, vectors["key"], [], file=vectors["cases"][0]["file"])
    for width in (1280, 320):
        await opened.set_viewport_size({"width": width, "height": 900})
        assert await opened.evaluate("document.documentElement.scrollWidth") <= width
    if WITH_AXE:
        assert [v["id"] for v in (await opened.evaluate("axe.run()"))["violations"]] == []


async def test_made_again_the_page_is_the_same_and_its_policy_allows_no_connection():
    made = build_page()
    assert made == build_page()
    assert "default-src 'none'" in made
    assert "unsafe-inline" not in made
    assert "{{" not in made.split("<script>")[0]


@pytest_asyncio.fixture(loop_scope="module")
async def rotated(sqlite_place, verifier, make_entry, tmp_path) -> Path:
    """A receipt and an export in the overlap and after it, and the chain from the first key to the last."""
    key = tmp_path / "key"
    keeper = Actor("operator", "partnership")
    make_incoming_key(key)
    for moment in ("within", "after"):
        log = await sqlite_place.open()
        await log.append(make_entry())
        if moment == "within":
            keep_link(chain_beside(key), await begin_overlap(log, keeper))
        (tmp_path / f"{moment}.json").write_text((await log.receipt(0)).to_json())
        await log.export(tmp_path / moment)
        if moment == "within":
            keep_link(chain_beside(key), await end_overlap(log, keeper))
        await log.close()
        if moment == "within":
            retire_outgoing_key(key)
    return tmp_path


async def test_a_chain_of_keys_leads_from_the_first_key_to_what_a_later_one_signed(opened, rotated, verifier):
    chain = (rotated / "key.chain").read_text()
    after = (rotated / "after.json").read_text()
    within = (rotated / "within.json").read_text()
    sound = ("sound", None)
    assert await verdict(opened, verifier.vkey, [within], file=after, chain=chain) == sound
    assert await verdict(opened, verifier.vkey, [within, after], folder=rotated / "after", chain=chain) == sound
    assert await verdict(opened, verifier.vkey, [], folder=rotated / "within", chain=chain) == sound
    assert await verdict(opened, verifier.vkey, [], file=after) == ("unverifiable", None)


async def test_in_the_overlap_an_export_is_sound_under_the_incoming_key_alone_too(opened, rotated):
    incoming = read_key(rotated / "key").verifier.vkey
    assert await verdict(opened, incoming, [], folder=rotated / "within") == ("sound", None)


async def test_a_chain_with_a_broken_link_leads_nowhere(opened, rotated, verifier):
    overlap, ended = (rotated / "key.chain").read_text().splitlines()
    after = (rotated / "after.json").read_text()
    for chain in (ended, overlap.replace("key.rotated", "key.rotates"), after):
        assert await verdict(opened, verifier.vkey, [], file=after, chain=chain) == ("unverifiable", None)
        assert "Link 1 of the chain of keys does not hold" in await opened.inner_text("#result")
