"""The tables. Everything personal in them is sealed; what stands in the clear is categories, tokens and times.

Tables are never request bodies (SQLModel does not validate them). Times are Unix seconds, UTC, as integers, because
SQLite drops time zones. Identifiers are given by the one writer, so that rows can be written in bulk.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

Whole = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both engines; on SQLite also the row's own address."""


class StoreFact(SQLModel, table=True):
    """What holds for the store as a whole, such as the fingerprint of its keyring."""

    __tablename__ = "store_fact"
    name: str = Field(sa_column=Column(Text, primary_key=True))
    value: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Record(SQLModel, table=True):
    """One agency's record of one person, sealed under three keys. A record without keys was shredded."""

    __tablename__ = "record"
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    provider: str = Field(sa_column=Column(Text, nullable=False))
    ref_token: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    regime: str = Field(sa_column=Column(Text, nullable=False))
    area: str = Field(sa_column=Column(Text, nullable=False))
    golden: int | None = Field(default=None, sa_column=Column(Whole, nullable=True, index=True))
    state: int = Field(sa_column=Column(Integer, nullable=False))
    """0 live, 1 held (perhaps a shielded person: never matched), 2 shredded, 3 waiting to be linked."""
    shielded: int = Field(sa_column=Column(Integer, nullable=False))
    as_of: int = Field(sa_column=Column(Whole, nullable=False))
    load: int = Field(sa_column=Column(Whole, nullable=False))
    index_version: int = Field(sa_column=Column(Integer, nullable=False))
    match_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    match_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    disclose_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    shown_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    detail_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    detail_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Posting(SQLModel, table=True):
    """The blind index: which records carry a token."""

    __tablename__ = "posting"
    __table_args__ = ({"sqlite_with_rowid": False},)
    token: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    record: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))


class Involvement(SQLModel, table=True):
    """One service working with one person. The keys of its groups stand on its record."""

    __tablename__ = "involvement"
    __table_args__ = ({"sqlite_with_rowid": False},)
    record: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    position: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    token: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    record_type: str = Field(sa_column=Column(Text, nullable=False))
    classes: str = Field(sa_column=Column(Text, nullable=False))
    """Sensitivity classes, separated by commas."""
    subject_role: str = Field(sa_column=Column(Text, nullable=False))
    status: str = Field(sa_column=Column(Text, nullable=False))
    contact_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    summary_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    detail_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Tie(SQLModel, table=True):
    """A relationship that a source declared, to another of its records, which may come later or never."""

    __tablename__ = "tie"
    __table_args__ = (Index("tie_other", "other"), {"sqlite_with_rowid": False})
    record: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    other: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    kind: str = Field(sa_column=Column(Text, primary_key=True))
    """What the other is to the record."""
    lives_with: int = Field(sa_column=Column(Integer, nullable=False))
    """1 yes, 0 no, -1 the source does not say."""
    since: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    """`YYYY-MM` from when, where the source says and the month is nobody's month of birth."""


class Golden(SQLModel, table=True):
    """The person whom some records are believed to be."""

    __tablename__ = "golden"
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    pseudonym: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    version: int = Field(sa_column=Column(Integer, nullable=False))
    """Counts the changes of membership."""


class Edge(SQLModel, table=True):
    """Why two records are held to be one person."""

    __tablename__ = "edge"
    __table_args__ = (Index("edge_other", "other"), {"sqlite_with_rowid": False})
    record: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    other: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    score: int = Field(sa_column=Column(Whole, nullable=False))
    """Millionths of a bit of match weight."""
    levels: str = Field(sa_column=Column(Text, nullable=False))
    model: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(Whole, nullable=False))


class Ask(SQLModel, table=True):
    """Two records between the bands: a person decides."""

    __tablename__ = "ask"
    __table_args__ = (Index("ask_other", "other"), {"sqlite_with_rowid": False})
    record: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    other: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    score: int = Field(sa_column=Column(Whole, nullable=False))
    levels: str = Field(sa_column=Column(Text, nullable=False))
    model: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(Whole, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))


class Source(SQLModel, table=True):
    """How fresh an agency's records are, and what they cover."""

    __tablename__ = "source"
    provider: str = Field(sa_column=Column(Text, primary_key=True))
    as_of: int = Field(sa_column=Column(Whole, nullable=False))
    loaded_at: int = Field(sa_column=Column(Whole, nullable=False))
    covers_from: str = Field(sa_column=Column(Text, nullable=False))
    covers_to: str = Field(sa_column=Column(Text, nullable=False))
    covers_area: str = Field(sa_column=Column(Text, nullable=False))


class Load(SQLModel, table=True):
    """One file coming in: how far it is, and what came of it."""

    __tablename__ = "load"
    __table_args__ = (Index("load_file", "provider", "file_digest"),)
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    provider: str = Field(sa_column=Column(Text, nullable=False))
    file_digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    """`running` or `done`."""
    position: int = Field(sa_column=Column(Whole, nullable=False))
    """How many chunks are committed."""
    started_at: int = Field(sa_column=Column(Whole, nullable=False))
    counts: str = Field(sa_column=Column(Text, nullable=False))
    """JSON: the counts of the summary so far."""


class Quarantine(SQLModel, table=True):
    """A row that was not taken, with its reason and the row itself, sealed. The same row twice stands once."""

    __tablename__ = "quarantine"
    __table_args__ = (UniqueConstraint("token"), Index("quarantine_load", "load"))
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    token: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    provider: str = Field(sa_column=Column(Text, nullable=False))
    load: int = Field(sa_column=Column(Whole, nullable=False))
    row: int = Field(sa_column=Column(Whole, nullable=False))
    code: str = Field(sa_column=Column(Text, nullable=False))
    field: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(Whole, nullable=False))
    raw_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    raw_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
