"""Step 1: who asks, and why. Nothing about a person is looked up before these are valid.

Every fault names its field, a code and what to do; never what was typed.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from connectors.identifiers import BY_SCHEME, IdentifierFault
from connectors.records import Identifier, PartialDate, Sex
from isa.vocabulary import Level, RelationshipKind
from service.emergency.words import LEAST_REASON, MOST_REASON, Declared, in_plain_sight
from service.enquiry.shapes import Asked, Scope
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.matching.sought import Sought

ACCEPTED_SCHEMES = ("nhs", "pnc", "cro", "upn", "uln")
_CASE_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 /._-]{1,39}\Z")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\Z")
_DATE_FORMS = (
    re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?\Z"),
    re.compile(r"(?P<d>\d{1,2})[/. ](?P<m>\d{1,2})[/. ](?P<y>\d{4})\Z"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})\Z"),
)
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """What arrived, as text, from a page, a command or a system. Not yet checked, and personal."""

    purpose: str = ""
    case_reference: str = ""
    relationship: str = ""
    scope: str = "family"
    level: int = int(Level.CONTACT)
    family_name: str = ""
    given_name: str = ""
    other_names: tuple[str, ...] = ()
    date_of_birth: str = ""
    postcode: str = ""
    house: str = ""
    street: str = ""
    phone: str = ""
    sex: str = "unknown"
    identifiers: tuple[tuple[str, str], ...] = ()
    ground: str = ""
    """Of the emergency that is declared; empty for none."""
    reason: str = ""
    """Why it is one."""


def ask(typed: Typed, knows_purpose: Callable[[str], bool], today: date, grounds: Collection[str] = ()) -> Asked:
    """Check an enquiry, whole, so that a person hears of every fault at once.

    `grounds` are those on which an emergency may be declared.

    Raises:
        NotAcceptable: with one fault for each field that does not hold.
    """
    faults: list[FieldFault] = []
    declared = _read_emergency(typed, grounds, faults)
    if declared:
        typed = replace(typed, relationship=typed.relationship or RelationshipKind.EMERGENCY.value)
    _check_why(typed, knows_purpose, faults, case_needed=declared is None)
    sought = _read_sought(typed, today, faults)
    if not faults:
        _check_enough(sought, faults)
    if faults:
        raise NotAcceptable(faults[0].code, faults[0].advice, tuple(faults))
    return Asked(
        purpose=typed.purpose,
        case_reference=typed.case_reference.strip(),
        relationship=typed.relationship,
        scope=cast(Scope, typed.scope),
        level=typed.level,
        sought=sought,
        declared=declared,
    )


def _read_emergency(typed: Typed, grounds: Collection[str], faults: list[FieldFault]) -> Declared | None:
    """A ground and a reason that somebody can review; whether this role may declare it is not asked here."""
    reason = in_plain_sight(typed.reason)
    if not typed.ground and not typed.reason:
        return None
    if typed.ground not in grounds:
        advice = f"Choose the ground of the emergency: {', '.join(grounds)}."
        faults.append(FieldFault("break_glass.ground", ReasonCode.FIELD_INVALID, advice))
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        advice = (
            f"Write why this is an emergency, in {LEAST_REASON} to {MOST_REASON:,} characters: it will be reviewed."
        )
        faults.append(FieldFault("break_glass.reason", ReasonCode.FIELD_INVALID, advice))
    return Declared(typed.ground, reason)


def _check_why(
    typed: Typed, knows_purpose: Callable[[str], bool], faults: list[FieldFault], *, case_needed: bool
) -> None:
    """Purpose, case reference and relationship: the reason must stand before the person is named."""
    if not typed.purpose:
        faults.append(FieldFault("purpose", ReasonCode.PURPOSE_REQUIRED, "Choose why you are asking."))
    elif not knows_purpose(typed.purpose):
        faults.append(
            FieldFault("purpose", ReasonCode.PURPOSE_UNKNOWN, "Choose a purpose from the list of the agreements.")
        )
    case = typed.case_reference.strip()
    if (case or case_needed) and not _CASE_REFERENCE.match(case):
        advice = "Enter the reference of the case you are working on: 2 to 40 letters, numbers, / . _ or -."
        faults.append(FieldFault("case_reference", ReasonCode.CASE_REFERENCE_REQUIRED, advice))
    if typed.relationship not in set(RelationshipKind):
        advice = "Choose how you have to do with this family, such as an open case or a visit."
        faults.append(FieldFault("relationship", ReasonCode.RELATIONSHIP_REQUIRED, advice))
    if typed.scope not in ("person", "family"):
        faults.append(FieldFault("scope", ReasonCode.FIELD_INVALID, "Choose the person, or the person and family."))
    if typed.level not in (Level.EXISTS, Level.CONTACT, Level.SUMMARY, Level.DETAIL):
        faults.append(FieldFault("level", ReasonCode.FIELD_INVALID, "Ask for a level from 1 to 4."))


def _read_sought(typed: Typed, today: date, faults: list[FieldFault]) -> Sought:
    names = (typed.family_name, typed.given_name, typed.house, typed.street, typed.phone, *typed.other_names)
    if any(len(text) > _LONGEST_NAME for text in names):
        faults.append(FieldFault("person", ReasonCode.FIELD_INVALID, "Shorten the names to 100 characters each."))
    return Sought(
        family_name=typed.family_name.strip(),
        given_name=typed.given_name.strip(),
        other_names=tuple(name.strip() for name in typed.other_names),
        date_of_birth=_read_date(typed.date_of_birth.strip(), today, faults),
        postcode=_read_postcode(typed.postcode, faults),
        house=typed.house.strip(),
        street=typed.street.strip(),
        phone=typed.phone.strip(),
        sex=_read_sex(typed.sex, faults),
        identifiers=_read_identifiers(typed.identifiers, faults),
    )


def _read_date(text: str, today: date, faults: list[FieldFault]) -> PartialDate | None:
    """A whole date, a month or a year; day first where it is written with strokes."""
    if not text:
        return None
    parts = next((match.groupdict() for form in _DATE_FORMS if (match := form.match(text))), None)
    if parts is None:
        advice = "Enter a date of birth such as 2 4 2011, or only the year."
        faults.append(FieldFault("date_of_birth", ReasonCode.FIELD_INVALID, advice))
        return None
    year, month, day = (int(parts[key]) if parts.get(key) else None for key in ("y", "m", "d"))
    try:
        earliest = date(cast(int, year), month or 1, day or 1)
    except ValueError:
        advice = "Enter a date of birth that is in the calendar."
        faults.append(FieldFault("date_of_birth", ReasonCode.FIELD_INVALID, advice))
        return None
    if not date(1890, 1, 1) <= earliest <= today:
        advice = "Enter a date of birth between 1890 and today."
        faults.append(FieldFault("date_of_birth", ReasonCode.FIELD_INVALID, advice))
        return None
    return PartialDate(year, month, day)


def _read_postcode(text: str, faults: list[FieldFault]) -> str:
    postcode = " ".join(text.upper().split())
    if postcode and not _POSTCODE.match(postcode):
        faults.append(FieldFault("postcode", ReasonCode.FIELD_INVALID, "Enter a whole postcode, such as FY1 1AA."))
    return postcode


def _read_sex(text: str, faults: list[FieldFault]) -> Sex:
    if text not in ("male", "female", "other", "unknown"):
        advice = "Use male, female, other or unknown."
        faults.append(FieldFault("sex", ReasonCode.FIELD_INVALID, advice))
        return "unknown"
    return cast(Sex, text)


def _read_identifiers(typed: tuple[tuple[str, str], ...], faults: list[FieldFault]) -> tuple[Identifier, ...]:
    read = []
    for scheme, value in typed[:10]:
        if scheme not in ACCEPTED_SCHEMES:
            advice = f"Use an identifier of one of these kinds: {', '.join(ACCEPTED_SCHEMES)}."
            faults.append(FieldFault("identifiers", ReasonCode.FIELD_INVALID, advice))
            continue
        try:
            read.append(BY_SCHEME[scheme](value, "stated"))
        except IdentifierFault:
            advice = f"Check the {scheme.upper()} number: its check digit or its form is not right."
            faults.append(FieldFault("identifiers", ReasonCode.FIELD_INVALID, advice))
    return tuple(read)


def _check_enough(sought: Sought, faults: list[FieldFault]) -> None:
    """At least two details that together can mean one person; a name alone, or a postcode alone, is a trawl."""
    has_year = sought.date_of_birth is not None and sought.date_of_birth.year is not None
    details = [has_year, bool(sought.postcode), bool(sought.phone), bool(sought.identifiers)]
    if sought.identifiers and (sought.family_name or sum(details) > 1):
        return
    if sought.family_name and any(details):
        return
    advice = (
        "Enter the family name and one more: a date of birth, a postcode or a reference number. "
        "A given name or a house number is not enough."
    )
    faults.append(FieldFault("person", ReasonCode.TOO_VAGUE, advice))
