"""What anybody may know without signing in: the agreements in force, their purposes, and how much was asked last month.

Figures are of the last full month and counted once a day: nobody can watch the log by asking again. Numbers below ten
are not told, as the ONS asks of counts that could point to somebody. That nothing was shown and that something was
refused are one number. Each counting is an entry of the log.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from audit.events import Actor, Entry, EventType, Operation
from isa.protocol.edition import Edition, edition_of_listed
from service.entries import append_entry
from service.errors import NotFound, ReasonCode
from service.projection.bringing_up_to_date import bring_up_to_date
from service.runtime import Runtime
from service.store import projection

FEWEST: Final = 10
"""Fewer than these are told as that."""
_ACTOR: Final = Actor(staff="public-register", agency="partnership", role="operator")
_ASKED: Final = ("enquiry.answered", "enquiry.empty", "enquiry.refused")
NOT_PUBLIC: Final = "There is no agreement in force with this reference. Go back to the public register."


@dataclass(frozen=True, slots=True)
class Figures:
    """How much was asked in one month; None stands for fewer than ten, but more than none."""

    month: str
    """`YYYY-MM`."""
    asked: int | None
    told: int | None
    """Questions to which something was told."""
    emergencies: int | None
    """Emergencies that were declared."""


class PublicRegister:
    """The register for the public, over one runtime."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._counted: Figures | None = None

    def in_force(self) -> list[Edition]:
        """The agreements that share something today, by id.

        Raises:
            Unavailable: what is in force cannot be known just now.
        """
        agreements = self._runtime.agreements
        found = (edition_of_listed(one, agreements.words) for one in agreements.register.listed if one.in_force)
        return sorted((one for one in found if one), key=lambda one: one.agreement.isa_id)

    def entry(self, isa_id: str) -> Edition:
        """One of them.

        Raises:
            NotFound: nothing of this reference is in force.
            Unavailable: as `in_force`.
        """
        for one in self.in_force():
            if one.agreement.isa_id == isa_id:
                return one
        raise NotFound(ReasonCode.NOT_FOUND, NOT_PUBLIC)

    async def figures(self) -> Figures:
        """Those of the last full month, counted when they are first asked for.

        Raises:
            Unavailable: the log or the store does not answer.
        """
        first, following = last_month(self._runtime.clock.today())
        month = f"{first:%Y-%m}"
        if self._counted is None or self._counted.month != month:
            self._counted = await self._count(month, first, following)
        return self._counted

    async def _count(self, month: str, first: date, following: date) -> Figures:
        await append_entry(_reading(month), None, self._runtime)
        await bring_up_to_date(self._runtime)
        database = self._runtime.store.database
        start, end = [await projection.first_since(database, _micros(day)) for day in (first, following)]
        counted = await projection.count_types(database, start, end)
        asked = sum(counted.get(kind, 0) for kind in _ASKED)
        return Figures(
            month,
            not_few(asked),
            not_few(counted.get("enquiry.answered", 0)),
            not_few(counted.get("emergency.declared", 0)),
        )


def last_month(today: date) -> tuple[date, date]:
    """The first day of the last full month, and of the one after it."""
    following = today.replace(day=1)
    return (following - timedelta(days=1)).replace(day=1), following


def not_few(count: int) -> int | None:
    """The number, where it cannot point to somebody."""
    return count if count == 0 or count >= FEWEST else None


def _micros(day: date) -> int:
    """The midnight with which a day begins in England, in microseconds since 1970."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/London"))
    return int(midnight.astimezone(UTC).timestamp()) * 1_000_000


def _reading(month: str) -> Entry:
    return Entry(
        type=EventType.LOG_QUERIED,
        request_id=secrets.token_hex(16),
        actor=_ACTOR,
        operation=Operation.CONSULTATION,
        details={"what": "public figures", "month": month},
    )
