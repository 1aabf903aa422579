"""Addresses folded for comparison: postcode halves, house, street key. See Royal Mail's postcode format (BS 7666)."""

import re
from functools import lru_cache
from typing import Final

from service.matching.names import fold

_POSTCODE: Final = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_OUTWARD: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
_ABROAD: Final = re.compile(r"[0-9]{4,5}")
_TO_DIGIT: Final = str.maketrans("OIL", "011")
_TO_LETTER: Final = str.maketrans("01", "OI")
_HOUSE_WORDS: Final = frozenset(("flat", "apartment", "apt", "unit", "room", "number", "no", "house", "the", "at"))
_HOUSE_PIECES: Final = re.compile(r"[0-9]+ ?[a-z]?(?![a-z])|[a-z]+")
STREET_KINDS: Final = {
    "road": "rd",
    "street": "st",
    "avenue": "av",
    "ave": "av",
    "lane": "ln",
    "close": "cl",
    "drive": "dr",
    "crescent": "cr",
    "cres": "cr",
    "court": "ct",
    "place": "pl",
    "terrace": "tr",
    "terr": "tr",
    "gardens": "gdns",
    "grove": "gr",
    "square": "sq",
    "saint": "st",
}


@lru_cache(maxsize=65_536)
def postcode(text: str) -> tuple[str, str]:
    """A postcode as (outward, inward); inward is empty when only the first half is given, both when it is none.

    ZZ99 codes (no fixed abode, abroad) are no place. Letters and digits that look alike are put right by position.
    A code of four or five digits, as other countries have them, covers about as much as an outward code.

    >>> postcode("fy1 3xx"), postcode("FY1"), postcode("FY1 OAB"), postcode("ZZ99 3VZ"), postcode("4223")
    (('FY1', '3XX'), ('FY1', ''), ('FY1', '0AB'), ('', ''), ('4223', ''))
    """
    plain = "".join(text.upper().split())
    if plain.startswith("ZZ99"):
        return "", ""
    if 5 <= len(plain) <= 7:
        inward = plain[-3].translate(_TO_DIGIT) + plain[-2:].translate(_TO_LETTER)
        whole = _POSTCODE.fullmatch(plain[:-3] + inward)
        if whole:
            return whole[1], whole[2]
    return (plain, "") if _OUTWARD.fullmatch(plain) or _ABROAD.fullmatch(plain) else ("", "")


@lru_cache(maxsize=65_536)
def house(text: str) -> str:
    """A house number or name, flat and house in one key.

    >>> house("Flat 2, 14A"), house("14 a"), house("No. 7"), house("Rose Cottage"), house("22.0")
    ('2/14a', '14a', '7', 'rosecottage', '22')
    """
    plain = re.sub(r"\.0$", "", text.strip().lower())
    pieces = [piece.replace(" ", "") for piece in _HOUSE_PIECES.findall(plain)]
    kept = [piece for piece in pieces if piece not in _HOUSE_WORDS]
    numbers = [piece for piece in kept if piece[0].isdigit()]
    return "/".join(numbers) if numbers else "".join(kept)


@lru_cache(maxsize=65_536)
def locality(text: str) -> str:
    """A town, village or suburb in one key.

    >>> locality("Lytham St. Annes"), locality("St Kilda East")
    ('lythamstannes', 'stkildaeast')
    """
    return "".join(fold(text).split())


@lru_cache(maxsize=65_536)
def street(text: str) -> str:
    """A street key with its kind abbreviated.

    >>> street("Windsor Road"), street("WINDSOR RD."), street("St. Anne's Rd East")
    ('windsorrd', 'windsorrd', 'stannesrdeast')
    """
    return "".join(STREET_KINDS.get(word, word) for word in fold(text).split())
