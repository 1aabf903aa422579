"""At night or at the weekend, by somebody whose role does not work then. England's clock; holidays are workdays."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from service.clock import civil_date
from service.oversight.anomalies.seen import Notice, Seen
from service.oversight.anomalies.terms import Terms
from service.oversight.anomalies.windows import entries, windows
from service.oversight.anomalies.words import ReviewKind

_NIGHT: Final = 12 * 3600
_SATURDAY: Final = 5


def notices(rows: Sequence[Seen], terms: Terms) -> Iterator[Notice]:
    """Once a night, with the enquiry that makes it too many: one late visit is nobody's business."""
    england = ZoneInfo("Europe/London")
    odd = [row for row in rows if _is_odd(row, terms, england)]
    for row, window in windows(odd, _NIGHT):
        if len(window) >= terms.out_of_hours_asked:
            why = f"{len(window)} enquiries out of hours within 12 hours."
            yield Notice(ReviewKind.OUT_OF_HOURS, row, f"night/{_night(row, terms)}", why, entries(window))


def _is_odd(row: Seen, terms: Terms, england: ZoneInfo) -> bool:
    if row.system or row.role in terms.round_the_clock or "*" in terms.round_the_clock:
        return False
    local = datetime.fromtimestamp(row.at, UTC).astimezone(england)
    return local.weekday() >= _SATURDAY or not terms.hours_from <= local.hour < terms.hours_to


def _night(row: Seen, terms: Terms) -> str:
    """The day on which the night began: what is after midnight belongs to the evening before."""
    return str(civil_date(row.at - terms.hours_from * 3600))
