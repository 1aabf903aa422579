"""An IG lead over the change of the log's year: entries of both years on one page, each named with its own."""

import os
from pathlib import Path

import pytest

from service.cli.log_keeping import OPERATOR
from service.new_shard import Step, change_shard

pytestmark = pytest.mark.asyncio(loop_scope="module")
PICTURES = os.environ.get("GOLDEN_THREAD_PICTURES", "")
NEXT = "demo.golden-thread.example/log/2027"


async def test_entries_of_both_years_are_listed_opened_and_proved(houses, sites, visitors_at, width: int) -> None:
    async with houses() as house:
        before = (await house.ask("social-worker"))["receipt"]["index"]
        settings, clock = house.runtime.settings, house.clock
    steps = [one.step async for one in change_shard(NEXT, OPERATOR, settings, clock)]
    assert steps == [Step.PREPARED, Step.CLOSED, Step.BEGUN]
    async with sites(directory=settings.directory) as site, visitors_at(site)("ig-lead", width=width) as visitor:
        await visitor.open("/proofs")
        assert await visitor.main.get_by_role("heading", name="Logs of earlier years").count() == 1
        assert "demo.golden-thread.example/log/2026" in await visitor.main.inner_text()
        await picture(visitor, "proofs")
        await visitor.open("/log")
        assert await visitor.main.get_by_role("link", name=f"2026-{before}", exact=True).count() == 1
        assert await visitor.main.get_by_role("link", name="2027-0", exact=True).count() == 1
        await picture(visitor, "log")
        await visitor.follow(f"2026-{before}")
        assert f"Entry 2026-{before}" in await visitor.main.inner_text()
        await picture(visitor, "entry")
        await visitor.open("/log/2027-0")
        assert "Entry 2027-0" in await visitor.main.inner_text()


async def picture(visitor, name: str) -> None:
    if PICTURES:
        await visitor.picture(Path(PICTURES) / f"two-years-{name}-{visitor.width}.png")
