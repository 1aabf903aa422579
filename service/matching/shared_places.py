"""Places that join nobody: refuges, hostels, approved premises. Strangers live there, and one may be fleeing another.

The partnership keeps the list, in a file of its data directory. Where a refuge stands is itself to be protected, so the
file holds only keyed tokens: of a UPRN, of a postcode and house, or of a whole postcode. A listed place is left out of
whatever the matcher sees of a record, so that it neither finds anybody nor counts for or against them.
"""

import os
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from service.errors import Misconfigured, ReasonCode
from service.matching import places
from service.matching.person import Person, Place
from service.sealing.blind import Blinder
from service.sealing.keyring import Keyring

FILE_NAME: Final = "places-that-join-nobody.json"
FORMAT: Final = "golden-thread-places/1"
NONE: Final[frozenset[bytes]] = frozenset()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    tokens: list[str]
    format: str = FORMAT


class SharedPlaces:
    """The list, ready to be asked about places."""

    def __init__(self, tokens: Collection[bytes], keyring: Keyring) -> None:
        self._tokens = frozenset(tokens)
        self._blinder = Blinder(keyring)

    def without(self, person: Person) -> Person:
        """The person without the places that join nobody."""
        if not self._tokens or not person.places:
            return person
        kept = tuple(place for place in person.places if not self._listed(place))
        return person if len(kept) == len(person.places) else replace(person, places=kept)

    def _listed(self, place: Place) -> bool:
        outward, inward, house, _, uprn = place
        whole = f"{outward}{inward}" if inward else ""
        return (
            (bool(uprn) and self._blinder.place_token("uprn", uprn) in self._tokens)
            or (bool(whole and house) and self._blinder.place_token("house", whole, house) in self._tokens)
            or (bool(whole) and self._blinder.place_token("postcode", whole) in self._tokens)
        )


def token_of(keyring: Keyring, postcode: str = "", house: str = "", uprn: str = "") -> bytes | None:
    """The token of a place: by its UPRN, else by postcode and house, else by the whole postcode; None where none is."""
    blinder = Blinder(keyring)
    if uprn:
        digits = uprn.strip().lstrip("0")
        return blinder.place_token("uprn", digits) if digits.isdigit() and len(digits) <= 12 else None
    outward, inward = places.postcode(postcode)
    if not inward:
        return None
    key = places.house(house)
    if house and not key:
        return None
    whole = f"{outward}{inward}"
    return blinder.place_token("house", whole, key) if key else blinder.place_token("postcode", whole)


def read_tokens(directory: Path) -> frozenset[bytes]:
    """The tokens of the list; none where there is no file.

    Raises:
        Misconfigured: SETTINGS_REFUSED, where the file cannot be used: loading on would join people at a refuge.
    """
    path = directory / FILE_NAME
    if not path.exists():
        return NONE
    try:
        held = msgspec.json.decode(path.read_bytes(), type=_File)
        if held.format != FORMAT:
            raise ValueError
        return frozenset(bytes.fromhex(token) for token in held.tokens)
    except (OSError, ValueError):
        advice = f"{path} cannot be read as a list of places that join nobody. Restore it, or remove it to list none."
        raise Misconfigured(ReasonCode.SETTINGS_REFUSED, advice) from None


def write_tokens(directory: Path, tokens: Collection[bytes]) -> None:
    """Put the list in its place, whole or not at all, readable by its owner only."""
    held = _File(sorted(token.hex() for token in tokens))
    handle, name = tempfile.mkstemp(dir=directory, prefix=FILE_NAME)
    with os.fdopen(handle, "wb") as stream:
        stream.write(msgspec.json.encode(held))
        stream.flush()
        os.fsync(stream.fileno())
    Path(name).replace(directory / FILE_NAME)
