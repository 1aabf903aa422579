"""How each agency gets people slightly wrong: its own rates of slips, old addresses, nicknames and swapped dates.

The rates follow what linkage studies of administrative data report in kind, not in number: police records carry the
most, health the fewest.
"""

import random
from datetime import date
from typing import NamedTuple

from connectors.sandbox.person import Person
from connectors.sandbox.places import Place

_NEIGHBOURS = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "xa",
}  # fmt: skip
"""Keys that stand beside a key."""


class Rates(NamedTuple):
    """How often, of 1, an agency makes each kind of mistake."""

    typing: float
    nickname: float
    old_address: float
    old_name: float
    swapped_date: float
    year_only: float
    no_postcode: float
    no_given: float


POLICE = Rates(0.045, 0.08, 0.18, 0.35, 0.02, 0.008, 0.03, 0.003)
FAMILY_HUBS = Rates(0.018, 0.05, 0.08, 0.12, 0.008, 0.0, 0.01, 0.0)
HEALTH = Rates(0.006, 0.01, 0.09, 0.15, 0.003, 0.0, 0.002, 0.0)


class Seen(NamedTuple):
    """A person as one agency has them down."""

    given: str
    family: str
    alias: str
    dob: str
    place: Place
    is_old_place: bool
    postcode: str


def seen(person: Person, rates: Rates, chance: random.Random) -> Seen:
    """Return what an agency with these rates has of a person."""
    draw = chance.random
    given, family, alias = person.given, person.family, ""
    if person.nickname and draw() < rates.nickname * 4:
        alias, given = given, person.nickname
    if person.previous_family and draw() < rates.old_name:
        family = person.previous_family
    if draw() < rates.typing:
        given = typed_wrong(given, chance)
    if draw() < rates.typing:
        family = typed_wrong(family, chance)
    if draw() < rates.no_given:
        given = ""
    home = person.home
    old = home.before is not None and not home.hidden and draw() < rates.old_address * 3
    where = home.before if old and home.before is not None else home.place
    postcode = "" if draw() < rates.no_postcode else where.postcode
    return Seen(given, family, alias, _dob(person.dob, rates, draw()), where, old, postcode)


def typed_wrong(word: str, chance: random.Random) -> str:
    """Return a word with one slip of the fingers: a neighbour key, two letters swapped, one left out or doubled."""
    if len(word) < 3:
        return word
    at = chance.randrange(1, len(word) - 1)
    slip = chance.random()
    if slip < 0.35:
        near = _NEIGHBOURS.get(word[at].lower())
        return word[:at] + chance.choice(near) + word[at + 1 :] if near else word
    if slip < 0.6:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if slip < 0.85:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def _dob(born: date, rates: Rates, draw: float) -> str:
    if draw < rates.swapped_date and born.day <= 12:
        return f"{born.year}-{born.day:02}-{born.month:02}"
    if draw > 1 - rates.year_only:
        return str(born.year)
    return born.isoformat()
