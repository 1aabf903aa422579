"""Why the service believes that this is the same person, in the asker's own terms.

Only attributes that the asker supplied are named, never the candidate's values, and nothing that comes from an
address or a phone when the candidate is shielded: not even that it was not compared.
"""

from typing import Final, Literal

import msgspec

from service.matching import comparison as c
from service.matching.model import Score
from service.matching.nicknames import stands_for
from service.matching.person import Person
from service.matching.sought import Sought

Verdict = Literal["agrees", "close", "differs", "not_compared"]


class Why(msgspec.Struct, frozen=True):
    """One attribute that the asker supplied and how it compared: codes for systems, a sentence for people."""

    field: str
    verdict: Verdict
    how: str
    """A code within the verdict, such as `nickname`, `one_letter`, `day_month_swapped`; empty when there is none."""
    sentence: str


_LABEL: Final = {
    "given_name": "First name",
    "family_name": "Family name",
    "other_names": "Middle name",
    "date_of_birth": "Date of birth",
    "address": "Address",
    "phone": "Phone number",
    "sex": "Sex",
    "nhs": "NHS number",
    "pnc": "PNC ID",
    "cro": "CRO number",
    "upn": "Unique pupil number",
    "uln": "Unique learner number",
    "crn": "Probation case number",
    "nino": "National Insurance number",
    "local": "Agency reference",
}
_HOW: Final = {
    "nickname": "is a short form or another spelling",
    "other_name": "matches another name on record",
    "middle_name": "matches a middle name",
    "previous_name": "matches a previous or other family name",
    "initial_or_spelling": "agrees as an initial or in another spelling",
    "initial": "agrees as an initial",
    "one_letter": "is one letter different",
    "similar": "is similar, with several letters different",
    "sounds_alike": "is spelt differently",
    "names_swapped": "matches with first and family name changed about",
    "one_part": "matches one part of a double-barrelled name",
    "day_month_swapped": "matches with day and month changed about",
    "one_digit": "is one digit different",
    "two_parts": "matches in two of day, month and year",
    "known_parts": "agrees in the parts that are known",
    "year": "agrees in the year only",
    "street": "matches house and street, not the postcode",
    "misspelt": "matches house and street, the street spelt differently",
    "postcode": "matches the postcode",
    "neighbour": "matches the postcode, not the house",
    "road": "matches the street, not the house",
    "outward": "matches the first half of the postcode",
    "nearby": "is in an area whose postcode is nearly the same",
}
_BIRTH: Final = {
    c.BIRTH_SWAPPED: "day_month_swapped",
    c.BIRTH_DIGIT: "one_digit",
    c.BIRTH_TWO_PARTS: "two_parts",
    c.BIRTH_PARTIAL: "known_parts",
    c.BIRTH_YEAR: "year",
}
_ADDRESS: Final = {
    c.STREET: "street",
    c.MISSPELT: "misspelt",
    c.POSTCODE: "postcode",
    c.NEIGHBOUR: "neighbour",
    c.ROAD: "road",
    c.OUTWARD: "outward",
    c.NEARBY: "nearby",
}


def explain(sought: Sought, typed: Person, score: Score, candidate: Person) -> tuple[Why, ...]:
    """One Why for each attribute that the asker supplied, in the order of the form. `typed` is `sought`, normalised."""
    levels = score.levels
    found: list[Why] = []
    if sought.given_name:
        found.append(_given(levels[c.GIVEN], typed, candidate))
    if sought.family_name:
        found.append(_family(levels[c.FAMILY], typed, candidate))
    if any(sought.other_names):
        found.append(_why("other_names", levels[c.MIDDLE], {2: "initial_or_spelling"}, c.FIELDS["middle"]))
    if sought.date_of_birth is not None:
        found.append(_why("date_of_birth", levels[c.BIRTH], _BIRTH, c.FIELDS["birth"]))
    if not candidate.shielded:
        found.extend(_hideable(sought, levels))
    if sought.sex != "unknown":
        found.append(_why("sex", levels[c.SEX], {}, c.FIELDS["sex"]))
    supplied = {identifier.scheme for identifier in sought.identifiers}
    for at, scheme in enumerate(c.SCHEMES, start=c.NHS):
        if scheme in supplied:
            found.append(
                _why(scheme, levels[at], {c.NHS_CLOSE: "one_digit"} if scheme == "nhs" else {}, c.FIELDS[scheme])
            )
    return tuple(found)


def _hideable(sought: Sought, levels: tuple[int, ...]) -> list[Why]:
    found = []
    if sought.postcode or sought.house or sought.street:
        found.append(_address(sought, levels[c.ADDRESS]))
    if sought.phone:
        found.append(_why("phone", levels[c.PHONE], {}, c.FIELDS["phone"]))
    return found


def _address(sought: Sought, level: int) -> Why:
    """A postcode that agrees is all that can agree when no house was typed."""
    if level == c.POSTCODE and not sought.house:
        return Why("address", "agrees", "postcode", "Postcode agrees.")
    return _why("address", level, _ADDRESS, c.FIELDS["address"])


def _given(level: int, typed: Person, candidate: Person) -> Why:
    how = {
        c.NAME_OTHER: _other_forename(typed, candidate),
        c.NAME_INITIAL: "initial",
        c.NAME_CLOSE: _slip(typed.forenames, candidate.forenames),
        c.NAME_SIMILAR: "similar",
        c.NAME_SWAPPED: "names_swapped",
    }
    return _why("given_name", level, how, c.FIELDS["given"])


def _other_forename(typed: Person, candidate: Person) -> str:
    if not (typed.forenames and candidate.forenames):
        return ""
    if stands_for(typed.forenames[0], candidate.forenames[0]):
        return "nickname"
    return "middle_name" if typed.forenames[0] in candidate.middles else "other_name"


def _family(level: int, typed: Person, candidate: Person) -> Why:
    how = {
        c.NAME_OTHER: "other_name" if candidate.shielded else "previous_name",
        c.NAME_PART: "one_part",
        c.NAME_CLOSE: _slip(typed.families, candidate.families),
        c.NAME_SIMILAR: "similar",
        c.NAME_SWAPPED: "names_swapped",
    }
    return _why("family_name", level, how, c.FIELDS["family"])


def _slip(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    return "one_letter" if one and other and c.one_letter(one[0], other[0]) else "sounds_alike"


def _why(field: str, level: int, how: dict[int, str], names: tuple[str, ...]) -> Why:
    label = _LABEL[field]
    if level == c.MISSING:
        return Why(field, "not_compared", "", f"{label}: not compared, there is nothing on record to compare it with.")
    if level == c.EXACT:
        return Why(field, "agrees", "", f"{label} agrees.")
    if level in how:
        return Why(field, "close", how[level], f"{label} {_HOW[how[level]]}.")
    if names[level] != "differs":
        return Why(field, "close", names[level], f"{label} is close.")
    return Why(field, "differs", "", f"{label} differs.")
