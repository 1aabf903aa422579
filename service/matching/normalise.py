"""A record, or what an asker typed, as the Person that is tokenised and compared. One function per field.

Hidden fields never get in: a shielded record's addresses and phones, and any address that its source marks unsafe, are
left out here, so that nothing downstream can match on them or explain them.
"""

import re
from functools import lru_cache
from typing import Final

from connectors.records import Address, Identifier, Name, NominalRecord, PartialDate
from service.matching import names, places
from service.matching.person import MatchIdentifier, Person, Place
from service.matching.sought import Sought

_NOT_DIGIT: Final = re.compile(r"\D+")
_SEX: Final = {"male": "m", "female": "f"}
_PLACEHOLDER_YEARS: Final = frozenset({1800, 1900, 1901, 9999})
_ABOUT_A_PLACE: Final = "uprn"
_MOST: Final = 12
"""Names, addresses, phones and identifiers of a record that take part, the current ones first: a bound on one match."""

Birth = tuple[int | None, int | None, int | None, bool]


def person_from_record(record: NominalRecord) -> Person:
    """What of an agency's record takes part in matching."""
    forenames, middles, families, parts = _names(record.names)
    year, month, day, placeholder = birth(record.dob)
    return Person(
        forenames=forenames,
        middles=middles,
        families=families,
        parts=parts,
        year=year,
        month=month,
        day=day,
        placeholder=placeholder,
        sex=_SEX.get(record.sex, ""),
        places=() if record.shielded else _places(record.addresses),
        phones=() if record.shielded else phones(record.phones),
        identifiers=identifiers(record.identifiers),
        deceased=record.deceased.toordinal() if record.deceased else None,
        shielded=record.shielded,
        provider=record.provider,
        localities=() if record.shielded else _localities(record.addresses),
    )


def person_from_sought(sought: Sought) -> Person:
    """What an asker typed, as a person to compare. The asker's fields are their own: none is hidden from them."""
    typed = Name(family=sought.family_name, given=(sought.given_name, *sought.other_names))
    forenames, middles, families, parts = _names((typed,))
    year, month, day, placeholder = birth(sought.date_of_birth)
    return Person(
        forenames=forenames,
        middles=middles,
        families=families,
        parts=parts,
        year=year,
        month=month,
        day=day,
        placeholder=placeholder,
        sex=_SEX.get(sought.sex, ""),
        places=_places((Address(postcode=sought.postcode, house=sought.house, street=sought.street),)),
        phones=phones((sought.phone,)),
        identifiers=identifiers(sought.identifiers),
    )


def _names(known: tuple[Name, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    forenames: dict[str, None] = {}
    middles: dict[str, None] = {}
    families: dict[str, None] = {}
    parts: dict[str, None] = {}
    for name in known[:_MOST]:
        whole, pieces = names.family(name.family)
        first, others = names.given(name.given)
        if whole:
            families[whole] = None
        for piece in pieces:
            parts[piece] = None
        for forename in first:
            forenames[forename] = None
        for middle in others:
            middles[middle] = None
    return tuple(forenames), tuple(middles), tuple(families), tuple(parts)


def birth(dob: PartialDate | None) -> Birth:
    """A date of birth as (year, month, day, placeholder): 1 January may be a guess, 1900-01-01 is none at all.

    >>> birth(PartialDate(2011, 4, 2)), birth(PartialDate(1980, 1, 1))
    ((2011, 4, 2, False), (1980, 1, 1, True))
    >>> birth(PartialDate(1900, 1, 1)), birth(PartialDate(year=1980)), birth(None)
    ((None, None, None, True), (1980, None, None, False), (None, None, None, False))
    """
    if dob is None:
        return None, None, None, False
    first_of_january = dob.month == 1 and dob.day == 1
    if first_of_january and (dob.year is None or dob.year in _PLACEHOLDER_YEARS):
        return None, None, None, True
    return dob.year, dob.month, dob.day, first_of_january


def _places(addresses: tuple[Address, ...]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place for address in addresses[:_MOST] if address.safe for place in place_of(address)))


def _localities(addresses: tuple[Address, ...]) -> tuple[str, ...]:
    named = (places.locality(address.locality) for address in addresses[:_MOST] if address.safe)
    return tuple(dict.fromkeys(town for town in named if town))


def place_of(address: Address) -> tuple[Place, ...]:
    """An address as one place, or none where it says nothing.

    >>> place_of(Address(postcode="fy1 3xx", house="Flat 2", street="Windsor Road"))
    (('FY1', '3XX', '2', 'windsorrd', ''),)
    >>> place_of(Address())
    ()
    """
    outward, inward = places.postcode(address.postcode)
    key, road = places.house(address.house), places.street(address.street)
    if not (outward or address.uprn or (key and road)):
        return ()
    return ((outward, inward, key, road, address.uprn),)


def phones(numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Telephone numbers by their last ten digits; numbers too short, and all of one digit, are none.

    >>> phones(("+44 7700 900123", "07700 900 123", "0000000000", "999"))
    ('7700900123',)
    """
    return tuple(dict.fromkeys(number for text in numbers[:_MOST] if (number := _phone(text))))


@lru_cache(maxsize=16_384)
def _phone(text: str) -> str:
    digits = _NOT_DIGIT.sub("", text)[-10:]
    return digits if len(digits) == 10 and len(set(digits)) > 2 else ""


def identifiers(known: tuple[Identifier, ...]) -> tuple[MatchIdentifier, ...]:
    """Identifiers of the person. A UPRN is of a place, so it is none of theirs.

    >>> identifiers((Identifier("nhs", "9990000018", "verified_pds"), Identifier("uprn", "100010780001")))
    (('nhs', '9990000018', True),)
    """
    return tuple((i.scheme, i.value, i.status == "verified_pds") for i in known if i.scheme != _ABOUT_A_PLACE)[:_MOST]
