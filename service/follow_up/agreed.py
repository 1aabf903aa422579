"""Which fields may a person be told of a kind of record at all, by the agreements in force at this moment?

It bounds what can be asked for and what can be answered; the agency that holds the record decides within it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from isa.effective import agreed_fields, opens
from isa.sentences import sentence
from isa.vocabulary import Level
from service.runtime import Runtime
from service.store.follow_up import FollowUpRow


class Place(NamedTuple):
    """Who would be told, for what, and of whose records."""

    agency: str
    role: str
    purpose: str
    provider: str
    record_type: str


class RuleThere(NamedTuple):
    """One rule in force that tells something there."""

    agreement: str
    version: str
    rule: str
    sentence: str
    """The rule in words."""
    fields: frozenset[str]


def agreed_fields_at(place: Place, runtime: Runtime) -> frozenset[str]:
    """The fields that some rule in force tells there, conditions of the single case apart.

    Raises:
        Unavailable: what is in force cannot be read.
    """
    return frozenset(name for one in rules_at(place, runtime) for name in one.fields)


def rules_at(place: Place, runtime: Runtime) -> list[RuleThere]:
    """The rules in force that tell any field there, in the order of the register.

    Raises:
        Unavailable: what is in force cannot be read.
    """
    words = runtime.agreements.words
    found = [
        RuleThere(
            one.agreement.isa_id,
            one.agreement.version,
            rule.id,
            sentence(one.agreement, rule.id, words, place.purpose),
            agreed_fields(one.agreement, rule, place.record_type, int(rule.max_level or Level.NONE), words),
        )
        for one in runtime.agreements.register.in_force
        for rule in one.agreement.rules
        if opens(one.agreement, rule)
        and _names(rule.recipient, place.agency)
        and _names(rule.recipient_roles, place.role)
        and _names(rule.purposes, place.purpose)
        and _names(rule.provider, place.provider)
        and place.record_type in rule.record_types
    ]
    return [one for one in found if one.fields]


def agreed_for(row: FollowUpRow, runtime: Runtime) -> frozenset[str]:
    """The same for a request that was made."""
    return agreed_fields_at(place_of(row), runtime)


def place_of(row: FollowUpRow) -> Place:
    """Who would be told in answer to a request, for what, and of whose records."""
    return Place(row.agency, row.role, row.purpose, row.provider, row.record_type)


def _names(named: Iterable[str], code: str) -> bool:
    return code in named or "*" in named
