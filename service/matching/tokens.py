"""Blind tokens: what of a person the index may hold. Compound keys only, each with a one-byte domain, under HMAC.

HMAC-SHA-256 (RFC 2104, FIPS 180-4) with both pads hashed once per key, truncated to 64 bits and read as a signed
integer, because that is what SQLite and PostgreSQL store. No key is made of one low-entropy field, and a shielded
person has none made of an address or a phone.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache
from struct import unpack
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from service.matching.nicknames import formal
from service.matching.person import Person
from service.matching.sounds import sound


class Domain(IntEnum):
    """What a token is made of. Numbers are part of every token: never reuse one."""

    NHS = 1
    PNC = 2
    CRO = 3
    UPN = 4
    ULN = 5
    CRN = 6
    NINO = 7
    LOCAL = 8
    PHONE = 9
    BIRTH_FAMILY = 10
    BIRTH_FORENAME = 11
    NAMES_YEAR = 12
    POSTCODE_YEAR = 13
    POSTCODE_FAMILY = 14
    POSTCODE_FORENAME = 15
    FAMILY_INITIAL_YEAR = 16
    SOUNDS_MONTH_DAY = 17
    BIRTH_OUTWARD = 18
    HOUSE_POSTCODE = 19
    FULL_NAME = 20
    HOUSE_STREET = 21
    AREA_STREET = 22
    AREA_HOUSE = 23
    AREA_FAMILY = 24
    AREA_FORENAME = 25
    TOWN_HOUSE = 26
    TOWN_STREET = 27
    TOWN_FAMILY = 28
    TOWN_FORENAME = 29


_SCHEME: Final = {d.name.lower(): chr(d.value) for d in Domain if d <= Domain.LOCAL}
_PHONE, _BIRTH_FAMILY, _BIRTH_FORENAME, _NAMES_YEAR = map(chr, range(9, 13))
_POSTCODE_YEAR, _POSTCODE_FAMILY, _POSTCODE_FORENAME, _FAMILY_INITIAL_YEAR = map(chr, range(13, 17))
_SOUNDS_MONTH_DAY, _BIRTH_OUTWARD, _HOUSE_POSTCODE, _FULL_NAME = map(chr, range(17, 21))
_HOUSE_STREET: Final = chr(Domain.HOUSE_STREET)
_OF_AREA: Final = tuple(map(chr, (Domain.AREA_STREET, Domain.AREA_HOUSE, Domain.AREA_FAMILY, Domain.AREA_FORENAME)))
_OF_TOWN: Final = tuple(map(chr, (Domain.TOWN_STREET, Domain.TOWN_HOUSE, Domain.TOWN_FAMILY, Domain.TOWN_FORENAME)))
Key = tuple[int, str]
_STREET_START: Final = 5


class IndexKey:
    """The partnership's index key, its pads hashed once. Raises ValueError unless it is 32 bytes."""

    __slots__ = ("_keyed", "version")

    def __init__(self, secret: bytes, version: int = 1) -> None:
        if len(secret) != 32:
            raise ValueError("an index key is 32 bytes: make one with the key tool and do not shorten it")
        self._keyed = HMAC(secret, SHA256())
        self.version = version

    def __repr__(self) -> str:
        return f"IndexKey(version={self.version})"

    def token(self, message: bytes) -> int:
        """HMAC-SHA-256 of the message, its first 64 bits as a signed integer."""
        return self.tokens((message,))[0]

    def tokens(self, messages: Iterable[bytes]) -> list[int]:
        """`token` of each message. Written for speed: this is most of the cost of a query's tokens."""
        copy = self._keyed.copy
        found = []
        for message in messages:
            keyed = copy()
            keyed.update(message)
            found.append(keyed.finalize()[:8])
        return list(unpack(f">{len(found)}q", b"".join(found)))


def tokens_of(person: Person, key: IndexKey) -> list[int]:
    """The blind tokens of a record: no order, none twice."""
    return _blind(_messages(person), key)


def tokens_sought(person: Person, key: IndexKey) -> list[int]:
    """The blind tokens to look up: a record's own, and those with forename and family name swapped."""
    return wider(person, key, tokens_of(person, key))


def wider(person: Person, key: IndexKey, own: Sequence[int]) -> list[int]:
    """`own`, the tokens of this person, with those of the names swapped behind them: nothing is blinded twice."""
    swapped: dict[str, None] = {}
    if person.forenames and person.families:
        _add_name_keys(swapped, person.families[0], person.forenames[0], person)
    return list(dict.fromkeys((*own, *_blind(swapped, key))))


def key_names(person: Person) -> dict[str, str]:
    """Which domains a person has keys in, with one key each in the clear: for tests and for the analyst's bench."""
    return {Domain(domain).name.lower(): text for domain, text in keys_of(person)}


