"""The tables of who belongs to whom: every change of membership, what people decided, and who was told meanwhile.

Numbers, codes, staff pseudonyms and times only; the two sealed columns are a record's own, set aside while its source's
address must not count. A record's move at a load stands alone; every other move belongs to a `change`.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from service.store.tables import Whole

_OF_A_CHANGE = text("change IS NOT NULL")
_STANDING = text("withdrawn = 0")
_LEFT = text("from_golden IS NOT NULL")


class Change(SQLModel, table=True):
    """One change of membership that somebody made, or a re-linking that is proposed."""

    __tablename__ = "change"
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    cause: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False, index=True))
    """`proposed`, `intended` (begun; its entry may be in the log), `done`, `taken_back` or `abandoned`."""
    reason: str = Field(sa_column=Column(Text, nullable=False))
    """A code, never free text."""
    staff: str = Field(sa_column=Column(Text, nullable=False))
    agency: str = Field(sa_column=Column(Text, nullable=False))
    role: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(Whole, nullable=False))
    request: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    """The request id of its entry in the log."""
    entry: int | None = Field(default=None, sa_column=Column(Whole, nullable=True))
    """The index of that entry, once it is done."""
    undoes: int = Field(default=0, sa_column=Column(Whole, nullable=False))
    """The change that this one takes back, or 0."""
    model: str = Field(default="", sa_column=Column(Text, nullable=False))
    """The digest of the model that proposed it."""
    counts: str = Field(default="", sa_column=Column(Text, nullable=False))
    """JSON: the difference that a re-linking makes, in numbers and codes."""


class Move(SQLModel, table=True):
    """One record's standing before and after a change, or at a load (`change` is empty, `load` says which)."""

    __tablename__ = "move"
    __table_args__ = (
        Index("move_record", "record"),
        Index("move_change", "change", sqlite_where=_OF_A_CHANGE, postgresql_where=_OF_A_CHANGE),
        Index("move_from", "from_golden", sqlite_where=_LEFT, postgresql_where=_LEFT),
    )
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    record: int = Field(sa_column=Column(Whole, nullable=False))
    change: int | None = Field(default=None, sa_column=Column(Whole, nullable=True))
    load: int | None = Field(default=None, sa_column=Column(Whole, nullable=True))
    at: int = Field(sa_column=Column(Whole, nullable=False))
    from_golden: int | None = Field(default=None, sa_column=Column(Whole, nullable=True))
    from_state: int = Field(sa_column=Column(Integer, nullable=False))
    from_hidden: int = Field(sa_column=Column(Integer, nullable=False))
    """1 where the record's own address and telephone did not count, by a decision."""
    to_golden: int | None = Field(default=None, sa_column=Column(Whole, nullable=True))
    to_state: int = Field(sa_column=Column(Integer, nullable=False))
    to_hidden: int = Field(sa_column=Column(Integer, nullable=False))


class Override(SQLModel, table=True):
    """What a person decided of two records, above every model: `never` one person, or `always`."""

    __tablename__ = "override"
    __table_args__ = (
        Index("override_one", "one", sqlite_where=_STANDING, postgresql_where=_STANDING),
        Index("override_other", "other", sqlite_where=_STANDING, postgresql_where=_STANDING),
    )
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    one: int = Field(sa_column=Column(Whole, nullable=False))
    """The lower record number of the two."""
    other: int = Field(sa_column=Column(Whole, nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    staff: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(Whole, nullable=False))
    change: int = Field(sa_column=Column(Whole, nullable=False))
    withdrawn: int = Field(default=0, sa_column=Column(Whole, nullable=False))
    """The change that withdrew it, or 0 while it stands."""
    withdrawn_by: str = Field(default="", sa_column=Column(Text, nullable=False))
    withdrawn_at: int = Field(default=0, sa_column=Column(Whole, nullable=False))


class Ruled(SQLModel, table=True):
    """That a change made an override stand, or stand no longer."""

    __tablename__ = "ruled"
    __table_args__ = ({"sqlite_with_rowid": False},)
    change: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    override: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    stands: int = Field(sa_column=Column(Integer, nullable=False))


class Alias(SQLModel, table=True):
    """A golden nominal that has no records left, and the one that took most of them: its pseudonym still resolves."""

    __tablename__ = "alias"
    golden: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    into: int = Field(sa_column=Column(Whole, nullable=False, index=True))


class Hidden(SQLModel, table=True):
    """A record whose source does not shield it, though a person said whose it is: its matching group as it came."""

    __tablename__ = "hidden"
    record: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    match_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    match_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    seen_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The key of the group without an address. Where the record has another, its source has sent it again."""


class KeptEdge(SQLModel, table=True):
    """An edge that a change cut, kept so that taking it back can restore it; or one that a proposal would bring."""

    __tablename__ = "kept_edge"
    __table_args__ = ({"sqlite_with_rowid": False},)
    change: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    record: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    other: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    score: int = Field(sa_column=Column(Whole, nullable=False))
    levels: str = Field(sa_column=Column(Text, nullable=False))
    model: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(Whole, nullable=False))
    brought: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    """1 where the change is to bring the edge, 0 where it cut it."""


class Notice(SQLModel, table=True):
    """Somebody who was told of one person what was another's: to be told of the correction (UK GDPR Art 16, 19)."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("change", "entry"),)
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    change: int = Field(sa_column=Column(Whole, nullable=False))
    entry: int = Field(sa_column=Column(Whole, nullable=False))
    """The index of the disclosure in the log."""
    request: str = Field(sa_column=Column(Text, nullable=False))
    subject: str = Field(sa_column=Column(Text, nullable=False))
    """The pseudonym under which they were told."""
    told_as: str = Field(sa_column=Column(Text, nullable=False))
    """`subject`, or `relative` where the answer was about somebody else of the family."""
    staff: str = Field(sa_column=Column(Text, nullable=False))
    agency: str = Field(sa_column=Column(Text, nullable=False))
    role: str = Field(sa_column=Column(Text, nullable=False))
    purpose: str = Field(sa_column=Column(Text, nullable=False))
    level: int = Field(sa_column=Column(Integer, nullable=False))
    told_at: int = Field(sa_column=Column(Whole, nullable=False))
    """Microseconds, UTC, as the log has it."""
    state: str = Field(sa_column=Column(Text, nullable=False, index=True))
    """`to_tell` or `told`."""
    corrected_at: int = Field(default=0, sa_column=Column(Whole, nullable=False))
    corrected_by: str = Field(default="", sa_column=Column(Text, nullable=False))
