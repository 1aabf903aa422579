"""Bodies and replies of subject access requests. What they mean is checked further in."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from service.oversight.access.assembling import Gathered
from service.oversight.access.contents import Content
from service.oversight.access.reviewing import Decided
from service.store.access_rows import ItemRow, RequestRow

_CONTENT: JsonDict = {
    "at": "2026-11-20 12:00", "agency": "Lancashire Constabulary", "role": "police officer",
    "purpose": "To safeguard a child", "relationship": "open case", "level": 2, "told_as": "subject",
    "services": ["Blackpool Council: family hub"], "agreements": ["LANCS-ISA-0042 1.3.0"],
    "lawful_basis": ["CA2004.s10"], "emergency": False,
}  # fmt: skip
_ITEM: JsonDict = {
    "number": 1, "entry": 41, "told_as": "subject", "flags": ["unnamed"], "decision": "", "exemption": "",
    "decided_by": "", "content": _CONTENT,
}  # fmt: skip
RELEASED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The pack, as JSON or as a page.",
        "content": {
            "application/json": {
                "example": {
                    "request": 7, "received": "2026-11-16", "released": "2026-11-20", "as_of_entry": 4127,
                    "recipients": [
                        {"agency": "Lancashire Constabulary", "times": 1, "first": "2026-11-20 12:00",
                         "last": "2026-11-20 12:00", "highest_level": 2}
                    ],
                    "disclosures": [{"number": 1, "entry": 41, "content": _CONTENT, "receipt": None}],
                }
            },
            "text/html": {"schema": {"type": "string"}, "example": "<!doctype html>…"},
        },
    }
}  # fmt: skip


class AccessBody(BaseModel):
    """Of whom, and when the request came. Identify whoever asks before you do this."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[
        str,
        Field(
            max_length=80,
            examples=["5b0c6f7a4f0e4f0b9a3b8d1c2e6f7a01"],
            description="A pseudonym, from an entry of the log.",
        ),
    ]
    received: Annotated[str, Field(max_length=10, examples=["2026-11-16"])]


class ItemDecisionBody(BaseModel):
    """What you decided of one item."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[int, Field(ge=1, examples=[3])]
    decision: Annotated[str, Field(max_length=20, examples=["withhold"], description="disclose or withhold")]
    exemption: Annotated[str, Field(max_length=20, examples=["sch2.para16"], description="For withhold.")] = ""


class DecisionsBody(BaseModel):
    """What you decided of some items of a request."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(examples=[1], description="`version` of the request as you looked at it.")]
    decisions: Annotated[list[ItemDecisionBody], Field(min_length=1, max_length=500)]

    def decided(self) -> list[Decided]:
        """The same as the use case takes it."""
        return [Decided(one.number, one.decision, one.exemption) for one in self.decisions]


class ReleaseBody(BaseModel):
    """Release what was decided to be told."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(examples=[2], description="`version` of the request as you looked at it.")]
    says_withheld: Annotated[
        bool, Field(description="Whether the pack says that something is left out. False neither confirms nor denies.")
    ] = True


class AccessRequestReply(BaseModel):
    """A request to your agency."""

    number: Annotated[int, Field(examples=[7])]
    subject: str
    received: Annotated[str, Field(examples=["2026-11-16"])]
    due: Annotated[str, Field(examples=["2026-12-16"])]
    state: Annotated[str, Field(examples=["review"], description="review or released")]
    route: Annotated[str, Field(examples=["exemption_review"], description="plain or exemption_review")]
    flags: Annotated[list[str], Field(examples=[["accused", "another_agency"]])]
    version: int
    as_of_entry: Annotated[int, Field(description="How many entries the log had when it was gathered.")]
    assembled_by: str
    released_by: str
    entry: Annotated[int | None, Field(description="The entry of its release.")]

    @classmethod
    def of(cls, row: RequestRow) -> Self:
        """The reply's form."""
        return cls(
            number=row.id, subject=row.subject, received=row.received, due=row.due, state=row.state, route=row.route,
            flags=[one for one in row.flags.split(",") if one], version=row.version, as_of_entry=row.size,
            assembled_by=row.assembled_by, released_by=row.released_by, entry=row.entry if row.entry >= 0 else None,
        )  # fmt: skip


class ContentReply(BaseModel):
    """One disclosure in words, as the person would read it."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_CONTENT]})

    at: Annotated[str, Field(description="UTC.")]
    agency: str
    role: str
    purpose: str
    relationship: str
    level: int
    services: list[str]
    agreements: list[str]
    lawful_basis: list[str]
    told_as: str
    emergency: bool


class AccessItemReply(BaseModel):
    """One disclosure that was gathered, and what was decided of it."""

    number: int
    entry: int
    told_as: Annotated[str, Field(description="`subject` or `relative`.")]
    flags: list[str]
    decision: Annotated[str, Field(description="disclose, withhold, or nothing yet")]
    exemption: str
    decided_by: str
    content: Annotated[ContentReply | None, Field(description="None once the request is released.")]

    @classmethod
    def of(cls, row: ItemRow, content: Content | None) -> Self:
        """The reply's form."""
        return cls(
            number=row.number, entry=row.entry, told_as=row.told_as, decision=row.decision, exemption=row.exemption,
            decided_by=row.decided_by,
            flags=[one for one in row.flags.split(",") if one],
            content=ContentReply.model_validate(content) if content else None,
        )  # fmt: skip


class GatheredReply(BaseModel):
    """A request with everything that was gathered for it."""

    request: AccessRequestReply
    items: Annotated[list[AccessItemReply], Field(examples=[[_ITEM]])]

    @classmethod
    def gathered(cls, found: Gathered) -> Self:
        """The reply's form."""
        return cls(request=AccessRequestReply.of(found.row), items=[AccessItemReply.of(*one) for one in found.items])
