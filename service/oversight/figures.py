"""How much is asked, for what, with which outcome, across which boundaries: counts of the log for an IG lead.

Counted from the projection, of a bounded part of the log. What enquiries came to is counted for the reader's own
agency only: that another agency's enquiry was denied would say that something is held.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from service.identity.principal import Principal
from service.oversight.leads import check_lead
from service.oversight.noting import note_query
from service.projection.bringing_up_to_date import bring_up_to_date
from service.runtime import Runtime
from service.store import counting, projection
from service.store.counting import AnsweredAfter, Counted, Crossing
from service.store.projection_rows import Outcome

MOST_COUNTED: Final = 50_000
"""Entries that are counted, at most: the newest, so that the page stays quick."""
MOST_TIMED: Final = 5_000
DAY: Final = 86_400
Key = TypeVar("Key")
_ENQUIRIES: Final = frozenset({"enquiry.answered", "enquiry.empty", "enquiry.refused", "enquiry.failed"})


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted. Agencies and purposes are codes."""

    entries: int
    """How many entries of the log were looked at."""
    whole: bool
    """Whether that is all of the days asked for; otherwise their newest MOST_COUNTED."""
    by_agency: Counter[str]
    """Enquiries, by the asker's agency; likewise by purpose, and answers by level."""
    by_purpose: Counter[str]
    by_level: Counter[int]
    own: Counter[Outcome]
    """What enquiries of the reader's own agency came to."""
    across: list[Crossing]
    """Between different agencies, most first."""
    within: int
    """Answers that told of a record of the asker's own agency."""
    answered: list[AnsweredAfter]


async def figures(days: int, principal: Principal, runtime: Runtime) -> Figures:
    """The figures of the last days.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: the log or the store does not answer, or the log did not take the entry of this reading.
    """
    check_lead(principal)
    await note_query("figures", principal, runtime)
    await bring_up_to_date(runtime)
    database, end = runtime.store.database, runtime.log.size
    first = await projection.first_since(database, (runtime.clock.now() - days * DAY) * 1_000_000)
    start = max(first, end - MOST_COUNTED)
    rows = [row for row in await counting.by_kind(database, start, end) if row.type in _ENQUIRIES]
    crossed = await counting.across(database, start, end)
    return Figures(
        entries=max(0, end - start),
        whole=start == first,
        by_agency=_sums(rows, lambda row: row.agency),
        by_purpose=_sums(rows, lambda row: row.purpose),
        by_level=_sums((row for row in rows if row.outcome == Outcome.SHOWN), lambda row: row.level),
        own=_sums((row for row in rows if row.agency == principal.agency), lambda row: Outcome(row.outcome)),
        across=sorted((one for one in crossed if one.asker != one.holder), key=lambda one: -one.answers),
        within=sum(one.answers for one in crossed if one.asker == one.holder),
        answered=await counting.answered_after(database, start, end, MOST_TIMED),
    )


def _sums(rows: Iterable[Counted], key: Callable[[Counted], Key]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for row in rows:
        found[key(row)] += row.entries
    return found
