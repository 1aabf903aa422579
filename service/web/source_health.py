"""How good the records are that answers rest on: freshness, coverage, quarantine, and the matcher's errors by group."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.faults import ADVICE, FaultCode
from service.errors import NotFound, ReasonCode
from service.oversight.source_health import GroupErrors, MatchErrors
from service.store.rows import SourceState
from service.web import content
from service.web.charts.figure import Figure
from service.web.charts.measured import Measured, Series, bars_across
from service.web.doors import Doors
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

ROWS_SHOWN: Final = 50
LEAST_ASKED: Final = 10
"""Of fewer people a share says nothing: one more or less would move it by a tenth."""
TOO_FEW: Final = "too few to say"
MOST_SKIPPED: Final = 100_000
NO_REASON: Final = "There is no such reason. Go back to source health."


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source in words."""

    agency: str
    updated: str
    loaded: str
    stale: bool
    covers: str
    quarantined: int


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why rows of one agency were not taken."""

    agency: str
    reason: str
    advice: str
    code: str
    rows: int
    last_at: int
    own: bool
    """Whether the reader may see which rows."""


class SourceHealthPages:
    """`/sources` and `/sources/quarantine/{code}`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def table(self, request: Request, visit: Visit) -> Response:
        """Every source, what was not taken, and the matcher's errors."""
        sources = self._ports.governance.sources
        found = await sources.health(visit.principal)
        words, now = self._ports.governance.words, self._ports.now()
        names = words.agencies()
        held: dict[str, int] = {}
        for one in found.quarantined:
            held[one.provider] = held.get(one.provider, 0) + one.rows
        stale_after = self._ports.governance.stale_after
        lines = [
            source_line(
                one,
                names.get(one.provider, one.provider),
                words.area(one.covers_area),
                held.get(one.provider, 0),
                now,
                stale_after,
            )
            for one in found.sources
        ]
        reasons = [
            ReasonLine(
                names.get(one.provider, one.provider), content.opening(content.words(one.code)), advice_of(one.code),
                one.code, one.rows, one.last_at, one.provider == visit.principal.agency,
            )
            for one in found.quarantined
        ]  # fmt: skip
        return self._pages.show(
            request, "source_health.html", visit=visit, lines=lines, reasons=reasons, errors=found.errors,
            groups=[group_words(one) for one in found.errors.groups], chart=found_chart(found.errors),
        )  # fmt: skip

    async def quarantine(self, request: Request, visit: Visit) -> Response:
        """Which rows of the reader's own agency were not taken for one reason. Never what a row holds."""
        code = request.path_params["code"]
        if code not in {one.value for one in FaultCode}:
            raise NotFound(ReasonCode.NOT_FOUND, NO_REASON)
        skip = skipped(request.query_params.get("after", "0"))
        rows = await self._ports.governance.sources.quarantine(visit.principal, code, ROWS_SHOWN + 1, skip)
        return self._pages.show(
            request, "source_quarantine.html", visit=visit, rows=rows[:ROWS_SHOWN], code=code,
            reason=content.opening(content.words(code)), advice=advice_of(code),
            following=skip + ROWS_SHOWN if len(rows) > ROWS_SHOWN else 0,
        )  # fmt: skip

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/sources", doors.ig_lead(self.table)),
            Route("/sources/quarantine/{code}", doors.ig_lead(self.quarantine)),
        ]


def source_line(one: SourceState, agency: str, area: str, quarantined: int, now: float, stale_after: int) -> SourceLine:
    """One source, as fresh as on an answer's cards."""
    since = content.written_date(one.covers_from)
    period = f"{since} to {content.written_date(one.covers_to)}" if one.covers_to else f"from {since}" if since else ""
    return SourceLine(
        agency=agency,
        updated=content.freshness(one.as_of, now),
        loaded=content.date_and_time(one.loaded_at),
        stale=now - one.as_of > stale_after,
        covers=content.opening(", ".join(part for part in (area, period) if part)) or "Not stated",
        quarantined=quarantined,
    )


def advice_of(code: str) -> str:
    """What to do about a reason; nothing where an older version wrote one that is no longer known."""
    return ADVICE[FaultCode(code)] if code in {one.value for one in FaultCode} else ""


def group_words(one: GroupErrors) -> tuple[str, str, str, str, str, str]:
    """One row of the table of errors."""
    shares = (one.confirmed_right, one.shown_right, one.confirmed_wrong, one.shown_wrong)
    first, second, third, fourth = (percent(share) if one.queries >= LEAST_ASKED else TOO_FEW for share in shares)
    return content.opening(one.group), content.number(one.queries), first, second, third, fourth


def percent(share: float) -> str:
    """`95.6%`; small shares are said so that they do not read as none."""
    return "0%" if share == 0 else f"{share * 100:.1f}%" if share >= 0.001 else "under 0.1%"


def found_chart(errors: MatchErrors) -> Figure | None:
    """How many of each group were found: whom the matcher serves worse must be seen at a glance."""
    groups = [one for one in errors.groups if one.queries]
    if len(groups) < 2:
        return None
    enough = [one for one in groups if one.queries >= LEAST_ASKED]
    least = min(enough, key=lambda one: one.shown_right, default=None)
    said = f"Fewest were found of {least.group}: {percent(least.shown_right)}." if least else "Of each, too few to say."
    values = tuple(round(one.shown_right * 100, 1) if one in enough else None for one in groups)
    labels = tuple(content.opening(one.group) for one in groups)
    measured = Measured(
        "Found, of those who could be found or not, in %", said, labels, (Series("Found, %", values),), "Group",
        most=100, without=TOO_FEW,
    )  # fmt: skip
    return bars_across("found-by-group", measured)


def skipped(text: str) -> int:
    """How many rows come before. Raises NotFound for what is no such number."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= MOST_SKIPPED):
        raise NotFound(ReasonCode.NOT_FOUND, NO_REASON)
    return int(text)
