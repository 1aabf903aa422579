"""A window that slides over the enquiries of one member of staff."""

from collections.abc import Iterable, Iterator, Sequence

from service.oversight.anomalies.seen import Seen


def windows(rows: Sequence[Seen], seconds: int) -> Iterator[tuple[Seen, Sequence[Seen]]]:
    """Each enquiry, with all of the `seconds` up to it, itself the last. `rows` are in order of time."""
    start = 0
    for end, row in enumerate(rows, 1):
        while rows[start].at <= row.at - seconds:
            start += 1
        yield row, rows[start:end]


def people(rows: Iterable[Seen]) -> int:
    """How many different people they are about."""
    return len({row.about for row in rows if row.about})


def entries(rows: Iterable[Seen]) -> tuple[int, ...]:
    """Their entries in the log."""
    return tuple(row.entry for row in rows)
