"""Many people in a short time: somebody works through a list, or looks around."""

from collections.abc import Iterator, Sequence

from service.oversight.anomalies.seen import Notice, Seen
from service.oversight.anomalies.terms import Terms
from service.oversight.anomalies.windows import entries, people, windows
from service.oversight.anomalies.words import ReviewKind


def notices(rows: Sequence[Seen], terms: Terms) -> Iterator[Notice]:
    """Once a day, with the first enquiry that makes it too many. The same person asked about twice is one."""
    for row, window in windows(rows, terms.burst_minutes * 60):
        most = terms.burst_people_system if row.system else terms.burst_people
        found = people(window)
        if found >= most:
            why = f"{found} people within {terms.burst_minutes} minutes."
            yield Notice(ReviewKind.BURST, row, str(row.day), why, entries(window))
