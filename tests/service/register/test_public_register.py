"""Anybody reads which agreements are in force and how much was asked last month; never who, never a small number."""

from datetime import date

import pytest

from service.oversight.public_register import last_month, not_few

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(autouse=True)
def stranger(desk) -> None:
    desk.be("")


async def test_what_is_in_force_is_there_without_signing_in(desk) -> None:
    page = await desk.page("/public-register")
    for one in desk.house.runtime.agreements.register.in_force:
        assert f'href="/public-register/{one.agreement.isa_id}"' in page
    assert "Sign out" not in page


async def test_what_was_stopped_is_there_no_longer(desk) -> None:
    desk.be("ig_lead")
    await desk.send("/agreements/stopping/agreement/LANCS-ISA-0042", reason="A gap.")
    desk.be("")
    assert "LANCS-ISA-0042" not in await desk.page("/public-register")
    await desk.page("/public-register/LANCS-ISA-0042", 404)
    desk.be("ig_lead")
    await desk.send("/agreements/resuming/agreement/LANCS-ISA-0042", reason="Closed.")


async def test_an_entry_names_offices_and_no_person(desk) -> None:
    page = await desk.page("/public-register/LANCS-ISA-0042")
    file = (await desk.http.get("/public-register/LANCS-ISA-0042/entry.json")).text
    assert "Lancashire Constabulary" in page
    for one in desk.house.runtime.agreements.register.in_force:
        for signed in one.signed_by:
            assert signed.person not in page and signed.person not in file


async def test_the_figures_are_counted_once_and_the_counting_is_an_entry(desk) -> None:
    await desk.page("/public-register")
    before = desk.house.runtime.log.size
    page = await desk.page("/public-register")
    assert desk.house.runtime.log.size == before
    assert "October 2026" in page and "Questions that were asked" in page


async def test_a_new_month_is_counted_anew_with_what_was_asked(desk) -> None:
    for _ in range(11):
        await desk.house.ask("social-worker")
    asked = [one for one in await desk.house.runtime.log.entries(limit=200) if b'"enquiry.answered"' in one.body]
    assert len(asked) >= 11
    counted = await desk.ports.governance.public.figures()
    assert counted.asked == 0, "what is asked in this month is not told in this month"


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, None), (9, None), (10, 10), (1204, 1204)])
async def test_small_numbers_are_not_told(count: int, told: int | None) -> None:
    assert not_few(count) == told


async def test_the_last_month_is_a_whole_one() -> None:
    assert last_month(date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 3, 1))
    assert last_month(date(2026, 1, 31)) == (date(2025, 12, 1), date(2026, 1, 1))


@pytest.mark.parametrize("path", ["LANCS-ISA-9999", "lancs-isa-0042", "<b>", "LANCS-ISA-0042/margins.js"])
async def test_what_is_not_in_force_is_not_there(desk, path: str) -> None:
    assert "<b>" not in await desk.page(f"/public-register/{path}", 404)
