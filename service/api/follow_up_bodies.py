"""What goes in and out of the routes of what follows an answer."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from service.follow_up.following import Followed
from service.follow_up.words import Contacted, FollowUpKind, NotShared, Outcome, State, Urgency
from service.store.follow_up import FollowUpRow

Card = Annotated[
    str,
    Field(
        pattern=r"^\d{1,2}-\d{1,2}$",
        description="Which card of the answer: the number of the person and of the service, from 0.",
        examples=["0-1"],
    ),
]
Names = Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=40)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ContactBody(_Body):
    """How somebody turned to a service. The reply says the same."""

    card: Card
    how: Annotated[Contacted, Field(examples=["called"])]


class FollowUpBody(_Body):
    """A request to the agency that holds the record of one card."""

    card: Card
    kind: FollowUpKind
    text: Annotated[str, Field(max_length=4000, description="Why; the service reads it.")]
    ring: Annotated[str, Field(max_length=200, description="How they can reach you.")] = ""
    urgency: Urgency = Urgency.TWO_DAYS
    fields: Annotated[Names, Field(description="Of `more_detail`: which fields.")] = []


class FollowUpAnswerBody(_Body):
    """What the agency answers."""

    outcome: Annotated[Outcome, Field(examples=["part"])]
    text: Annotated[str, Field(max_length=4000, description="What you share, or why not.")]
    fields: Annotated[Names, Field(description="Of `part`: which fields.")] = []


class DeclinedBody(_Body):
    """A decision not to share."""

    why: Annotated[NotShared, Field(examples=["not_proportionate"])]
    case_reference: Annotated[str, Field(max_length=80)] = ""
    text: Annotated[str, Field(max_length=4000)] = ""


class DeclinedReply(BaseModel):
    """That the decision was kept."""

    reference: Annotated[str, Field(examples=["0f9d3c5e6b7a48c1a2d4e6f801234567"])]


class FollowUpReply(BaseModel):
    """A request as a list shows it, in codes and times; both sides see the same."""

    reference: Annotated[str, Field(examples=["5e6b7a48c1a2d4e6"])]
    kind: FollowUpKind
    state: State
    agency: Annotated[str, Field(description="Who asks.")]
    role: str
    purpose: str
    provider: Annotated[str, Field(description="Who is asked; empty where the asker was not told.")]
    urgency: Urgency
    asked_at: Annotated[int, Field(description="Unix seconds, UTC, as the next.")]
    due: int
    late: bool
    answered_at: int
    outcome: Literal["", "all", "part", "no", "done"]
    until: Annotated[int, Field(description="Until when the reply can be read; 0 before there is one.")]

    @classmethod
    def of(cls, row: FollowUpRow, now: int, reader: str) -> Self:
        """The row, for somebody of an agency."""
        named = bool(row.named) or reader == row.provider
        told = row._asdict() | {"late": row.is_late(now), "provider": row.provider if named else ""}
        return cls.model_validate({name: told[name] for name in cls.model_fields})


class FollowUpWhole(BaseModel):
    """A request with what was asked and answered. Personal."""

    request: FollowUpReply
    about: Annotated[str, Field(examples=["Jordan Synth"])]
    born: str
    service: str
    fields: list[str]
    text: str
    case_reference: str
    asker: str
    ring: str
    basis: str
    answered_fields: list[str]
    answer: Annotated[str, Field(description="Empty before there is one, and once it can no longer be read.")]

    @classmethod
    def of(cls, one: Followed, now: int, reader: str) -> Self:
        """The request, for somebody of an agency; empty texts where their key was destroyed."""
        wanted, reply = one.wanted, one.reply
        return cls(
            request=FollowUpReply.of(one.row, now, reader),
            about=wanted.about if wanted else "",
            born=wanted.born if wanted else "",
            service=wanted.service if wanted else "",
            fields=list(wanted.fields) if wanted else [],
            text=wanted.text if wanted else "",
            case_reference=wanted.case_reference if wanted else "",
            asker=wanted.asker if wanted else "",
            ring=wanted.ring if wanted else "",
            basis=wanted.basis if wanted else "",
            answered_fields=list(reply.fields) if reply else [],
            answer=reply.text if reply else "",
        )
