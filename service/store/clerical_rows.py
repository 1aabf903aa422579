"""What the clerical queue keeps, as rows: pairs, verdicts, samples, and the facts by which a pair is weighed."""

from typing import Any, Final, NamedTuple

OPEN: Final = "open"
SECOND: Final = "second"
THIRD: Final = "third"
ACTING: Final = "acting"
DECIDED: Final = "decided"
LEFT: Final = "left"
WAITING: Final = (OPEN, SECOND, THIRD)
"""The states of a pair that waits for a person."""
JOINED: Final = "joined"
"""Why a pair is here that the matcher had joined already: it was drawn for a quality check."""


class PairState(NamedTuple):
    """A row of `clerical_pair`, in the order of its columns."""

    id: int
    record: int
    other: int
    because: str
    score: int
    levels: str
    model: str
    band: str
    since: int
    state: str = OPEN
    round: int = 1
    version: int = 1
    claimed_by: str = ""
    claimed_until: int = 0
    outcome: str = ""
    decided_at: int = 0
    seen: str = ""

    def moved_on(self, **changes: Any) -> "PairState":
        """The pair after a change, as one version later."""
        return self._replace(version=self.version + 1, **changes)

    @property
    def bits(self) -> float:
        """The match weight in bits (log2 odds)."""
        return self.score / 1_000_000

    @property
    def patterns(self) -> tuple[int, ...]:
        """The level of each field, in the order of `service.matching.comparison.FIELDS`."""
        return tuple(map(int, self.levels))


class VerdictRow(NamedTuple):
    """A row of `clerical_verdict`, in the order of its columns."""

    pair: int
    round: int
    position: int
    verdict: str
    reason: str
    staff: str
    agency: str
    role: str
    assurance: str
    at: int
    entry: int
    note_key: bytes | None
    note_sealed: bytes


class DrawRow(NamedTuple):
    """A row of `clerical_draw`, in the order of its columns."""

    id: int
    band: str
    model: str
    seed: bytes
    wanted: int
    drawn: int
    among: int
    staff: str
    at: int
    entry: int


class NewAsk(NamedTuple):
    """A row of `ask` that has no number yet."""

    record: int
    other: int
    score: int
    levels: str
    model: str
    at: int
    reason: str


class EdgeRow(NamedTuple):
    """A row of `edge`, in the order of its columns."""

    record: int
    other: int
    score: int
    levels: str
    model: str
    at: int


class Fact(NamedTuple):
    """What is known in the clear of one record and one of its involvements; empty texts where it has none."""

    record: int
    provider: str
    golden: int | None
    state: int
    shielded: int
    position: int | None
    record_type: str
    classes: str
    subject_role: str
    status: str


class Counted(NamedTuple):
    """How many pairs of one model and band came to one outcome."""

    model: str
    band: str
    drawn: bool
    state: str
    outcome: str
    pairs: int
