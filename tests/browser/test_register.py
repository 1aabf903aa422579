"""An IG lead goes through the register, proofs, sources and users; a stranger through the public register."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
AGREEMENT = "/agreements/LANCS-ISA-0042"
PAGES = (
    "/agreements", f"{AGREEMENT}/matrix", f"{AGREEMENT}/signatures", f"{AGREEMENT}/changes", "/agreements/stopped",
    "/agreements/simulations", "/proofs", "/proofs/receipt", "/sources", "/users",
)  # fmt: skip


async def test_every_page_of_governance_holds_to_the_rules(visitors, width: int, scripts: bool) -> None:
    async with visitors("ig-lead", width=width, scripts=scripts) as chris:
        for path in PAGES:
            await chris.open(path)
        assert chris.checked[-len(PAGES) :] == list(PAGES)


async def test_an_ig_lead_stops_an_agreement_and_lets_it_run_again(visitors) -> None:
    async with visitors("ig-lead") as chris:
        await chris.page.goto(f"{chris.site.url}/agreements/stopping/agreement/LANCS-ISA-0057")
        await chris.follow("Confirm and continue")
        await chris.page.get_by_label("Chris Marlow").check()
        await chris.press("Sign in")
        await chris.press("Stop it now")
        await chris.sees("Say why")
        await chris.fill("Why", "The consultation found a gap.")
        await chris.press("Stop it now")
        await chris.sees("Stopped: LANCS-ISA-0057", "The consultation found a gap.")
        await chris.follow("Let it run again")
        await chris.fill("Why it may run again", "The gap is closed.")
        await chris.press("Let it run again")
        await chris.sees("Nothing is stopped")
    assert (await chris.site.house.newest("agreement.changed"))["actor"]["role"] == "ig_lead"


async def test_a_receipt_is_chosen_and_held_against_the_log(visitors, scripts: bool) -> None:
    async with visitors("ig-lead", scripts=scripts) as chris:
        await chris.open("/proofs")
        log = chris.site.runtime.log
        receipt = (await log.receipt(log.size - 1)).to_json().encode()
        await chris.follow("Check a receipt")
        chosen = {"name": "receipt.json", "mimeType": "application/json", "buffer": receipt}
        await chris.main.locator("input[type=file]").set_input_files(chosen)
        size = log.size
        await chris.press("Check it")
        await chris.sees("This is what the log signed", "holds that very entry today")
        assert log.size > size  # asking is an entry too


async def test_a_stranger_reads_the_public_register(visitors, width: int) -> None:
    async with visitors(width=width) as stranger:
        await stranger.open("/public-register")
        await stranger.sees("In force today", "Questions that were asked")
        await stranger.open("/public-register/LANCS-ISA-0042")
        await stranger.sees("Who shares information")
        assert not await stranger.page.context.cookies()
