"""Which of the records behind some tokens are candidates: those that share most, and none that only a common token has.

Whoever shares less than a third of what the best one shares is left out: a sibling or a neighbour, who cannot come
within the bits that a contest needs, and costs as much to open and score as the one sought. PostgreSQL does the same in
its own statement (`queries.CANDIDATES_AT_ONCE`), and a test holds the two to one answer.
"""

from collections.abc import Iterable, Mapping, Sequence

from service.store.database import Row
from service.store.queries import CANDIDATES, CUT


class Met:
    """What one query has looked up already, so that looking up more tokens for it asks for the new ones alone.

    It holds what was true at the first look-up: keep it no longer than the query.
    """

    __slots__ = ("_best", "_rows", "_shared", "_tokens")

    def __init__(self) -> None:
        self._tokens: set[int] = set()
        self._shared: dict[str, int] = {}
        self._rows: dict[int, Row] = {}
        self._best: list[int] = []

    def unmet(self, tokens: Sequence[int]) -> Sequence[int]:
        """Those of the tokens that were not looked up before, each once."""
        met = self._tokens
        if met:
            tokens = [token for token in dict.fromkeys(tokens) if token not in met]
            met.update(tokens)
            return tokens
        self._tokens = met = set(tokens)
        return tokens if len(met) == len(tokens) else list(met)

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

    def unread(self) -> list[int]:
        """The candidates, of which at most 256 are, but for those whose rows are here."""
        self._best = best = _most_shared(self._shared)
        rows = self._rows
        return [record for record in best if record not in rows] if rows else best

    def take(self, rows: Iterable[Row]) -> None:
        """Keep rows that were read; a candidate without one is not live."""
        for row in rows:
            self._rows[row[0]] = row

    def candidates(self) -> list[Row]:
        """The rows of the candidates that are live: those that share most first, the older record among equals."""
        rows = self._rows
        return [rows[record] for record in self._best if record in rows]


def _most_shared(shared: Mapping[str, int]) -> list[int]:
    if not shared:
        return []
    least = max(shared.values()) / CUT
    best = [(-count, int(record)) for record, count in shared.items() if count >= least]
    if len(best) > 1:
        best.sort()
    return [record for _, record in best[:CANDIDATES]]
