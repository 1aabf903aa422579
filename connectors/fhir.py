"""The parts of FHIR R4 (UK Core) resources that a pointer needs, and the parts that a pointer must not hold.

Fields that may hold clinical content are declared as raw so that their presence can be seen; they are never decoded.
"""

import msgspec

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
UNSET = msgspec.UNSET
Presence = msgspec.Raw | msgspec.UnsetType


class Coding(msgspec.Struct, frozen=True, gc=False):
    """A code of a code system."""

    system: str = ""
    code: str = ""
    display: str = ""


class Concept(msgspec.Struct, frozen=True, gc=False):
    """A CodeableConcept."""

    coding: tuple[Coding, ...] = ()
    text: str = ""


class Period(msgspec.Struct, frozen=True, gc=False):
    """From and to, as dates or date-times."""

    start: str = ""
    end: str = ""


class Extension(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """An extension: only the value kinds that are read here."""

    url: str = ""
    extension: tuple["Extension", ...] = ()
    value_codeable_concept: Concept | None = None
    value_coding: Coding | None = None
    value_string: str | None = None


class FhirIdentifier(msgspec.Struct, frozen=True, gc=False):
    """An identifier of a system."""

    system: str = ""
    value: str = ""
    use: str = ""
    extension: tuple[Extension, ...] = ()


class Reference(msgspec.Struct, frozen=True, gc=False):
    """A reference by address, or by identifier, or only by a display name."""

    reference: str = ""
    identifier: FhirIdentifier | None = None
    display: str = ""


class HumanName(msgspec.Struct, frozen=True, gc=False):
    """A name."""

    family: str = ""
    given: tuple[str, ...] = ()
    use: str = ""


class FhirAddress(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """An address."""

    line: tuple[str, ...] = ()
    postal_code: str = ""
    use: str = ""
    period: Period = Period()
    extension: tuple[Extension, ...] = ()


class Telecom(msgspec.Struct, frozen=True, gc=False):
    """A telephone number, email or other means of contact."""

    system: str = ""
    value: str = ""
    use: str = ""


class Meta(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Security labels and when the resource changed."""

    security: tuple[Coding, ...] = ()
    last_updated: str = ""


class _Tagged(msgspec.Struct, frozen=True, gc=False, tag_field="resourceType", rename="camel"):
    """A resource that says its type."""

    id: str = ""
    meta: Meta = Meta()


class Patient(_Tagged, frozen=True, gc=False, rename="camel"):
    """A patient. The general practitioner is not read at all."""

    identifier: tuple[FhirIdentifier, ...] = ()
    name: tuple[HumanName, ...] = ()
    gender: str = ""
    birth_date: str = ""
    deceased_date_time: str = ""
    address: tuple[FhirAddress, ...] = ()
    telecom: tuple[Telecom, ...] = ()


class RelatedPerson(_Tagged, frozen=True, gc=False, rename="camel"):
    """A relationship of a patient to another."""

    patient: Reference = Reference()
    identifier: tuple[FhirIdentifier, ...] = ()
    relationship: tuple[Concept, ...] = ()
    active: bool = True
    period: Period = Period()


class Participant(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Who takes part in a care team."""

    member: Reference = Reference()
    role: tuple[Concept, ...] = ()
    on_behalf_of: Reference = Reference()


class CareTeam(_Tagged, frozen=True, gc=False, rename="camel"):
    """A service that works with a patient."""

    status: str = ""
    category: tuple[Concept, ...] = ()
    subject: Reference = Reference()
    period: Period = Period()
    participant: tuple[Participant, ...] = ()
    managing_organization: tuple[Reference, ...] = ()
    telecom: tuple[Telecom, ...] = ()
    reason_code: Presence = UNSET
    reason_reference: Presence = UNSET
    note: Presence = UNSET
    text: Presence = UNSET


class EpisodeOfCare(_Tagged, frozen=True, gc=False, rename="camel"):
    """A time during which an organisation is responsible for a patient."""

    status: str = ""
    type: tuple[Concept, ...] = ()
    patient: Reference = Reference()
    period: Period = Period()
    managing_organization: Reference = Reference()
    care_manager: Reference = Reference()
    diagnosis: Presence = UNSET
    text: Presence = UNSET


class Attachment(msgspec.Struct, frozen=True, gc=False):
    """A document: where it is, never what it says."""

    data: Presence = UNSET


class Content(msgspec.Struct, frozen=True, gc=False):
    """One form of a document."""

    attachment: Attachment = Attachment()


class DocumentReference(_Tagged, frozen=True, gc=False, rename="camel"):
    """A pointer to a record that a custodian keeps (National Record Locator)."""

    status: str = ""
    type: Concept = Concept()
    subject: Reference = Reference()
    custodian: Reference = Reference()
    date: str = ""
    content: tuple[Content, ...] = ()
    description: Presence = UNSET
    text: Presence = UNSET


class Entry(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """One entry of a bundle, its resource still raw so that one bad resource spoils no other."""

    full_url: str = ""
    resource: Presence = UNSET


class Bundle(msgspec.Struct, frozen=True, gc=False, tag_field="resourceType"):
    """A bundle of any type."""

    type: str = ""
    entry: tuple[Entry, ...] = ()


class Ignored(msgspec.Struct, frozen=True, gc=False, tag_field="resourceType", tag="MessageHeader"):
    """An envelope that says nothing of a patient."""


class Organization(msgspec.Struct, frozen=True, gc=False, tag_field="resourceType"):
    """An organisation that other entries name by its code."""


class Named(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Any resource, as far as its type."""

    resource_type: str = ""


Resource = Patient | RelatedPerson | CareTeam | EpisodeOfCare | DocumentReference | Bundle | Ignored | Organization
Service = CareTeam | EpisodeOfCare | DocumentReference


class WholeEntry(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """One entry of a bundle, read with it."""

    full_url: str = ""
    resource: (
        Patient | RelatedPerson | CareTeam | EpisodeOfCare | DocumentReference | Ignored | Organization
        | msgspec.UnsetType
    ) = UNSET  # fmt: skip


class WholeBundle(msgspec.Struct, frozen=True, gc=False, tag_field="resourceType", tag="Bundle"):
    """A bundle of which every entry is one that this format has."""

    entry: tuple[WholeEntry, ...] = ()
