"""Who has signed, who has not yet, and what the data protection officers advised."""

from dataclasses import dataclass

from isa.protocol import words as say
from isa.protocol.edition import Edition


@dataclass(frozen=True)
class Signature:
    """One office of one party: whose it is, and whether it was given."""

    party: str
    office: str
    person: str
    state: str
    signed: bool


@dataclass(frozen=True)
class AdviceRow:
    """What one party's data protection officer advised, and when."""

    party: str
    given_on: str
    ref: str


def signatures(edition: Edition) -> tuple[Signature, ...]:
    """Every signatory that the document names, in its order."""
    names = {party.org_id: party.name for party in edition.agreement.parties}
    given = {(one.party, one.office): one.signed_on for one in edition.signed_by}
    found = []
    for one in edition.agreement.signatories:
        on = given.get((one.party, one.office))
        state = f"Signed on {say.day(on.isoformat())}" if on else "Awaited"
        office = say.opening(say.office(one.office, edition.words))
        found.append(Signature(names.get(one.party, one.party), office, one.person, state, on is not None))
    return tuple(found)


def advice(edition: Edition) -> tuple[AdviceRow, ...]:
    """The advice of each data protection officer; advice is not a signature."""
    names = {party.org_id: party.name for party in edition.agreement.parties}
    return tuple(
        AdviceRow(names.get(one.party, one.party), say.day(one.given_on), one.ref)
        for one in edition.agreement.dpo_advice
    )
