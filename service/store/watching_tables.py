"""The tables of what the queue of reviews watches: recent enquiries by staff, and tokens of staff lists.

Pseudonyms, times and tokens only; how an enquiry ended, and about whom it was, is sealed. Rules as in `tables`.
"""

from sqlalchemy import Column, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from service.store.tables import Whole


class Watched(SQLModel, table=True):
    """One enquiry, as long as a detector may look back at it. Made of the log, and made again from it."""

    __tablename__ = "watched"
    __table_args__ = (Index("watched_staff", "staff", "agency", "entry"),)
    entry: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    staff: str = Field(sa_column=Column(Text, nullable=False))
    agency: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(Whole, nullable=False))
    facts_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    facts_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class StaffToken(SQLModel, table=True):
    """One token of one agency's staff list (`service.matching.staff`). Whose it is cannot be told from it."""

    __tablename__ = "staff_token"
    token: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    agency: str = Field(sa_column=Column(Text, primary_key=True))
    """Whose list it is, so that a new list takes the place of the old one."""
