"""Replies about the log that are more than an entry: own records, own access, the operations of s.62, a person."""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from service.leaf import Leaf
from service.oversight.own_records import OwnTold
from service.oversight.subject_history import SubjectHistory, ToldOf
from service.projection.reading import Card

Micros = Annotated[int, Field(description="Microseconds since 1970, UTC.", examples=[1795163400123456])]
Pseudonym = Annotated[str, Field(examples=["5b0c6f7a4f0e4f0b9a3b8d1c2e6f7a01"])]
Agency = Annotated[str, Field(examples=["gss:E06000009"])]


class CardReply(BaseModel):
    """One service of which something was told."""

    subject: Pseudonym
    provider: Annotated[str, Field(description="Empty where it was not named to the asker.")]
    record_type: str
    level: int

    @classmethod
    def of(cls, card: Card) -> Self:
        """The reply's form."""
        return cls(subject=card.subject, provider=card.provider, record_type=card.record_type, level=card.level)


class OwnToldReply(BaseModel):
    """One answer that told of your agency's records."""

    entry: Annotated[int, Field(examples=[4127])]
    time: Micros
    staff: str
    agency: Agency
    role: str
    purpose: str
    relationship: str
    break_glass: bool
    cards: Annotated[list[CardReply], Field(description="Of your agency only; none where the payload was destroyed.")]

    @classmethod
    def of(cls, told: OwnTold) -> Self:
        """The reply's form."""
        leaf = told.leaf
        return cls(
            entry=leaf.index, time=leaf.time, staff=leaf.staff, agency=leaf.agency, role=leaf.role,
            purpose=leaf.purpose, relationship=leaf.relationship, break_glass=leaf.break_glass,
            cards=[CardReply.of(card) for card in told.cards],
        )  # fmt: skip


class OwnAccessReply(BaseModel):
    """One thing that you did yourself."""

    entry: Annotated[int, Field(examples=[4127])]
    time: Micros
    type: Annotated[str, Field(examples=["enquiry.answered"])]
    request: Annotated[str, Field(description="The id of the enquiry: `GET /v1/enquiries/{id}/receipt`.")]
    purpose: str
    relationship: str
    level: int
    agencies: list[str]
    break_glass: bool

    @classmethod
    def of(cls, leaf: Leaf) -> Self:
        """The reply's form."""
        return cls(
            entry=leaf.index, time=leaf.time, type=leaf.type, request=leaf.request, purpose=leaf.purpose,
            relationship=leaf.relationship, level=leaf.level, agencies=leaf.providers, break_glass=leaf.break_glass,
        )  # fmt: skip


class OperationReply(BaseModel):
    """One processing operation: what DPA 2018 s.62 asks a log to say of it."""

    entry: Annotated[int, Field(examples=[4127])]
    operation: Annotated[str, Field(examples=["disclosure"])]
    time: Micros
    staff: Annotated[str, Field(description="Who did it: a pseudonym, which their agency resolves.")]
    agency: Agency
    role: str
    recipients: Annotated[list[str], Field(description="To whom it went.")]

    @classmethod
    def of(cls, leaf: Leaf) -> Self:
        """The reply's form."""
        return cls(
            entry=leaf.index, operation=leaf.operation, time=leaf.time, staff=leaf.staff, agency=leaf.agency,
            role=leaf.role, recipients=leaf.recipients,
        )  # fmt: skip


class ToldOfReply(BaseModel):
    """One answer that told something of a person."""

    entry: Leaf
    told_as: Annotated[str, Field(description="`subject` or `relative`.", examples=["subject"])]
    level: int
    corrected: Annotated[bool, Field(description="It was told under a link that has been parted since.")]
    cards: list[CardReply]

    @classmethod
    def of(cls, told: ToldOf) -> Self:
        """The reply's form."""
        return cls(
            entry=told.leaf, told_as=told.told_as, level=told.level, corrected=told.corrected,
            cards=[CardReply.of(card) for card in told.cards],
        )  # fmt: skip


class SubjectHistoryReply(BaseModel):
    """Everything that was told of one person, oldest first."""

    pseudonym: Pseudonym
    also_known_as: Annotated[list[str], Field(description="The other pseudonyms that entries have them under.")]
    told: list[ToldOfReply]
    sought: Annotated[list[Leaf], Field(description="Enquiries of your people that found them and showed nothing.")]

    @classmethod
    def of(cls, history: SubjectHistory) -> Self:
        """The reply's form."""
        person = history.person
        return cls(
            pseudonym=person.pseudonym,
            also_known_as=sorted({span.pseudonym for span in person.spans} - {person.pseudonym}),
            told=[ToldOfReply.of(one) for one in history.told],
            sought=history.sought,
        )
