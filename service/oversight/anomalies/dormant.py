"""An account that had asked nothing for a long time asks again: somebody came back, or it is somebody else."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from service.oversight.anomalies.seen import Notice, Seen
from service.oversight.anomalies.terms import Terms
from service.oversight.anomalies.words import ReviewKind


def notices(rows: Sequence[Seen], terms: Terms) -> Iterator[Notice]:
    """For the first enquiry after the silence. The first of all is none: everybody begins once."""
    for before, row in pairwise(rows):
        silent = (row.at - before.at) // 86_400
        if silent >= terms.dormant_days:
            why = f"The first enquiry for {silent} days."
            yield Notice(ReviewKind.DORMANT, row, str(row.day), why, (before.entry, row.entry))
