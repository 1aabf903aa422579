"""The table of what people ask of each other after an answer: to be told more, to be rung back, to put a record right.

Codes, numbers, times and pseudonyms only; whatever a person wrote is sealed. Rules as in `tables`.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel

from service.store.tables import Whole


class FollowUp(SQLModel, table=True):
    """One request of one asker to the agency that holds a record, and what came of it."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("follow_up_staff", "staff", "agency"),
        Index("follow_up_provider", "provider", "state", "due"),
    )
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    reference: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    """Random: it stands in addresses."""
    kind: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    entry: int = Field(sa_column=Column(Whole, nullable=False))
    """The index of the log's entry of its asking."""
    enquiry: str = Field(sa_column=Column(Text, nullable=False))
    card: str = Field(sa_column=Column(Text, nullable=False))
    """Which card of that answer: the number of the person and of the service, `0-1`."""
    staff: str = Field(sa_column=Column(Text, nullable=False))
    agency: str = Field(sa_column=Column(Text, nullable=False))
    role: str = Field(sa_column=Column(Text, nullable=False))
    purpose: str = Field(sa_column=Column(Text, nullable=False))
    provider: str = Field(sa_column=Column(Text, nullable=False))
    record_type: str = Field(sa_column=Column(Text, nullable=False))
    named: int = Field(sa_column=Column(Integer, nullable=False))
    """Whether the asker was told which service it is: 1 or 0."""
    subject: str = Field(sa_column=Column(Text, nullable=False))
    urgency: str = Field(sa_column=Column(Text, nullable=False))
    asked_at: int = Field(sa_column=Column(Whole, nullable=False))
    due: int = Field(sa_column=Column(Whole, nullable=False))
    until: int = Field(sa_column=Column(Whole, nullable=False))
    """Until when the reply can be read; 0 before there is one."""
    answered_by: str = Field(sa_column=Column(Text, nullable=False))
    answered_at: int = Field(sa_column=Column(Whole, nullable=False))
    outcome: str = Field(sa_column=Column(Text, nullable=False))
    asked_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    asked_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    reply_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    reply_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
