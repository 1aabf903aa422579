"""How may a word, a date or an id be written in an agreement? ASCII for what is compared, one meaning for what is read.

Everything that two documents could be compared by (ids, codes, versions, dates) is ASCII, so that no two can look alike
and differ. Prose may use any letter, but nothing that hides or reorders what a signatory sees (Unicode TR 36, TR 39).
"""

import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

MOST = 64
"""The most entries of an ordinary list: bounds the time that a hostile document can cost."""
MOST_RULES = 300
MOST_BASES = 400

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def _readable(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("text_blank", "is blank; write it, or take the part out")
    if any(unicodedata.category(letter) in _UNSEEN and letter != "\n" for letter in text):
        raise PydanticCustomError("text_unseen", "holds a character that nobody sees; type the words again")
    if not unicodedata.is_normalized("NFC", text):
        raise PydanticCustomError(
            "text_not_nfc", "writes an accent as a letter of its own; save it in Unicode form NFC"
        )
    return text


def _a_date(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as fault:
        raise PydanticCustomError("date_unknown", "is no day of the calendar; write YYYY-MM-DD") from fault
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=4000), AfterValidator(_readable)]
"""Prose that a signatory reads, on lines as they like."""
CODE = r"^[A-Za-z0-9][A-Za-z0-9_.():>-]{0,79}$"
CLAUSE = r"^[a-z][a-z0-9_]*[A-Za-z0-9_.():|-]*$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
VERSION = r"^(0|[1-9][0-9]{0,3})(\.(0|[1-9][0-9]{0,3})){2}$"
AGENCY = r"^(police|gss|ods|org):[A-Z0-9]{2,12}$"
AGREEMENT = r"^[A-Z][A-Z0-9-]{2,39}$"
DIGEST = r"^sha256:[0-9a-f]{64}$"
ADDRESS = r"^https://[!-~]{1,300}$"
RULE = r"^[A-Z][A-Z0-9]{0,9}$"
AGENCY_OR_ALL = r"^(\*|(police|gss|ods|org):[A-Z0-9]{2,12})$"
CODE_OR_ALL = r"^(\*|[A-Za-z0-9][A-Za-z0-9_.():>-]{0,79})$"

EXAMPLES = {
    CODE: "a word of the vocabulary: letters without accents, digits, and _ . - ( )",
    CLAUSE: "a word, with what it names in brackets: requires_relationship(open_case|meeting)",
    DAY: "a date as YYYY-MM-DD",
    VERSION: "three numbers with dots: 1.2.0",
    AGENCY: "a scheme and its code: police:04, gss:E06000009, ods:RXL or org:NAME, in plain capitals",
    AGREEMENT: "plain capitals, digits and hyphens: LANCS-ISA-0042",
    DIGEST: "sha256: and 64 hexadecimal digits",
    ADDRESS: "an address that begins with https://",
    RULE: "a capital, then capitals and digits: R1",
    AGENCY_OR_ALL: "a scheme and its code, such as police:04; or * in a deny rule",
    CODE_OR_ALL: "a word of the vocabulary; or * in a deny rule",
}
"""How to write what each pattern asks for; what a refusal says."""

Code = Annotated[str, StringConstraints(pattern=CODE)]
"""A word of the vocabulary or an id: ASCII only, so that no two ids can look alike."""
Clause = Annotated[str, StringConstraints(pattern=CLAUSE, max_length=400)]
"""A condition or an obligation in its short form; `isa.clauses` reads it."""
Day = Annotated[str, StringConstraints(pattern=DAY), AfterValidator(_a_date)]
"""A date as it is signed: the text `YYYY-MM-DD`."""
Version = Annotated[str, StringConstraints(pattern=VERSION)]
AgencyId = Annotated[str, StringConstraints(pattern=AGENCY)]
AgreementId = Annotated[str, StringConstraints(pattern=AGREEMENT)]
Digest = Annotated[str, StringConstraints(pattern=DIGEST)]
Address = Annotated[str, StringConstraints(pattern=ADDRESS)]
RuleId = Annotated[str, StringConstraints(pattern=RULE)]
AgencyOrAll = Annotated[str, StringConstraints(pattern=AGENCY_OR_ALL)]
CodeOrAll = Annotated[str, StringConstraints(pattern=CODE_OR_ALL)]
Several = Annotated[tuple[Code, ...], Field(min_length=1, max_length=MOST)]
Some = Annotated[tuple[Code, ...], Field(max_length=MOST)]
"""None, or some: here an empty list means none."""


class Clauses(BaseModel):
    """A part of the document: closed to unknown names, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def version_number(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 1.10.0 is after 1.9.0."""
    return tuple(int(part) for part in version.split("."))
