"""What does the public learn of an agreement? Its entry in the public register: who, why, by which law, what, how long.

ICO Data Sharing Code, "Transparency". Nothing about persons: no signatory, no officer, no worker; offices only.
"""

import json
from typing import TypedDict

from isa.agreement import Agreement
from isa.protocol import words as say
from isa.protocol.edition import Edition
from isa.vocabulary import Vocabulary

FORMAT = "golden-thread-register-entry/1"
UNSETTLED = "Not settled in this document"


class PublicParty(TypedDict):
    """A party: its name, public number, and whether it gives or receives."""

    name: str
    id: str
    gives: bool
    receives: bool


class PublicPurpose(TypedDict):
    """A purpose, and why it needs information to be shared."""

    title: str
    why: str


class PublicGateway(TypedDict):
    """A legal gateway, with the address of its text."""

    title: str
    source: str


class PublicRecords(TypedDict):
    """A kind of record, and the kinds of data in it that may be told."""

    title: str
    data: list[str]


class RegisterEntry(TypedDict):
    """One agreement, as the public register shows it. Dates are `YYYY-MM-DD`."""

    format: str
    id: str
    title: str
    version: str
    status: str
    in_force_from: str
    in_force_to: str
    review_due: str
    areas: list[str]
    parties: list[PublicParty]
    purposes: list[PublicPurpose]
    legal_gateways: list[PublicGateway]
    kinds_of_data: list[PublicRecords]
    retention: str
    contact: str
    digest: str


def register_entry(edition: Edition) -> RegisterEntry:
    """The public entry of one version of an agreement."""
    agreement, words = edition.agreement, edition.words
    return RegisterEntry(
        format=FORMAT,
        id=agreement.isa_id,
        title=agreement.title,
        version=agreement.version,
        status=edition.standing.words if edition.standing else edition.status,
        in_force_from=agreement.effective_from,
        in_force_to=agreement.effective_to,
        review_due=agreement.review_due,
        areas=[say.area(code, words) for code in agreement.jurisdiction],
        parties=_parties(agreement),
        purposes=_purposes(agreement, words),
        legal_gateways=_gateways(agreement, words),
        kinds_of_data=[_records(one.record_type, one.names, words) for one in agreement.data_sets],
        retention=agreement.retention.recipient_max,
        contact=agreement.subject_rights.single_contact if agreement.subject_rights else UNSETTLED,
        digest=edition.digest,
    )


def as_json(edition: Edition) -> str:
    """The public entry as JSON, for the register of others. Same input, same bytes."""
    return json.dumps(register_entry(edition), ensure_ascii=False, indent=2) + "\n"


def _parties(agreement: Agreement) -> list[PublicParty]:
    return [
        PublicParty(
            name=party.name, id=party.org_id, gives="provider" in party.roles, receives="recipient" in party.roles
        )
        for party in agreement.parties
    ]


def _purposes(agreement: Agreement, words: Vocabulary) -> list[PublicPurpose]:
    return [
        PublicPurpose(title=say.opening(say.purpose(one.code, words)), why=one.necessity_statement)
        for one in agreement.purposes
    ]


def _gateways(agreement: Agreement, words: Vocabulary) -> list[PublicGateway]:
    codes = dict.fromkeys(code for basis in agreement.lawful_basis for code in basis.gateway_codes)
    return [PublicGateway(title=words.gateways[code].title, source=words.gateways[code].source) for code in codes]


def _records(code: str, fields: tuple[str, ...], words: Vocabulary) -> PublicRecords:
    return PublicRecords(
        title=say.opening(say.record_type(code, words)), data=[say.opening(say.field(name)) for name in fields]
    )
