"""What time it is. One place, so that tests can stand at midnight of an eighteenth birthday."""

import time
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Unix seconds, UTC; and the civil date where the agreements hold."""

    def now(self) -> int:
        """Unix seconds, UTC."""
        ...

    def today(self) -> date:
        """The date in England: birthdays, agreements and reviews turn at its midnight, not at that of UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """Unix seconds, UTC."""
        return int(time.time())

    def today(self) -> date:
        """The date in England."""
        return civil_date(time.time())


def civil_date(seconds: float) -> date:
    """The date in England at a moment in Unix seconds."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(_england()).date()


@lru_cache(maxsize=1)
def _england() -> ZoneInfo:
    return ZoneInfo("Europe/London")
