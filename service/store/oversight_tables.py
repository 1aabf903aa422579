"""The tables of oversight: emergencies that were declared, reviews that are due, notices and alerts for IG leads.

Codes, numbers, times and pseudonyms only; whatever a person wrote is sealed. Rules as in `tables`.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

from service.store.tables import Whole


class Emergency(SQLModel, table=True):
    """An emergency that somebody declared about one person: what it may open, until when, and who agreed to it."""

    __tablename__ = "emergency"
    __table_args__ = (Index("emergency_staff", "staff", "asked"),)
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    asked: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """A keyed digest of the details of the person that were asked with: 16 bytes."""
    staff: str = Field(sa_column=Column(Text, nullable=False))
    agency: str = Field(sa_column=Column(Text, nullable=False))
    role: str = Field(sa_column=Column(Text, nullable=False))
    ground: str = Field(sa_column=Column(Text, nullable=False))
    purpose: str = Field(sa_column=Column(Text, nullable=False))
    agreements: str = Field(sa_column=Column(Text, nullable=False))
    """The ids of the agreements that name this ground for this role, separated by commas."""
    minutes: int = Field(sa_column=Column(Integer, nullable=False))
    review_hours: int = Field(sa_column=Column(Integer, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    """`waiting` (for a second person), `open` (until its time is over) or `declined`."""
    second: int = Field(sa_column=Column(Integer, nullable=False))
    """Whether another person must agree: 1 or 0."""
    declared_at: int = Field(sa_column=Column(Whole, nullable=False))
    until: int = Field(sa_column=Column(Whole, nullable=False))
    """While it waits: how long it waits. Once open: when it closes."""
    answered_by: str = Field(sa_column=Column(Text, nullable=False))
    """The pseudonym of the second person, whether they agreed or declined."""
    answered_at: int = Field(sa_column=Column(Whole, nullable=False))
    entry: int = Field(sa_column=Column(Whole, nullable=False))
    """The index of the log's entry of its declaration."""
    subject: str = Field(sa_column=Column(Text, nullable=False))
    """The pseudonym of the person, once something was opened."""
    owners: str = Field(sa_column=Column(Text, nullable=False))
    """The agencies whose records it has opened, separated by commas."""
    uses: int = Field(sa_column=Column(Integer, nullable=False))
    """How many answers it has opened something in."""
    reason_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    reason_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Review(SQLModel, table=True):
    """What somebody else must look at afterwards, by when, and what they found."""

    __tablename__ = "review"
    __table_args__ = (
        Index("review_state", "state"),
        Index("review_entry", "entry"),
        Index("review_once", "once", unique=True),
    )
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    emergency: int = Field(sa_column=Column(Whole, nullable=False))
    """0 where something else asks for a review."""
    entry: int = Field(sa_column=Column(Whole, nullable=False))
    staff: str = Field(sa_column=Column(Text, nullable=False))
    agency: str = Field(sa_column=Column(Text, nullable=False))
    role: str = Field(sa_column=Column(Text, nullable=False))
    purpose: str = Field(sa_column=Column(Text, nullable=False))
    since: int = Field(sa_column=Column(Whole, nullable=False))
    due: int = Field(sa_column=Column(Whole, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    """`open` or `decided`."""
    version: int = Field(sa_column=Column(Integer, nullable=False))
    claimed_by: str = Field(sa_column=Column(Text, nullable=False))
    claimed_until: int = Field(sa_column=Column(Whole, nullable=False))
    verdict: str = Field(sa_column=Column(Text, nullable=False))
    """`cleared`, `concern` or `misuse`, once decided."""
    decided_by: str = Field(sa_column=Column(Text, nullable=False))
    decided_at: int = Field(sa_column=Column(Whole, nullable=False))
    note_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    note_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False, server_default="rule"))
    """What put it into the queue: `service.oversight.anomalies.words.ReviewKind`."""
    once: str = Field(sa_column=Column(Text, nullable=False, server_default=""))
    """What it is about, so that nothing is queued twice: `emergency/7`, `rule/41`, or a keyed digest."""
    found_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    found_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False, server_default=text("''")))
    """Why, in words, and the entries of the log that it rests on; sealed, because they tell a refusal from nothing."""


class LeadNotice(SQLModel, table=True):
    """Something that the IG lead of one agency is told, once."""

    __tablename__ = "lead_notice"
    __table_args__ = (Index("lead_notice_agency", "agency", "seen_at"),)
    id: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    about: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    """What it is about and for whom, so that nobody is told the same twice: `emergency/7/declared/police:04`."""
    kind: str = Field(sa_column=Column(Text, nullable=False))
    agency: str = Field(sa_column=Column(Text, nullable=False))
    offices: str = Field(sa_column=Column(Text, nullable=False))
    """Whom the IG lead passes it on to, by the agreement; separated by commas."""
    at: int = Field(sa_column=Column(Whole, nullable=False))
    emergency: int = Field(sa_column=Column(Whole, nullable=False))
    entry: int = Field(sa_column=Column(Whole, nullable=False))
    """The entry of the log that it is about; -1 for none."""
    seen_by: str = Field(sa_column=Column(Text, nullable=False))
    seen_at: int = Field(sa_column=Column(Whole, nullable=False))
    text_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    text_sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Alert(SQLModel, table=True):
    """An enquiry of which the asker saw nothing, and of which their agency's IG lead should know."""

    __tablename__ = "alert"
    __table_args__ = (Index("alert_agency", "agency", "seen_at"),)
    entry: int = Field(sa_column=Column(Whole, primary_key=True, autoincrement=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    staff: str = Field(sa_column=Column(Text, nullable=False))
    agency: str = Field(sa_column=Column(Text, nullable=False))
    role: str = Field(sa_column=Column(Text, nullable=False))
    purpose: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(Whole, nullable=False))
    seen_by: str = Field(sa_column=Column(Text, nullable=False))
    seen_at: int = Field(sa_column=Column(Whole, nullable=False))
