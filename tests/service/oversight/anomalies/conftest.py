"""Enquiries as detectors see them, made one like the other but for what a test says."""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from service.oversight.anomalies.detecting import DETECTORS, detect
from service.oversight.anomalies.seen import Notice, Outcome, Seen
from service.oversight.anomalies.terms import Terms
from service.oversight.anomalies.words import ReviewKind

ENGLAND = ZoneInfo("Europe/London")
MakeSeen = Callable[..., Seen]


def at(text: str) -> int:
    """`2026-11-18 10:00`, in England, as Unix seconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ENGLAND).timestamp())


@pytest.fixture(name="at")
def _at() -> Callable[[str], int]:
    return at


@pytest.fixture
def seen() -> MakeSeen:
    """Make the next enquiry: a minute after the one before, of a Wednesday morning, about somebody new."""
    numbers = count()

    def make(**changes: object) -> Seen:
        number = next(numbers)
        row = Seen(
            number, at("2026-11-18 10:00") + 60 * number, "staff-a", "gss:E06000009", "social_worker",
            "safeguard_child", "open_case", Outcome.SHOWN, about=f"person-{number}",
        )  # fmt: skip
        return row._replace(**changes)

    return make


@pytest.fixture
def told() -> Callable[..., list[Notice]]:
    """What one detector says of enquiries."""

    def run(kind: ReviewKind, rows: list[Seen], since: int = 0, **terms: object) -> list[Notice]:
        return [one for one in detect(rows, since, Terms(**terms)) if one.kind is kind]

    assert set(DETECTORS) | {ReviewKind.EMERGENCY, ReviewKind.RULE, ReviewKind.SAMPLE} == set(ReviewKind)
    return run
