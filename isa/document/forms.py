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
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.():>-]{0,79}$")]
"""A word of the vocabulary or an id: ASCII only, so that no two ids can look alike."""
Clause = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*[A-Za-z0-9_.():|-]*$", max_length=400)]
"""A condition or an obligation in its short form; `isa.clauses` reads it."""
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_a_date)]
"""A date as it is signed: the text `YYYY-MM-DD`."""
Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,3})(\.(0|[1-9][0-9]{0,3})){2}$")]
AgencyId = Annotated[str, StringConstraints(pattern=r"^(police|gss|ods|org):[A-Z0-9]{2,12}$")]
AgreementId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{2,39}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
Several = Annotated[tuple[Code, ...], Field(min_length=1, max_length=MOST)]
Some = Annotated[tuple[Code, ...], Field(max_length=MOST)]
"""None, or some: here an empty list means none."""


class Clauses(BaseModel):
    """A part of the document: closed to unknown names, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def version_number(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 1.10.0 is after 1.9.0."""
    return tuple(int(part) for part in version.split("."))
