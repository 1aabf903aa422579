"""The tables of subject access requests: what was gathered for one, and what a person decided of each item.

Codes, numbers, times and pseudonyms only; what an item says is sealed. Rules as in `tables`.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel

from service.store.tables import Whole


class AccessRequest(SQLModel, table=True):
    """Somebody asks one agency what was told of them."""

    __tablename__ = "access_request"
    __table_args__ = (Index("access_request_agency", "agency", "id"),)
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    subject: str = Field(sa_column=Column(Text, nullable=False))
    """The pseudonym of the person, as it was when the pack was gathered."""
    agency: str = Field(sa_column=Column(Text, nullable=False))
    received: str = Field(sa_column=Column(Text, nullable=False))
    """`YYYY-MM-DD`, when the agency got the request."""
    due: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    """`review` or `released`."""
    route: str = Field(sa_column=Column(Text, nullable=False))
    """`plain`, or `exemption_review`: somebody else decides than whoever gathered it."""
    flags: str = Field(sa_column=Column(Text, nullable=False))
    """Why it goes that way, in codes with a comma between."""
    version: int = Field(sa_column=Column(Integer, nullable=False))
    size: int = Field(sa_column=Column(Whole, nullable=False))
    """How many entries the log had when it was gathered."""
    assembled_by: str = Field(sa_column=Column(Text, nullable=False))
    assembled_at: int = Field(sa_column=Column(Whole, nullable=False))
    released_by: str = Field(sa_column=Column(Text, nullable=False))
    released_at: int = Field(sa_column=Column(Whole, nullable=False))
    entry: int = Field(sa_column=Column(Whole, nullable=False))
    """The entry of the log of its release; -1 before."""


class AccessItem(SQLModel, table=True):
    """One disclosure in such a pack, and whether the person is told of it."""

    __tablename__ = "access_item"
    __table_args__ = ({"sqlite_with_rowid": False},)
    request: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    entry: int = Field(sa_column=Column(Whole, nullable=False))
    told_as: str = Field(sa_column=Column(Text, nullable=False))
    flags: str = Field(sa_column=Column(Text, nullable=False))
    """What a reviewer should look at, in codes with a comma between."""
    decision: str = Field(sa_column=Column(Text, nullable=False))
    """`disclose`, `withhold`, or nothing yet."""
    exemption: str = Field(sa_column=Column(Text, nullable=False))
    decided_by: str = Field(sa_column=Column(Text, nullable=False))
    decided_at: int = Field(sa_column=Column(Whole, nullable=False))
    text_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    text_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
