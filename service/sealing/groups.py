"""What each sealed group holds: the minimisation ladder, cut into pieces that are sealed apart.

Level 2 opens Contact, level 3 Summary too, level 4 Detail too; Shown is the name and date of birth of a person whom an
asker may see named. The matcher's group is encoded by `service.matching`.
"""

from datetime import date
from typing import Final

import msgspec

from connectors.records import Address, Contact, Event, Identifier, Involvement, Name, NominalRecord, PartialDate, Tie


class ShownGroup(msgspec.Struct, frozen=True, array_like=True):
    """What to call a person on a page."""

    name: str
    dob: PartialDate | None


class ContactGroup(msgspec.Struct, frozen=True, array_like=True):
    """Level 2: which service, and whom to ring. Months, not days."""

    service: str
    contact: Contact
    lead_professional: bool
    status: str
    since_month: str


class SummaryGroup(msgspec.Struct, frozen=True, array_like=True):
    """Level 3: what kind of involvement."""

    status: str
    subject_role: str
    categories: tuple[str, ...]
    opened_month: str
    closed_month: str
    last_contact_month: str
    level_of_need: str
    plan: str
    events: tuple[Event, ...]
    engagement_consent: bool | None
    fact_or_opinion: str
    marking: str


class DetailGroup(msgspec.Struct, frozen=True, array_like=True):
    """Level 4, of an involvement: the provider's own reference and full dates."""

    ref: str
    opened: date | None
    closed: date | None


class PersonDetailGroup(msgspec.Struct, frozen=True, array_like=True):
    """Level 4, of a record: the person as the source wrote them."""

    ref: str
    names: tuple[Name, ...]
    dob: PartialDate | None
    sex: str
    identifiers: tuple[Identifier, ...]
    addresses: tuple[Address, ...]
    phones: tuple[str, ...]
    ties: tuple[Tie, ...]
    household_ref: str


_encoder: Final = msgspec.msgpack.Encoder()
encode: Final = _encoder.encode
decode_shown: Final = msgspec.msgpack.Decoder(ShownGroup).decode
decode_contact: Final = msgspec.msgpack.Decoder(ContactGroup).decode
decode_summary: Final = msgspec.msgpack.Decoder(SummaryGroup).decode
decode_detail: Final = msgspec.msgpack.Decoder(DetailGroup).decode
decode_person_detail: Final = msgspec.msgpack.Decoder(PersonDetailGroup).decode


def shown_of(record: NominalRecord) -> ShownGroup:
    """The name to show is the first, as the source wrote it."""
    first = record.names[0] if record.names else Name(family="")
    return ShownGroup(" ".join((*first.given, first.family)).strip(), record.dob)


def contact_of(involvement: Involvement) -> ContactGroup:
    """What level 2 may show of an involvement."""
    return ContactGroup(
        involvement.service,
        involvement.contact,
        involvement.lead_professional,
        involvement.status,
        _month(involvement.opened),
    )


def summary_of(involvement: Involvement) -> SummaryGroup:
    """What level 3 may show of an involvement."""
    return SummaryGroup(
        involvement.status,
        involvement.subject_role,
        involvement.categories,
        _month(involvement.opened),
        _month(involvement.closed),
        involvement.last_contact_month,
        involvement.level_of_need,
        involvement.plan,
        involvement.events,
        involvement.engagement_consent,
        involvement.fact_or_opinion,
        involvement.marking,
    )


def detail_of(involvement: Involvement) -> DetailGroup:
    """What level 4 may show of an involvement."""
    return DetailGroup(involvement.ref, involvement.opened, involvement.closed)


def person_detail_of(record: NominalRecord) -> PersonDetailGroup:
    """What level 4 may show of a record. Of a shielded person, never where they live or how to reach them."""
    return PersonDetailGroup(
        record.ref,
        record.names,
        record.dob,
        record.sex,
        record.identifiers,
        () if record.shielded else record.addresses,
        () if record.shielded else record.phones,
        record.ties,
        record.household_ref,
    )


def _month(day: date | None) -> str:
    return day.isoformat()[:7] if day else ""
