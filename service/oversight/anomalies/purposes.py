"""The reason changed until it was permitted: refused for one, asked again about the same person for another.

Whoever named one relationship wrongly and then the right one has done as they are told to: that alone is none.
"""

from collections.abc import Iterator, Sequence

from service.oversight.anomalies.seen import Notice, Outcome, Seen
from service.oversight.anomalies.terms import Terms
from service.oversight.anomalies.windows import entries, windows
from service.oversight.anomalies.words import ReviewKind


def notices(rows: Sequence[Seen], terms: Terms) -> Iterator[Notice]:
    """For each answer that showed something after a refusal for another purpose or role, or for two other reasons."""
    for row, window in windows(rows, terms.purpose_changed_hours * 3600):
        if row.outcome is not Outcome.SHOWN or not row.about:
            continue
        tried = [one for one in window if _was_refused_otherwise(one, row)]
        reasons = {_reason(one) for one in tried}
        if len(reasons) > 1 or any((one.purpose, one.role) != (row.purpose, row.role) for one in tried):
            why = f"Shown for {row.purpose} ({row.relationship}), after refusals for {len(reasons)} other reason(s)."
            once = f"{row.day}/{row.about}"
            yield Notice(ReviewKind.PURPOSE_CHANGED, row, once, why, (*entries(tried), row.entry))


def _was_refused_otherwise(one: Seen, shown: Seen) -> bool:
    return one.outcome is Outcome.DENIED and one.about == shown.about and _reason(one) != _reason(shown)


def _reason(row: Seen) -> tuple[str, str, str]:
    return row.purpose, row.relationship, row.role
