"""Bodies and replies of the queue of reviews. What they mean is checked further in."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from service.api.oversight_bodies import EmergencyReply, Seconds, Staff
from service.oversight.anomalies.measuring import Measured
from service.oversight.anomalies.words import ReviewKind
from service.oversight.reviews import Listed, Opened
from service.store.oversight_rows import ReviewRow


class FindingBody(BaseModel):
    """What you found in a review that you have claimed."""

    model_config = ConfigDict(extra="forbid")

    verdict: Annotated[str, Field(max_length=40, examples=["cleared"], description="cleared, concern or misuse")]
    note: Annotated[str, Field(max_length=2000, description="Sealed. Needed for anything but cleared.")] = ""
    version: Annotated[int, Field(examples=[2], description="`version` of the review as you claimed it.")]


class ReviewReply(BaseModel):
    """Something that somebody else looks at afterwards."""

    number: Annotated[int, Field(examples=[3])]
    version: int
    state: Annotated[str, Field(examples=["open"], description="open or decided")]
    kind: Annotated[ReviewKind, Field(examples=["burst"], description="What put it into the queue.")]
    late: Annotated[bool, Field(description="Its time is over.")]
    due: Seconds
    since: Seconds
    staff: Staff
    agency: str
    role: str
    purpose: str
    entry: Annotated[int, Field(description="The entry of the log with which it became worth a look.")]
    emergency: EmergencyReply | None
    claimed_until: Seconds
    verdict: str
    decided_by: str
    decided_at: Seconds
    note: Annotated[str, Field(description="Only where you have claimed it.")] = ""
    why: Annotated[str, Field(description="In words; only where you have claimed it, or it was drawn by lot.")] = ""
    entries: Annotated[
        list[int], Field(description="The entries that it rests on; only where you have claimed it.")
    ] = []
    case_reference: Annotated[str, Field(description="Of your own agency's case, where you have claimed it.")] = ""
    asked_about: Annotated[
        str, Field(description="As your own agency's asker typed it, where you have claimed it.")
    ] = ""

    @classmethod
    def listed(cls, one: Listed, now: int, reader: str) -> Self:
        """In a list: without reason and note."""
        emergency = EmergencyReply.of(one.emergency, now, reader) if one.emergency else None
        return cls._of(one.row, one.late, emergency)

    @classmethod
    def opened(cls, one: Opened, now: int, reader: str) -> Self:
        """In full."""
        emergency = EmergencyReply.of(one.emergency, now, reader, one.reason) if one.emergency else None
        return cls._of(one.row, one.late, emergency).model_copy(
            update={
                "note": one.note, "why": one.found.why, "entries": list(one.found.entries),
                "case_reference": one.asked.case_reference, "asked_about": one.asked.name,
            }
        )  # fmt: skip

    @classmethod
    def decided(cls, row: ReviewRow) -> Self:
        """As it stands once it is decided."""
        return cls._of(row, False, None)

    @classmethod
    def _of(cls, row: ReviewRow, late: bool, emergency: EmergencyReply | None) -> Self:
        return cls(
            number=row.id, version=row.version, state=row.state, kind=ReviewKind(row.kind), late=late, due=row.due,
            since=row.since, staff=row.staff, agency=row.agency, role=row.role, purpose=row.purpose, entry=row.entry,
            emergency=emergency, claimed_until=row.claimed_until, verdict=row.verdict, decided_by=row.decided_by,
            decided_at=row.decided_at,
        )  # fmt: skip


class SampledReply(BaseModel):
    """An enquiry of your agency's people that was drawn by lot, and by which lot: anyone can draw again."""

    entry: Annotated[int, Field(examples=[4127])]
    name: Annotated[str, Field(examples=["2027-1041"], description="Of the entry: its log and its index there.")]
    review: Annotated[int, Field(examples=[3], description="Its number in the queue.")]
    state: Annotated[str, Field(examples=["open"])]
    verdict: str
    why: Annotated[str, Field(examples=["Drawn by lot, one in 50: by the root 9f… of the first 4160 entries."])]


class MeasuredReply(BaseModel):
    """How much one kind of review has made, and what came of it."""

    model_config = ConfigDict(from_attributes=True)

    kind: Annotated[ReviewKind, Field(examples=["burst"])]
    reviews: int
    a_week: Annotated[float, Field(description="Reviews a week over the weeks measured.", examples=[1.5])]
    open: int
    cleared: int
    concern: int
    misuse: int

    @classmethod
    def of(cls, measured: Measured) -> Self:
        """The reply's form."""
        return cls.model_validate(measured)
