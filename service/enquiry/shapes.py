"""The shapes of one enquiry: what was asked, and what may be answered.

`Asked` comes from `ask.ask`, which checks it. `Answer` is encoded once, sealed, and leaves only with its receipt.
All months are `YYYY-MM`, all times Unix seconds (UTC), all levels 0 to 4 (`isa.vocabulary.Level`).
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

from connectors.records import Contact, Event
from service.emergency.words import Declared
from service.matching.sought import Sought
from service.store.oversight_rows import EmergencyRow

Scope = Literal["person", "family"]
Outcome = Literal["found", "nothing_to_show", "more_than_one"]

NOTHING_TO_SHOW = "Nothing that you may see was found. That does not mean that no service is involved."
MORE_THAN_ONE = (
    "This could be more than one person. Add another detail, such as a date of birth or a postcode, and ask again."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked enquiry: why it is asked, and what is known of the person."""

    purpose: str
    case_reference: str
    relationship: str
    scope: Scope
    level: int
    sought: Sought
    declared: Declared | None = None
    """The emergency that the asker declares."""
    emergency: EmergencyRow | None = None
    """The same, once it stands: kept, told of, and agreed to where another person must."""


class Why(msgspec.Struct, frozen=True):
    """How one detail that the asker typed compares with the record found."""

    attribute: str
    """What was compared, as a code: `given_name`, `date_of_birth`, `address`…"""
    outcome: Literal["agrees", "close", "differs", "not_compared"]
    how: str = ""
    """For `close`: how, as a code, such as `day_month_swapped`."""
    sentence: str = ""
    """The same for people: `First name agrees.`"""


class Service(msgspec.Struct, frozen=True, omit_defaults=True):
    """One contact card. At level 1 it says only that another service is involved."""

    level: int
    agency: str = ""
    agency_name: str = ""
    service: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    """`YYYY-MM` when it ended, where its history (`events`) may be told."""
    lead_professional: bool = False
    contact: Contact | None = None
    subject_role: str = ""
    categories: tuple[str, ...] = ()
    last_contact_month: str = ""
    level_of_need: str = ""
    plan: str = ""
    events: tuple[Event, ...] = ()
    brokered: bool = False
    """We can ask this service to contact the asker; it is not named."""
    reference: str = ""
    """An opaque word to quote when asking for a brokered contact."""
    updated: int = 0
    stale: bool = False
    covers: str = ""
    """What the source covers, in words, such as `Blackpool, since January 2023`."""
    marking: str = "OFFICIAL-SENSITIVE"
    basis: int = 0
    """The index into `Answer.bases` of why this may be told."""


class Declaration(msgspec.Struct, frozen=True, omit_defaults=True):
    """One source's statement that somebody belongs to the person asked about."""

    agency_name: str
    relation: str
    as_of: int
    household: Literal["", "same", "separate"] = ""
    """Whether this source says that they live together; empty where it does not say."""


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """The person asked about, or a member of the family that a source declared."""

    relation: str
    """`asked about`, or what this person is to them: `parent`, `sibling`, `former_partner`…"""
    name: str = ""
    born: str = ""
    age: int | None = None
    household: Literal["", "same", "separate", "unknown"] = ""
    """Whether the declaring source says that they live with the person asked about; empty for that person."""
    declared_by: str = ""
    declared_as_of: int = 0
    declarations: tuple[Declaration, ...] = ()
    """One of each source that may be told, the newest first; the two fields above are those of the first."""
    since: str = ""
    """`YYYY-MM` from when the relationship is, where that source says so and it is none of birth."""
    services: tuple[Service, ...] = ()


class Basis(msgspec.Struct, frozen=True):
    """Which agreement and rules let the asker learn something, in codes and in a sentence."""

    agreement: str
    version: str
    rules: tuple[str, ...]
    gateways: tuple[str, ...]
    sentence: str
    obligations: tuple[str, ...]


class SourceNote(msgspec.Struct, frozen=True):
    """A source that is stale or does not cover what was asked, so that nothing shown is not read as nothing known."""

    agency_name: str
    note: str


class Answer(msgspec.Struct, frozen=True):
    """What may leave, once the log holds its entry."""

    enquiry: str
    """The id to read this answer again with `GET /v1/enquiries/{id}`."""
    outcome: Outcome
    message: str
    asked_at: int
    purpose: str
    case_reference: str
    relationship: str
    scope: Scope
    band: str = ""
    why: tuple[Why, ...] = ()
    people: tuple[Person, ...] = ()
    bases: tuple[Basis, ...] = ()
    not_covered: tuple[SourceNote, ...] = ()
    marking: str = "OFFICIAL-SENSITIVE"
    expires: int = 0
    level_asked: int = 0
    """Up to which level it was asked; what is told may be less."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """An answer that the log holds: the exact bytes released, and the receipt that released them."""

    answer: bytes
    receipt: bytes
    """The receipt as JSON (`golden-thread-receipt/1`), ready to be saved and checked offline."""
    empty: bool

    def body(self) -> bytes:
        """The JSON body of a reply: `{"answer": …, "receipt": …}`."""
        return b'{"answer":' + self.answer + b',"receipt":' + self.receipt + b"}"

    def decoded(self) -> Answer:
        """The answer as a value, for a page to show."""
        return msgspec.json.decode(self.answer, type=Answer)
