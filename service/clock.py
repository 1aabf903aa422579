"""What time it is. One place, so that tests can stand at midnight of an eighteenth birthday."""

import time
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """Unix seconds, UTC; and the civil date, UTC."""

    def now(self) -> int:
        """Unix seconds, UTC."""
        ...

    def today(self) -> date:
        """The date in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """Unix seconds, UTC."""
        return int(time.time())

    def today(self) -> date:
        """The date in UTC."""
        return datetime.now(UTC).date()
