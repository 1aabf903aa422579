"""Bodies and replies of emergencies, notices, alerts and suspensions. What they mean is checked further in."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from isa.register import Suspended
from service.emergency.agreeing import Seen
from service.oversight.alerts import Alerts
from service.oversight.notices import Told
from service.store.oversight_rows import EmergencyRow, LeadNoticeRow

Seconds = Annotated[int, Field(description="Unix seconds, UTC; 0 for not yet.", examples=[1795176000])]
Staff = Annotated[str, Field(description="A pseudonym.", examples=["staff-7q4mzk2pd5w6x3v8n9b1c0f2ga"])]
SubjectWord = Literal["agreement", "flow", "agency", "user", "connector"]


_WHO: JsonDict = {"kind": "caseload", "staff": "staff-7q4mzk2pd5w6x3v8n9b1c0f2ga", "role": "social_worker"}
_ALERTS: JsonDict = {
    "counts": [{**_WHO, "alerts": 2, "newest": 1795176000}],
    "alerts": [{**_WHO, "entry": 4127, "purpose": "safeguard_child", "at": 1795176000}],
}


class AnswerBody(BaseModel):
    """What the second person says of an emergency."""

    model_config = ConfigDict(extra="forbid")

    agrees: Annotated[bool, Field(examples=[True])]


class UpToBody(BaseModel):
    """Up to which entry of the log you have looked into the alerts."""

    model_config = ConfigDict(extra="forbid")

    up_to: Annotated[int, Field(ge=0, examples=[4127])]


class SuspensionBody(BaseModel):
    """What to stop, or to let run again, and why."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[SubjectWord, Field(examples=["agreement"])]
    name: Annotated[
        str,
        Field(
            max_length=200,
            examples=["LANCS-ISA-0042"],
            description="LANCS-ISA-0042, LANCS-ISA-0042/R2, police:04, police:04/police.family_involvement, or a "
            "staff pseudonym.",
        ),
    ]
    reason: Annotated[
        str, Field(max_length=1000, examples=["Records went to the wrong agency."], description="Name no person in it.")
    ]


class EmergencyReply(BaseModel):
    """An emergency that somebody declared."""

    number: Annotated[int, Field(examples=[7])]
    state: Annotated[str, Field(examples=["waiting"], description="waiting, open, over or declined")]
    ground: Annotated[str, Field(examples=["s47_immediate"])]
    purpose: str
    staff: Staff
    agency: Annotated[str, Field(examples=["gss:E06000009"])]
    role: str
    agreements: list[str]
    second_person: bool
    answered_by: str
    minutes: int
    review_hours: int
    declared_at: Seconds
    until: Seconds
    uses: Annotated[int, Field(description="Answers in which it has opened something.")]
    owners: Annotated[
        list[str],
        Field(description="Whose records it has opened, of those that its asker was told; for an owner only itself."),
    ]
    entry: Annotated[int, Field(description="Its entry in the log.")]
    reason: Annotated[str, Field(description="As it was written; only where you read this one.")] = ""

    @classmethod
    def of(cls, row: EmergencyRow, now: int, reader: str, reason: str = "") -> Self:
        """The reply's form at a time, for somebody of the agency `reader`."""
        return cls(
            number=row.id,
            state="over" if row.state != "declined" and now >= row.until else row.state,
            ground=row.ground,
            purpose=row.purpose,
            staff=row.staff,
            agency=row.agency,
            role=row.role,
            agreements=row.agreements.split(","),
            second_person=bool(row.second),
            answered_by=row.answered_by,
            minutes=row.minutes,
            review_hours=row.review_hours,
            declared_at=row.declared_at,
            until=row.until,
            uses=row.uses,
            owners=row.holders_for(reader),
            entry=row.entry,
            reason=reason,
        )

    @classmethod
    def seen(cls, seen: Seen, now: int, reader: str) -> Self:
        """With its reason."""
        return cls.of(seen.row, now, reader, seen.reason)


class LeadNoticeReply(BaseModel):
    """Something that your agency is told."""

    number: Annotated[int, Field(examples=[12])]
    kind: Annotated[str, Field(examples=["emergency_opened"])]
    at: Seconds
    text: Annotated[str, Field(examples=["The review of LANCS-ISA-0042 1.3.0 is due 2027-06-30. Begin its review."])]
    pass_on_to: Annotated[list[str], Field(description="Offices that the agreement names, besides you.")]
    emergency: Annotated[int, Field(description="Its number; 0 for none.")]
    entry: Annotated[int | None, Field(description="The entry of the log that it is about.")]
    seen_by: str
    seen_at: Seconds

    @classmethod
    def of(cls, told: Told) -> Self:
        """The reply's form."""
        return cls.marked(told.row, told.text)

    @classmethod
    def marked(cls, row: LeadNoticeRow, text: str = "") -> Self:
        """Without what it says, where that was read before."""
        return cls(
            number=row.id, kind=row.kind, at=row.at, text=text, emergency=row.emergency,
            pass_on_to=[one for one in row.offices.split(",") if one not in ("", "ig_lead")],
            entry=row.entry if row.entry >= 0 else None, seen_by=row.seen_by, seen_at=row.seen_at,
        )  # fmt: skip


class AlertCountReply(BaseModel):
    """How many alerts of a kind about one person's enquiries nobody has looked into."""

    model_config = ConfigDict(from_attributes=True)

    kind: Annotated[str, Field(examples=["caseload"])]
    staff: Staff
    role: str
    alerts: int
    newest: Seconds


class AlertReply(BaseModel):
    """One enquiry that showed its asker nothing, and why you should know of it."""

    model_config = ConfigDict(from_attributes=True)

    entry: Annotated[int, Field(examples=[4127])]
    kind: Annotated[str, Field(examples=["caseload"], description="caseload or emergency_refused")]
    staff: Staff
    role: str
    purpose: str
    at: Seconds


class AlertsReply(BaseModel):
    """What nobody has looked into yet."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ALERTS]})

    counts: list[AlertCountReply]
    alerts: list[AlertReply]

    @classmethod
    def of(cls, found: Alerts) -> Self:
        """The reply's form."""
        return cls(
            counts=[AlertCountReply.model_validate(one) for one in found.counts],
            alerts=[AlertReply.model_validate(one) for one in found.alerts],
        )


class SeenReply(BaseModel):
    """How many alerts you have now looked into."""

    seen: Annotated[int, Field(examples=[4])]


class SuspensionReply(BaseModel):
    """One thing that is stopped."""

    subject: Annotated[SubjectWord, Field(examples=["agreement"])]
    name: Annotated[str, Field(examples=["LANCS-ISA-0042"])]
    since: Seconds
    by: Annotated[str, Field(description="The agency, and the pseudonym of whoever did it.")]
    reason: str

    @classmethod
    def of(cls, one: Suspended) -> Self:
        """The reply's form."""
        return cls(**one.model_dump())
