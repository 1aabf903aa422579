"""Blind tokens: what of a person the index may hold. Compound keys only, each with a one-byte domain, under HMAC.

HMAC-SHA-256 (RFC 2104, FIPS 180-4) with both pads hashed once per key, truncated to 64 bits and read as a signed
integer, because that is what SQLite and PostgreSQL store. No key is made of one low-entropy field, and a shielded
person has none made of an address or a phone.
"""

from collections.abc import Iterable
from enum import IntEnum
from hashlib import sha256
from struct import unpack
from typing import Final

from service.matching.nicknames import formal
from service.matching.person import Person
from service.matching.sounds import sound

_BLOCK: Final = 64
_IPAD: Final = bytes(byte ^ 0x36 for byte in range(256))
_OPAD: Final = bytes(byte ^ 0x5C for byte in range(256))


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


_SCHEME: Final = {d.name.lower(): d.value for d in Domain if d <= Domain.LOCAL}
_TAGS: Final = {d.value: bytes([d.value]) for d in Domain}
Key = tuple[int, str]
_STREET_START: Final = 5


class IndexKey:
    """The partnership's index key, its pads hashed once. Raises ValueError unless it is 32 bytes."""

    __slots__ = ("_inner", "_outer", "version")

    def __init__(self, secret: bytes, version: int = 1) -> None:
        if len(secret) != 32:
            raise ValueError("an index key is 32 bytes: make one with the key tool and do not shorten it")
        padded = secret.ljust(_BLOCK, b"\0")
        self._inner = sha256(padded.translate(_IPAD))
        self._outer = sha256(padded.translate(_OPAD))
        self.version = version

    def __repr__(self) -> str:
        return f"IndexKey(version={self.version})"

    def token(self, message: bytes) -> int:
        """HMAC-SHA-256 of the message, its first 64 bits as a signed integer."""
        return self.tokens((message,))[0]

    def tokens(self, messages: Iterable[bytes]) -> list[int]:
        """`token` of each message. Written for speed: this is half of the cost of a query's tokens."""
        inner_copy, outer_copy = self._inner.copy, self._outer.copy
        heads = []
        for message in messages:
            inner = inner_copy()
            inner.update(message)
            outer = outer_copy()
            outer.update(inner.digest())
            heads.append(outer.digest()[:8])
        return list(unpack(f">{len(heads)}q", b"".join(heads)))


def tokens_of(person: Person, key: IndexKey) -> list[int]:
    """The blind tokens of a record: no order, none twice."""
    return _blind(keys_of(person), key)


def tokens_sought(person: Person, key: IndexKey) -> list[int]:
    """The blind tokens to look up: a record's own, and those with forename and family name swapped."""
    keys = keys_of(person)
    if person.forenames and person.families:
        _add_name_keys(keys, person.families[0], person.forenames[0], person)
    return _blind(keys, key)


def key_names(person: Person) -> dict[str, str]:
    """Which domains a person has keys in, with one key each in the clear: for tests and for the analyst's bench."""
    return {Domain(domain).name.lower(): text for domain, text in keys_of(person)}


def _blind(keys: dict[Key, None], key: IndexKey) -> list[int]:
    return list(dict.fromkeys(key.tokens([_TAGS[domain] + text.encode() for domain, text in keys])))


def keys_of(person: Person) -> dict[Key, None]:
    """The compound keys of a person before they are blinded, as (domain, text)."""
    keys: dict[Key, None] = {}
    for scheme, value, _ in person.identifiers:
        keys[_SCHEME[scheme], value] = None
    forename = person.forenames[0] if person.forenames else ""
    family = person.families[0] if person.families else ""
    _add_name_keys(keys, forename, family, person)
    _add_other_names(keys, person)
    if not person.shielded:
        called = sound(family) or sound(formal(forename))
        for phone in person.phones:
            keys[Domain.PHONE.value, f"{phone}|{called}"] = None
        _add_places(keys, forename, family, person)
    return keys


def _birth_key(person: Person) -> str:
    """The whole date of birth with the order of day and month folded away; empty when a part is missing."""
    year, month, day = person.year, person.month, person.day
    if not (year and month and day):
        return ""
    return f"{year}|{day}|{month}" if day < month else f"{year}|{month}|{day}"


def _add_name_keys(keys: dict[Key, None], forename: str, family: str, person: Person) -> None:
    called, family_sound = sound(formal(forename)), sound(family)
    year = person.year
    birth = _birth_key(person)
    if birth:
        if family:
            keys[10, f"{birth}|{family_sound}"] = None
        if forename:
            keys[11, f"{birth}|{called}"] = None
    if not (forename and family):
        return
    first, last = (forename, family) if forename < family else (family, forename)
    keys[20, f"{first}|{last}"] = None
    if year:
        keys[12, f"{first}|{last}|{year}"] = None
        keys[16, f"{family_sound}|{called[:1]}|{year}"] = None
    month, day = person.month, person.day
    if month and day:
        low, high = (day, month) if day < month else (month, day)
        keys[17, f"{family_sound}|{called}|{low}|{high}"] = None


def _add_other_names(keys: dict[Key, None], person: Person) -> None:
    """Aliases, previous names and the parts of double-barrelled ones, with the whole date of birth only."""
    birth = _birth_key(person)
    if not birth:
        return
    for name in (*person.families[1:], *person.parts):
        keys[10, f"{birth}|{sound(name)}"] = None
    for name in person.forenames[1:]:
        keys[11, f"{birth}|{sound(formal(name))}"] = None


def _add_places(keys: dict[Key, None], forename: str, family: str, person: Person) -> None:
    birth = _birth_key(person)
    for outward, inward, house, street, uprn in person.places:
        if outward and birth:
            keys[18, f"{birth}|{outward}"] = None
        if uprn:
            keys[19, f"uprn|{uprn}"] = None
        if not inward:
            _add_wide_place(keys, (outward, house, street), (sound(forename), sound(family)), person.localities)
            continue
        postcode = outward + inward
        if house:
            keys[19, f"{postcode}|{house}"] = None
        if person.year:
            keys[13, f"{postcode}|{person.year}"] = None
        if family:
            keys[14, f"{postcode}|{sound(family)}"] = None
        if forename:
            keys[15, f"{postcode}|{sound(formal(forename))}"] = None


def _add_wide_place(
    keys: dict[Key, None], place: tuple[str, str, str], sounds: tuple[str, str], towns: tuple[str, ...]
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
        keys[21, f"{house}|{road}"] = None
    areas = [(22, 23, 24, 25, outward)] if outward else []
    for road_in, house_in, family_in, forename_in, area in (*areas, *((27, 26, 28, 29, town) for town in towns)):
        for domain, with_it in ((road_in, road), (house_in, house), (family_in, sounds[1]), (forename_in, sounds[0])):
            if with_it:
                keys[domain, f"{area}|{with_it}"] = None
