"""Scenario 18: an agreement whose review is overdue: said before, degraded, then denied on the day, with notices.

The agreement between police and council is signed anew, for its review to be due on the first of December, with a
fortnight of grace.
"""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from deploy.demo.ceremony import hold_signing_ceremony
from deploy.demo.partnership import SOURCES

DUE, LAST = date(2026, 12, 1), date(2026, 12, 15)


@pytest.fixture
def reviewed(copied: Path, tmp_path: Path) -> Path:
    """A partnership whose agreement 0042 is to be reviewed soon."""
    sources = tmp_path / "sources"
    shutil.copytree(SOURCES, sources)
    (path,) = sources.glob("lancs-isa-0042*.json")
    document = json.loads(path.read_text())
    document |= {"review_due": DUE.isoformat(), "review_grace_days": (LAST - DUE).days, "review_degrades": True}
    path.write_text(json.dumps(document, indent=2))
    hold_signing_ceremony(copied, sources, date(2026, 11, 20))
    return copied


def noon(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())


def level_of_police(reply) -> int:
    """The level at which the police's service is told of: by its name, or as another service under its agreement."""
    cards = [card for person in reply["answer"]["people"] for card in person.get("services", ())]
    return max((card["level"] for card in cards if card.get("agency") == "police:04"), default=0)


async def kinds(house, who: str) -> list[tuple[str, int]]:
    told = (await house.get(who, "/v1/notices?limit=500")).json()
    return [(one["kind"], one["at"]) for one in told if "LANCS-ISA-0042" in one["text"]]


@pytest.mark.parametrize("who", ["ig-lead", "police-ig-lead"])
async def test_it_is_said_before_then_degraded_then_denied_each_with_a_notice(houses, reviewed, who: str) -> None:
    async with houses(directory=reviewed) as house:
        asked = {"level": 3, "scope": "person", "relationship": "referral_received"}
        stages = (
            (date(2026, 11, 20), "agreement_review_soon", 3),
            (date(2026, 12, 2), "agreement_review_overdue", 0),
            (LAST, "agreement_review_overdue", 0),
            (date(2026, 12, 16), "agreement_review_grace_over", 0),
        )
        for day, kind, level in stages:
            house.clock.at = noon(day)
            assert level_of_police(await house.ask("social-worker", **asked)) == level, day
            assert (await kinds(house, who))[-1][0] == kind
        told = await kinds(house, who)
        assert [kind for kind, _ in told] == list(dict.fromkeys(kind for _, kind, _ in stages))
        midnight = datetime(2026, 12, 16, tzinfo=UTC).timestamp()
        assert told[-1][1] == midnight


async def test_the_day_before_the_warning_nothing_is_said(houses, reviewed) -> None:
    async with houses(directory=reviewed) as house:
        house.clock.at = noon(date(2026, 10, 31))
        assert await kinds(house, "ig-lead") == []
        house.clock.at = noon(date(2026, 11, 1))
        assert [kind for kind, _ in await kinds(house, "ig-lead")] == ["agreement_review_soon"]