def keys_of(person: Person) -> dict[Key, None]:
    """The compound keys of a person before they are blinded, as (domain, text)."""
    return {(ord(message[0]), message[1:]): None for message in _messages(person)}


def _blind(messages: Iterable[str], key: IndexKey) -> list[int]:
    return list(dict.fromkeys(key.tokens([message.encode() for message in messages])))


def _messages(person: Person) -> dict[str, None]:
    """The compound keys as they are blinded: the domain as one character, then the text."""
    found: dict[str, None] = {}
    for scheme, value, _ in person.identifiers:
        found[_SCHEME[scheme] + value] = None
    forename = person.forenames[0] if person.forenames else ""
    family = person.families[0] if person.families else ""
    _add_name_keys(found, forename, family, person)
    if len(person.families) > 1 or person.parts or len(person.forenames) > 1:
        _add_other_names(found, person)
    if not person.shielded:
        if person.phones:
            called = sound(family) or _called(forename)
            for phone in person.phones:
                found[f"{_PHONE}{phone}|{called}"] = None
        _add_places(found, forename, family, person)
    return found


@lru_cache(maxsize=65_536)
def _called(forename: str) -> str:
    """How the formal form of a forename sounds."""
    return sound(formal(forename))


def _birth_key(person: Person) -> str:
    """The whole date of birth with the order of day and month folded away; empty when a part is missing."""
    year, month, day = person.year, person.month, person.day
    if not (year and month and day):
        return ""
    return f"{year}|{day}|{month}" if day < month else f"{year}|{month}|{day}"


def _add_name_keys(found: dict[str, None], forename: str, family: str, person: Person) -> None:
    called, family_sound = _called(forename), sound(family)
    year, month, day = person.year, person.month, person.day
    birth = _birth_key(person)
    if birth:
        if family:
            found[f"{_BIRTH_FAMILY}{birth}|{family_sound}"] = None
        if forename:
            found[f"{_BIRTH_FORENAME}{birth}|{called}"] = None
    if not (forename and family):
        return
    names = f"{forename}|{family}" if forename < family else f"{family}|{forename}"
    found[_FULL_NAME + names] = None
    if year:
        found[f"{_NAMES_YEAR}{names}|{year}"] = None
        found[f"{_FAMILY_INITIAL_YEAR}{family_sound}|{called[:1]}|{year}"] = None
    if month and day:
        low, high = (day, month) if day < month else (month, day)
        found[f"{_SOUNDS_MONTH_DAY}{family_sound}|{called}|{low}|{high}"] = None


def _add_other_names(found: dict[str, None], person: Person) -> None:
    """Aliases, previous names and the parts of double-barrelled ones, with the whole date of birth only."""
    birth = _birth_key(person)
    if not birth:
        return
    for name in (*person.families[1:], *person.parts):
        found[f"{_BIRTH_FAMILY}{birth}|{sound(name)}"] = None
    for name in person.forenames[1:]:
        found[f"{_BIRTH_FORENAME}{birth}|{_called(name)}"] = None


def _add_places(found: dict[str, None], forename: str, family: str, person: Person) -> None:
    birth = _birth_key(person)
    for outward, inward, house, street, uprn in person.places:
        if outward and birth:
            found[f"{_BIRTH_OUTWARD}{birth}|{outward}"] = None
        if uprn:
            found[f"{_HOUSE_POSTCODE}uprn|{uprn}"] = None
        if not inward:
            _add_wide_place(found, (outward, house, street), (sound(forename), sound(family)), person.localities)
            continue
        postcode = outward + inward
        if house:
            found[f"{_HOUSE_POSTCODE}{postcode}|{house}"] = None
        if person.year:
            found[f"{_POSTCODE_YEAR}{postcode}|{person.year}"] = None
        if family:
            found[f"{_POSTCODE_FAMILY}{postcode}|{sound(family)}"] = None
        if forename:
            found[f"{_POSTCODE_FORENAME}{postcode}|{_called(forename)}"] = None


def _add_wide_place(
    found: dict[str, None], place: tuple[str, str, str], sounds: tuple[str, str], towns: tuple[str, ...]
) -> None:
    """An address without the second half of a postcode: what it has, two at a time, as none of it is selective alone.

    Digits of a code are sorted, so that two that are changed about still meet; of a street its first letters are
    enough, because its kind is written in many ways.
    """
    outward, house, street = place
    road = street[:_STREET_START]
    if outward.isdigit():
        outward = "".join(sorted(outward))
    if house and street:
        found[f"{_HOUSE_STREET}{house}|{road}"] = None
    areas = [(*_OF_AREA, outward)] if outward else []
    for road_in, house_in, family_in, forename_in, area in (*areas, *((*_OF_TOWN, town) for town in towns)):
        for domain, with_it in ((road_in, road), (house_in, house), (family_in, sounds[1]), (forename_in, sounds[0])):
            if with_it:
                found[f"{domain}{area}|{with_it}"] = None
