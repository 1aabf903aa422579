"""The tables that the log is searched by: what each entry says in codes, and whom and what it is about.

They only say where in the log to look, and can be made again from it at any time (`service.projection`). Texts that
many entries share stand once, in `entry_word`, so that ten million entries stay small. Rules as in `tables`.
"""

from sqlalchemy import Column, Index, Integer, Text
from sqlmodel import Field, SQLModel

from service.store.tables import Whole


def _whole() -> Column[int]:
    return Column(Whole, nullable=False)


def _small() -> Column[int]:
    return Column(Integer, nullable=False)


class EntryIndex(SQLModel, table=True):
    """One entry of the log, of whatever kind. What is not a number is the number of a word."""

    __tablename__ = "entry_index"
    __table_args__ = (
        Index("entry_index_staff", "staff", "entry"),
        Index("entry_index_agency", "agency", "entry"),
        Index("entry_index_purpose", "purpose", "entry"),
        Index("entry_index_type", "type", "entry"),
        Index("entry_index_level", "level", "entry"),
        Index("entry_index_operation", "operation", "entry"),
        Index("entry_index_at", "at", "entry"),
    )
    entry: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    at: int = Field(sa_column=_whole())
    """Microseconds since 1970, UTC; never less than that of the entry before."""
    type: int = Field(sa_column=_small())
    staff: int = Field(sa_column=_small())
    agency: int = Field(sa_column=_small())
    role: int = Field(sa_column=_small())
    operation: int = Field(sa_column=_small())
    purpose: int = Field(sa_column=_small())
    relationship: int = Field(sa_column=_small())
    level: int = Field(sa_column=_small())
    outcome: int = Field(sa_column=_small())
    """`projection_rows.Outcome`."""
    break_glass: int = Field(sa_column=_small())
    sealed: int = Field(sa_column=_small())
    """`projection_rows.Payload`: none, opened, or one that does not open any more."""
    relates_to: int = Field(sa_column=_whole())
    """-1 for none."""


class EntryAbout(SQLModel, table=True):
    """Something that an entry is about, of which it may have several; or that few entries have."""

    __tablename__ = "entry_about"
    __table_args__ = (Index("entry_about_entry", "entry"), {"sqlite_with_rowid": False})
    kind: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    """`projection_rows.About`."""
    value: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    entry: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    level: int = Field(sa_column=_small())
    """The highest level that was told of it; 0 where that means nothing."""


class EntryWord(SQLModel, table=True):
    """A code or a pseudonym that entries hold."""

    __tablename__ = "entry_word"
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    text: str = Field(sa_column=Column(Text, nullable=False, unique=True))
