"""The request bodies of the JSON interface. They are text here; `service.enquiry.ask` checks what they mean."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.enquiry.ask import Typed

Text = Annotated[str, Field(max_length=200)]


class IdentifierBody(BaseModel):
    """A number that an agency knows the person by."""

    model_config = ConfigDict(extra="forbid")

    scheme: Annotated[Literal["nhs", "pnc", "cro", "upn", "uln"], Field(examples=["nhs"])]
    value: Annotated[Text, Field(examples=["999 000 0018"])]


class PersonBody(BaseModel):
    """What the asker knows of the person: the family name and one more detail, or an identifier and one more."""

    model_config = ConfigDict(extra="forbid")

    family_name: Annotated[Text, Field(examples=["Synth"])] = ""
    given_name: Annotated[Text, Field(examples=["Jordan"])] = ""
    other_names: Annotated[list[Text], Field(max_length=10)] = []
    date_of_birth: Annotated[
        Text, Field(examples=["2011-04-02"], description="ISO, or day/month/year; a year alone will do.")
    ] = ""
    postcode: Annotated[Text, Field(examples=["FY1 3XX"])] = ""
    house: Annotated[Text, Field(examples=["22"], description="House number or name.")] = ""
    street: Text = ""
    phone: Text = ""
    sex: Literal["male", "female", "other", "unknown"] = "unknown"
    identifiers: Annotated[list[IdentifierBody], Field(max_length=10)] = []


class BreakGlassBody(BaseModel):
    """An emergency that you declare about this person. It is told of at once, and reviewed."""

    model_config = ConfigDict(extra="forbid")

    ground: Annotated[
        Text, Field(examples=["s47_immediate"], description="vital_interests, s47_immediate or threat_to_life")
    ]
    reason: Annotated[
        str,
        Field(
            max_length=2000,
            examples=["Child seen with fresh injuries; mother and partner not answering the door."],
            description="Why it cannot wait, 20 to 1,000 characters. Sealed; whoever agrees or reviews reads it.",
        ),
    ]


class EnquiryBody(BaseModel):
    """Who else is working with this person, or this family?"""

    model_config = ConfigDict(extra="forbid")

    purpose: Annotated[Text, Field(description="A purpose of the agreements in force: see `GET /v1/purposes`.",
                                   examples=["early_help_coordination"])] = ""  # fmt: skip
    case_reference: Annotated[Text, Field(examples=["FH-20418"])] = ""
    relationship: Annotated[
        Text, Field(examples=["open_case"], description="open_case, referral_received, meeting, visit or emergency")
    ] = ""
    scope: Annotated[Text, Field(examples=["family"], description="`person` or `family`")] = "family"
    level: Annotated[
        int, Field(ge=1, le=4, description="The most to ask for: 1 exists, 2 contact, 3 summary, 4 detail.")
    ] = 2
    person: PersonBody = PersonBody()
    break_glass: BreakGlassBody | None = None

    def typed(self) -> Typed:
        """The same as the use case takes it."""
        person = self.person
        return Typed(
            purpose=self.purpose,
            case_reference=self.case_reference,
            relationship=self.relationship,
            scope=self.scope,
            level=self.level,
            family_name=person.family_name,
            given_name=person.given_name,
            other_names=tuple(person.other_names),
            date_of_birth=person.date_of_birth,
            postcode=person.postcode,
            house=person.house,
            street=person.street,
            phone=person.phone,
            sex=person.sex,
            identifiers=tuple((i.scheme, i.value) for i in person.identifiers),
            ground=self.break_glass.ground if self.break_glass else "",
            reason=(self.break_glass.reason or " ") if self.break_glass else "",
        )
