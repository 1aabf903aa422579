"""Who agrees, in which capacity, and who signs for them?"""

from typing import Annotated, Literal

from pydantic import Field

from isa.document.forms import MOST, AgencyId, Clauses, Code, Day, Some, Text


class Party(Clauses):
    """An agency, and in which capacities it takes part."""

    org_id: AgencyId
    """ODS, GSS or police force code, by its scheme; `org:` for bodies that none of them numbers."""
    name: Text
    controller_type: Code
    regime_capacity: Annotated[tuple[Literal["part2", "part3"], ...], Field(min_length=1, max_length=2)]
    """Under which part of data protection law it may act: Part 3 is for competent authorities alone (DPA 2018 s.30)."""
    roles: Annotated[tuple[Literal["provider", "recipient", "joint_index"], ...], Field(min_length=1, max_length=3)]
    competent_authority_functions: Some = ()
    """The law enforcement functions for which it has Part 3 capacity."""
    statutory_list_membership: Some = ()
    """The statutory lists that it stands on, such as the relevant authorities of CDA 1998 s.115."""
    third_sector_commissioner: AgencyId | None = None
    """The public body that commissions it, where it is a charity or a company."""
    note: Text | None = None
    """A remark for the reader, such as what a lawyer must still settle; nothing is decided by it."""


class Signatory(Clauses):
    """Who must sign for a party, by office. The signature itself is in the JWS, not here."""

    party: AgencyId
    office: Code
    person: Text


class Advice(Clauses):
    """The data protection officer's advice, recorded; advice is not a signature."""

    party: AgencyId
    given_on: Day
    ref: Text


Parties = Annotated[tuple[Party, ...], Field(min_length=1, max_length=MOST)]
Signatories = Annotated[tuple[Signatory, ...], Field(min_length=1, max_length=4 * MOST)]
AdviceGiven = Annotated[tuple[Advice, ...], Field(min_length=1, max_length=MOST)]
