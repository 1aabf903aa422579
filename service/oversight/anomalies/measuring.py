"""How many reviews each kind makes a week, and what came of them: what to change a threshold by."""

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from service.identity.principal import Principal
from service.oversight.anomalies.watching import watch
from service.oversight.anomalies.words import ReviewKind
from service.oversight.anomalies.writing import found_of
from service.oversight.leads import begin_reading
from service.runtime import Runtime
from service.store import watching
from service.store.oversight_rows import OPEN, ReviewRow

WEEK: Final = 7 * 86_400


class Measured(NamedTuple):
    """One kind of review of one agency's people, over some weeks."""

    kind: ReviewKind
    reviews: int
    a_week: float
    open: int
    cleared: int
    concern: int
    misuse: int


class Sampled(NamedTuple):
    """One review that was drawn by lot."""

    row: ReviewRow
    why: str
    entry: str
    """The name of the enquiry's entry: with its shard, once there are several."""


async def measured(weeks: int, principal: Principal, runtime: Runtime) -> list[Measured]:
    """Every kind, over the last weeks, of the principal's own agency.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: store or log is down.
    """
    await begin_reading("reviews_measured", principal, runtime)
    await watch(runtime)
    since = runtime.clock.now() - weeks * WEEK
    rows = await watching.reviews_since(runtime.store.database, principal.agency, since)
    return list(count(rows, weeks))


async def sampled(principal: Principal, runtime: Runtime) -> list[Sampled]:
    """What was drawn by lot of the principal's own agency, in any state, the oldest first.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: store or log is down.
    """
    await begin_reading("reviews_sampled", principal, runtime)
    await watch(runtime)
    rows = await watching.reviews_since(runtime.store.database, principal.agency, 0)
    name = runtime.log.numbering.name
    return [Sampled(row, found_of(row, runtime).why, name(row.entry)) for row in rows if row.kind == ReviewKind.SAMPLE]


def count(rows: Iterable[ReviewRow], weeks: int) -> Iterable[Measured]:
    """Reviews by kind: how many, how many a week, and with which outcome."""
    found = Counter((row.kind, row.verdict or row.state) for row in rows)
    for kind in ReviewKind:
        made = {outcome: number for (one, outcome), number in found.items() if one == kind}
        number = sum(made.values())
        yield Measured(
            kind, number, round(number / weeks, 2), made.get(OPEN, 0), made.get("cleared", 0), made.get("concern", 0),
            made.get("misuse", 0),
        )  # fmt: skip
