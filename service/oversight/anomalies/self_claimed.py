"""Many people on the asker's word alone: a visit, a meeting, a referral, an open case that nothing here can check."""

from collections.abc import Iterator, Sequence

from service.oversight.anomalies.seen import Notice, Outcome, Seen
from service.oversight.anomalies.terms import Terms
from service.oversight.anomalies.windows import entries, people, windows
from service.oversight.anomalies.words import ReviewKind


def notices(rows: Sequence[Seen], terms: Terms) -> Iterator[Notice]:
    """Once a week, with the answer that makes it too many. One such claim is how work begins, and no anomaly."""
    claimed = [row for row in rows if row.self_claimed and row.outcome is Outcome.SHOWN and not row.system]
    for row, window in windows(claimed, terms.self_claimed_days * 86_400):
        found = people(window)
        if found >= terms.self_claimed_people:
            year, week, _ = row.day.isocalendar()
            why = f"{found} people within {terms.self_claimed_days} days, on the asker's word alone."
            yield Notice(ReviewKind.SELF_CLAIMED, row, f"{year}-W{week:02}", why, entries(window))
