"""What the interface takes and gives of golden nominals: record numbers, codes, pseudonyms and times; nobody's name."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from service.nominals.shapes import Change, History, Parted, Standing
from service.store.nominals_rows import NoticeRow, OverrideRow

Number = Annotated[int, Field(ge=1, le=2**62)]
Reason = Annotated[
    str, Field(max_length=40, examples=["wrong_person"], description="A code: small letters, digits and _.")
]


class PairBody(BaseModel):
    """Two records, and why."""

    model_config = ConfigDict(extra="forbid")

    one: Annotated[Number, Field(examples=[352])]
    other: Annotated[Number, Field(examples=[353])]
    reason: Reason


class PartBody(BaseModel):
    """The records that leave their golden nominal together, and why."""

    model_config = ConfigDict(extra="forbid")

    records: Annotated[list[Number], Field(min_length=1, max_length=50, examples=[[353]])]
    reason: Reason


class ReasonBody(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class StandingReply(BaseModel):
    """Where a record stands."""

    golden: Annotated[int | None, Field(examples=[341])]
    state: Annotated[int, Field(description="0 live, 1 held.")]
    hidden: Annotated[bool, Field(description="Its address does not count, by a decision.")]

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """The reply's form."""
        return cls(**standing._asdict())


class MoveReply(BaseModel):
    """One record's standing before and after."""

    record: Annotated[int, Field(examples=[353])]
    before: StandingReply
    after: StandingReply


class NoticeReply(BaseModel):
    """Somebody who was told of one person what was another's."""

    id: Annotated[int, Field(examples=[7])]
    change: Annotated[int, Field(description="The change that parted the records.")]
    entry: Annotated[int, Field(description="The entry of the disclosure, for its receipt.", examples=[41])]
    request: Annotated[str, Field(description="The id of the enquiry.")]
    subject: Annotated[str, Field(description="The pseudonym under which they were told.")]
    told_as: Literal["subject", "relative"]
    staff: str
    agency: str
    role: str
    purpose: str
    level: int
    told_at: Annotated[int, Field(description="Microseconds since 1970, UTC.")]
    state: Literal["to_tell", "told"]
    corrected_at: Annotated[int, Field(description="Unix seconds, UTC; 0 until they were told.")]
    corrected_by: str

    @classmethod
    def of(cls, row: NoticeRow) -> Self:
        """The reply's form."""
        return cls.model_validate(row._asdict())


class ChangeReply(BaseModel):
    """A change that was made."""

    id: Annotated[int, Field(examples=[12], description="The number by which it is taken back.")]
    cause: Annotated[str, Field(examples=["parted"])]
    entry: Annotated[int, Field(examples=[118], description="Its entry in the log.")]
    moves: list[MoveReply]
    overrides: Annotated[list[int], Field(description="What it decided, by number.")]
    notices: Annotated[int, Field(description="How many must be told of a correction.")] = 0
    unreadable: Annotated[int, Field(description="Family answers whose payload was shredded.")] = 0
    told: Annotated[list[NoticeReply], Field(description="Who they are; for information governance leads.")] = []

    @classmethod
    def of(cls, change: Change, *, with_told: bool) -> Self:
        """The reply's form; who was told is for information governance leads."""
        told = change.told if isinstance(change, Parted) else ()
        moves = [
            MoveReply(record=one.record, before=StandingReply.of(one.before), after=StandingReply.of(one.after))
            for one in change.moves
        ]
        return cls(
            id=change.id,
            cause=change.cause.value,
            entry=change.entry,
            moves=moves,
            overrides=list(change.overrides),
            notices=len(told),
            unreadable=change.unreadable if isinstance(change, Parted) else 0,
            told=[NoticeReply.of(one) for one in told] if with_told else [],
        )


class StepReply(BaseModel):
    """One step of a history."""

    model_config = ConfigDict(from_attributes=True)

    at: Annotated[int, Field(description="Unix seconds, UTC.")]
    record: int
    what: Annotated[str, Field(examples=["joined"])]
    cause: Annotated[str, Field(examples=["load"])]
    from_golden: int | None
    to_golden: int | None
    version: int
    change: int | None
    load: int | None
    entry: int | None
    by: str
    reason: str


class HistoryReply(BaseModel):
    """How a record, or a golden nominal, came to be what it is."""

    model_config = ConfigDict(from_attributes=True)

    golden: Annotated[int | None, Field(examples=[341])]
    pseudonym: Annotated[str, Field(description="As the log knows the golden nominal.")]
    version: int
    records: list[int]
    steps: list[StepReply]
    formerly: list[str]

    @classmethod
    def of(cls, history: History) -> Self:
        """The reply's form."""
        return cls.model_validate(history)


class OverrideReply(BaseModel):
    """What a person decided of two records, above every model."""

    id: Annotated[int, Field(examples=[4])]
    one: int
    other: int
    kind: Literal["never", "always"]
    reason: str
    staff: str
    at: int
    change: int

    @classmethod
    def of(cls, row: OverrideRow) -> Self:
        """The reply's form."""
        return cls.model_validate(row._asdict())
