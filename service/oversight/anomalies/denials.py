"""Refused again and again: somebody tries what they may do, or wants what they may not have.

Only what was refused counts: an empty answer about somebody whom nobody knows is no denial, though it looks like one.
"""

from collections.abc import Iterator, Sequence

from service.oversight.anomalies.seen import Notice, Outcome, Seen
from service.oversight.anomalies.terms import Terms
from service.oversight.anomalies.windows import entries, windows
from service.oversight.anomalies.words import ReviewKind


def notices(rows: Sequence[Seen], terms: Terms) -> Iterator[Notice]:
    """Once a day, with the refusal that makes it too many."""
    refused = [row for row in rows if row.outcome is Outcome.DENIED]
    for row, window in windows(refused, terms.denials_hours * 3600):
        if len(window) >= terms.denials:
            why = f"{len(window)} enquiries refused within {terms.denials_hours} hours."
            yield Notice(ReviewKind.DENIALS, row, str(row.day), why, entries(window))
