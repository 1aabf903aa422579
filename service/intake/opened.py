"""People whose sealed match group a load has opened already: kept in memory, as few as the memory allows.

Kept by reference token and wrapped key, which are read anew every time: a record that was shredded or sealed
anew since is not found here.
"""

from collections import OrderedDict
from typing import Final

from service.matching.person import Person, decode
from service.sealing.keys import CannotOpen
from service.sealing.seal import MATCH_OF_RECORD, Sealer
from service.store.rows import SealedPerson

MOST: Final = 100_000
"""About 150 MB."""


class Opened:
    """Opens records for matching, each of them seldom more than once."""

    def __init__(self, sealer: Sealer, most: int = MOST) -> None:
        self._sealer = sealer
        self._most = most
        # A plain dict would look for its oldest key past every one that was deleted: 38 us each at this size, not 0.4.
        self._people: OrderedDict[bytes, Person] = OrderedDict()

    def person(self, sealed: SealedPerson) -> Person | None:
        """The person, or none of an agency that has withdrawn its keys: it takes no part in matching."""
        if sealed.match_key is None:
            return None
        place = sealed.ref_token + sealed.match_key
        known = self._people.get(place)
        return known if known is not None else self._open(sealed, place)

    def remember(self, ref_token: bytes, match_key: bytes, person: Person) -> None:
        """Keep somebody who need not be opened."""
        people = self._people
        if len(people) >= self._most:
            people.popitem(last=False)
        people[ref_token + match_key] = person

    def _open(self, sealed: SealedPerson, place: bytes) -> Person | None:
        try:
            plain = self._sealer.open_one(
                sealed.provider, MATCH_OF_RECORD, sealed.ref_token, sealed.match_key, sealed.match_sealed
            )
        except CannotOpen:
            return None
        person = self._people[place] = decode(plain)
        if len(self._people) > self._most:
            self._people.popitem(last=False)
        return person
