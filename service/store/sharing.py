"""Which of the records behind some tokens are candidates: those that share most, and none that only a common token has.

Whoever shares less than a third of what the best one shares is left out: a sibling or a neighbour, who cannot come
within the bits that a contest needs, and costs as much to open and score as the one sought. PostgreSQL does the same in
its own statement (`queries.CANDIDATES_AT_ONCE`), and a test holds the two to one answer.
"""

from collections.abc import Iterable, Sequence

from service.store.database import Row
from service.store.queries import CANDIDATES, CUT


class Met:
    """What one query has looked up already, so that looking up more tokens for it asks for the new ones alone.

    It holds what was true at the first look-up: keep it no longer than the query.
    """

    __slots__ = ("_shared", "_tokens", "rows")

    def __init__(self) -> None:
        self._tokens: set[int] = set()
        self._shared: dict[str, int] = {}
        self.rows: dict[int, Row | None] = {}
        """The candidates that were read, by record; None where a record is not live."""

    def unmet(self, tokens: Iterable[int]) -> list[int]:
        """Those of the tokens that were not looked up before, each once."""
        fresh = [token for token in dict.fromkeys(tokens) if token not in self._tokens]
        self._tokens.update(fresh)
        return fresh

    def count(self, postings: Iterable[str | None]) -> None:
        """Take in the records of some tokens.

        Args:
            postings: for each token, its records as decimal numbers with commas between them, or None where it has
                none; up to 257 of them, so that a token that more than 256 records carry is seen and skipped.
        """
        shared = self._shared
        get = shared.get
        for records in postings:
            if records and records.count(",") < CANDIDATES:
                for record in records.split(","):
                    shared[record] = get(record, 0) + 1

    def most_shared(self) -> list[int]:
        """The candidates, best first, and the older record first among equals; at most 256."""
        if not self._shared:
            return []
        least = max(self._shared.values()) / CUT
        best = [(-count, int(record)) for record, count in self._shared.items() if count >= least]
        if len(best) > 1:
            best.sort()
        return [record for _, record in best[:CANDIDATES]]

    def found(self, best: Sequence[int]) -> list[Row]:
        """The rows of these records that are live."""
        rows = self.rows
        return [row for record in best if (row := rows[record]) is not None]
