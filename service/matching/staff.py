"""Is it the asker's own business? Their family name, their address, a colleague: compared by blind tokens.

An agency may hand over a list of its staff. Of it only HMAC-SHA-256 tokens are kept: names and addresses are bound to
the member of staff whose they are, so that two who share a name or a home do not share a token, and what a colleague is
recognised by is bound to the agency. Nothing opens them again, and none of them equals a token of the person index.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from connectors.records import Name
from service.matching import names
from service.matching.person import Person
from service.sealing.blind import Blinder


class OwnBusiness(StrEnum):
    """What of an enquiry is the asker's own business. The words stand in sealed payloads."""

    NAME = "own_name"
    ADDRESS = "own_address"
    COLLEAGUE = "colleague"


def tokens_of_member(staff: str, agency: str, person: Person, blinder: Blinder) -> set[bytes]:
    """What is kept of one member of staff, 16 bytes each. `staff` is their pseudonym, `person` who they are."""
    kept = set(_families(staff, person, blinder)) | _as_colleague(agency, person, blinder)
    for outward, inward, house, _, _ in person.places:
        if outward and inward:
            postcode = outward + inward
            kept.add(blinder.staff_token("postcode", staff, postcode))
            home = ("home", staff, postcode, house) if house else ("home of any number", staff, postcode)
            kept.add(blinder.staff_token(*home))
    return kept


def tokens_of_name(staff: str, name: str, blinder: Blinder) -> set[bytes]:
    """The same of the name with which somebody signed in, for this one enquiry: it is not kept.

    The last word may be the family name, and so may all that follows the first.
    """
    words = name.split()
    typed = {words[-1], " ".join(words[1:])} if len(words) > 1 else set()
    found = {one for text in typed for whole, parts in (names.family(text),) for one in (whole, *parts) if one}
    return {blinder.staff_token("family", staff, one) for one in found}


def tokens_asked(
    staff: str, agency: str, own_name: str, person: Person, blinder: Blinder
) -> Mapping[bytes, OwnBusiness]:
    """What of a person asked about would say that it is the asker's own business, by token.

    Their own name (`own_name`, as signed in) is no colleague's.
    """
    asked = dict.fromkeys(_families(staff, person, blinder), OwnBusiness.NAME)
    asked |= dict.fromkeys(_homes(staff, person, blinder), OwnBusiness.ADDRESS)
    if not same_name(person_named(own_name), person):
        asked |= dict.fromkeys(_colleagues(agency, person, blinder), OwnBusiness.COLLEAGUE)
    return asked


def person_named(name: str) -> Person:
    """A person of whom a whole name is known, given name first."""
    words = name.split()
    typed = Name(family=" ".join(words[1:]), given=tuple(words[:1]))
    forenames, middles = names.given(typed.given)
    family, parts = names.family(typed.family)
    return Person(forenames=forenames, middles=middles, families=(family,) if family else (), parts=parts)


def same_name(one: Person, other: Person) -> bool:
    """Whether the first name and a family name, or a part of it, agree."""
    families = {*one.families, *one.parts} & {*other.families, *other.parts}
    return bool(families and set(one.forenames) & set(other.forenames))


def _as_colleague(agency: str, person: Person, blinder: Blinder) -> set[bytes]:
    """What a colleague is recognised by, whether whoever asks knows the year of birth or not."""
    kept: set[bytes] = set()
    for forename in person.forenames[:1]:
        for family in person.families:
            born = ("colleague", agency, forename, family, str(person.year))
            unknown = ("colleague of any year", agency, forename, family)
            kept.add(blinder.staff_token(*(born if person.year else unknown)))
            kept.add(blinder.staff_token("colleague", agency, forename, family))
    return kept


def _families(staff: str, person: Person, blinder: Blinder) -> Iterator[bytes]:
    return (blinder.staff_token("family", staff, family) for family in (*person.families, *person.parts))


def _homes(staff: str, person: Person, blinder: Blinder) -> Iterator[bytes]:
    """With a house it must be that house, where both are known; without one the postcode must do."""
    for outward, inward, house, _, _ in person.places:
        if outward and inward and house:
            yield blinder.staff_token("home", staff, outward + inward, house)
            yield blinder.staff_token("home of any number", staff, outward + inward)
        elif outward and inward:
            yield blinder.staff_token("postcode", staff, outward + inward)


def _colleagues(agency: str, person: Person, blinder: Blinder) -> Iterator[bytes]:
    """By the whole name, within one agency; and by the year of birth, where both are known."""
    for forename in person.forenames[:1]:
        for family in person.families:
            if person.year:
                yield blinder.staff_token("colleague", agency, forename, family, str(person.year))
                yield blinder.staff_token("colleague of any year", agency, forename, family)
            else:
                yield blinder.staff_token("colleague", agency, forename, family)
