"""The tables of the clerical queue: pairs of records for a person to decide, what was decided, and quality samples.

Codes, numbers, times and staff pseudonyms only; a decider's note is sealed. Rules as in `tables`.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel

from service.store.tables import Whole


class ClericalPair(SQLModel, table=True):
    """Two records that a person decides about, as the matcher saw them when it asked (or linked them)."""

    __tablename__ = "clerical_pair"
    __table_args__ = (Index("clerical_pair_records", "record", "other"), Index("clerical_pair_state", "state"))
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    record: int = Field(sa_column=Column(Whole, nullable=False))
    other: int = Field(sa_column=Column(Whole, nullable=False))
    because: str = Field(sa_column=Column(Text, nullable=False))
    """`between_bands` or `perhaps_shielded` (an ask), or `joined` (an edge that was drawn for a quality check)."""
    score: int = Field(sa_column=Column(Whole, nullable=False))
    """Millionths of a bit of match weight."""
    levels: str = Field(sa_column=Column(Text, nullable=False))
    model: str = Field(sa_column=Column(Text, nullable=False))
    band: str = Field(sa_column=Column(Text, nullable=False))
    """The band that the model gave; empty where another model than today's asked, or the records did not open."""
    since: int = Field(sa_column=Column(Whole, nullable=False))
    """When the matcher asked or linked: with the records it says which ask or edge this is."""
    state: str = Field(sa_column=Column(Text, nullable=False))
    """`open`, `second` or `third` (waits for that person), `acting`, `decided`, `left` (by itself)."""
    round: int = Field(sa_column=Column(Integer, nullable=False))
    """Counts how often it was decided from the start: verdicts of earlier rounds stand, and no longer count."""
    version: int = Field(sa_column=Column(Integer, nullable=False))
    """Counts every change, so that nobody decides on what they no longer see."""
    claimed_by: str = Field(sa_column=Column(Text, nullable=False))
    claimed_until: int = Field(sa_column=Column(Whole, nullable=False))
    outcome: str = Field(sa_column=Column(Text, nullable=False))
    """`same`, `different` or `cannot_tell`, once decided."""
    decided_at: int = Field(sa_column=Column(Whole, nullable=False))
    seen: str = Field(sa_column=Column(Text, nullable=False))
    """A keyed digest of what the matcher saw of both records when it was decided: whether they changed since."""


class ClericalVerdict(SQLModel, table=True):
    """What one person decided about a pair."""

    __tablename__ = "clerical_verdict"
    __table_args__ = ({"sqlite_with_rowid": False},)
    pair: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    round: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    position: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    """First, second or third person: 1, 2, 3."""
    verdict: str = Field(sa_column=Column(Text, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    staff: str = Field(sa_column=Column(Text, nullable=False))
    agency: str = Field(sa_column=Column(Text, nullable=False))
    role: str = Field(sa_column=Column(Text, nullable=False))
    assurance: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(Whole, nullable=False))
    entry: int = Field(sa_column=Column(Whole, nullable=False))
    """The index of the log's entry of it."""
    note_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    note_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ClericalDraw(SQLModel, table=True):
    """One random sample of pairs for a quality check, and all that is needed to draw it again."""

    __tablename__ = "clerical_draw"
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    band: str = Field(sa_column=Column(Text, nullable=False))
    model: str = Field(sa_column=Column(Text, nullable=False))
    seed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    wanted: int = Field(sa_column=Column(Whole, nullable=False))
    drawn: int = Field(sa_column=Column(Whole, nullable=False))
    among: int = Field(sa_column=Column(Whole, nullable=False))
    """How many pairs stood in line, of every band."""
    staff: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(Whole, nullable=False))
    entry: int = Field(sa_column=Column(Whole, nullable=False))


class ClericalDrawn(SQLModel, table=True):
    """Which pairs a sample holds."""

    __tablename__ = "clerical_drawn"
    __table_args__ = (Index("clerical_drawn_pair", "pair"), {"sqlite_with_rowid": False})
    draw: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    pair: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
