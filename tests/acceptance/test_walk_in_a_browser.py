"""The pages, walked as two people would, in a real browser against the demo as a newcomer starts it."""

import asyncio
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.async_api import Page, async_playwright, expect

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: install Debian's chromium")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The demo, running as `python3 -m deploy run` runs it."""
    directory, port = tmp_path_factory.mktemp("demo"), _free_port()
    command = [
        sys.executable, "-m", "deploy.demo.run", "--directory", str(directory), "--people", "200",
        "--port", str(port), "--sign-in-port", str(_free_port()),
    ]  # fmt: skip
    with (directory / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", process, directory / "output.txt")
        yield f"http://127.0.0.1:{port}", directory
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait(url: str, process: "subprocess.Popen[bytes]", output: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the demo did not start:\n{output.read_text()}")


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
async def page(request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A page whose every error on the console, and every request to another host, fails the test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = await browser.new_context(java_script_enabled=request.param, accept_downloads=True)
        page = await context.new_page()
        complaints: list[str] = []
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" and not _plain(said.text) else None,
        )
        page.on("request", lambda sent: complaints.append(sent.url) if "//127.0.0.1:" not in sent.url else None)
        yield page
        await browser.close()
        assert complaints == []


def _plain(complaint: str) -> bool:
    """A page that answers 422 or 404 on purpose is no fault of the browser's."""
    return complaint.startswith("Failed to load resource: the server responded with a status of 4")


async def _sign_in(page: Page, url: str, name: str) -> None:
    await page.goto(url)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_label(name).check()
    await page.get_by_role("button", name="Sign in").click()
    await expect(page).to_have_url(f"{url}/home")


async def _say_why(page: Page, purpose: str) -> None:
    await (
        page.get_by_role("link", name="Ask about a family")
        .or_(page.get_by_role("button", name="Ask about a family"))
        .first.click()
    )
    await page.get_by_label(purpose).check()
    await page.get_by_label("Case or referral reference").fill("SC-20418")
    await page.get_by_label("I have an open case with this family").check()
    await page.get_by_role("button", name="Continue").click()


async def _ask_about_jordan(page: Page) -> None:
    await page.get_by_label("Family name").fill("Synth")
    await page.get_by_label("Given name").fill("Jordan")
    for part, value in (("Day", "2"), ("Month", "4"), ("Year", "2011")):
        await page.get_by_label(part, exact=True).fill(value)
    await page.get_by_role("button", name="Show who is working with them").click()


async def test_a_social_worker_learns_whom_to_ring_and_takes_the_proof_along(
    page: Page, demo: tuple[str, Path], tmp_path: Path
) -> None:
    url, directory = demo
    await _sign_in(page, url, "Robin Ashdown")
    await _say_why(page, "Safeguard or promote the welfare of a child")
    await _ask_about_jordan(page)

    main = page.locator("main")
    await expect(main).to_contain_text("Exploitation team (Awaken)")
    await expect(main).to_contain_text("01632 960 111")
    await expect(main).to_contain_text("Another service is involved")
    await expect(main).to_contain_text("does not mean that no")
    assert "CAMHS" not in await page.content()
    for hidden in ("Synth", "Jordan", "2011"):
        assert hidden not in page.url + await page.title()

    receipt = await page.request.get(f"{page.url}/receipt")
    saved = tmp_path / "receipt.json"
    saved.write_bytes(await receipt.body())
    verifier = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "audit", "verify", str(saved), "--key", str(directory / "log.vkey"),
        cwd=ROOT, stdout=subprocess.PIPE,
    )  # fmt: skip
    said, _ = await verifier.communicate()
    assert verifier.returncode == 0, said.decode()
    assert json.loads(json.loads(saved.read_text())["entry"])["type"].startswith("enquiry.")


async def test_an_ig_lead_finds_the_enquiry_in_the_log_and_its_receipt(page: Page, demo: tuple[str, Path]) -> None:
    url, _ = demo
    await _sign_in(page, url, "Robin Ashdown")
    await _say_why(page, "Safeguard or promote the welfare of a child")
    await _ask_about_jordan(page)
    await expect(page.locator("main")).to_contain_text("Exploitation team (Awaken)")
    await page.get_by_role("button", name="Sign out").click()

    await _sign_in(page, url, "Chris Marlow")
    await page.goto(f"{url}/log")
    main = page.locator("main")
    await expect(main).to_contain_text("LANCS-ISA-0042")
    assert "Synth" not in await page.content()
    assert "Ashdown" not in await main.inner_html()


async def test_after_signing_out_the_back_button_shows_nobody(page: Page, demo: tuple[str, Path]) -> None:
    url, _ = demo
    await _sign_in(page, url, "Robin Ashdown")
    await _say_why(page, "Safeguard or promote the welfare of a child")
    await _ask_about_jordan(page)
    await expect(page.locator("main")).to_contain_text("Exploitation team (Awaken)")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("button", name="Sign out")).to_have_count(0)  # the page has gone
    await page.go_back()
    await expect(page.locator("body")).not_to_contain_text("Awaken")


async def test_what_is_missing_is_said_beside_its_field_and_nothing_is_looked_up(
    page: Page, demo: tuple[str, Path]
) -> None:
    url, _ = demo
    await _sign_in(page, url, "Robin Ashdown")
    await _say_why(page, "Safeguard or promote the welfare of a child")
    await page.get_by_label("Family name").fill("Synth")
    await page.get_by_role("button", name="Show who is working with them").click()
    await expect(page.locator(".govuk-error-summary")).to_contain_text("one more")
