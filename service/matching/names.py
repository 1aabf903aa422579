"""Names as people write them, folded so that one person's spellings meet: accents, hyphens, particles, Mc and Mac.

Folding never guesses who somebody is; it only takes away what clerks, keyboards and languages vary. What is left to
judgement (nicknames, sound, one letter) is a comparison level and shows in the explanation.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNDECOMPOSED: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i"}
)
_APOSTROPHES: Final = re.compile(r"['’‘`´ʼʹ.]")
_TITLES: Final = _set("mr mrs miss ms mx dr master sir prof rev")
_NOT_A_NAME: Final = _set(
    """
    baby boy girl infant newborn unborn twin triplet unknown unk nk na none tbc tba unnamed notknown male female of
    one two b g i ii iii jr jnr sr snr junior senior
    """
)
_BABY: Final = _set("baby infant newborn unborn twin triplet unknown unk nk unnamed notknown")
_SUFFIXES: Final = _set("jr jnr sr snr junior senior ii iii")
_PARTICLES: Final = _set(
    """
    de da di do dos das del della dela la le du al el ul ad as van von der den ter ten bin ibn bint abu o mc mac st
    ap ab san
    """
)
_ARTICLES: Final = ("al", "el", "ul")
PREFIXED: Final = _set(
    """
    mohammed muhammad mohammad muhammed mohamed mohamad muhamad mohd md mohamud syed sayed sayyid abdul abdel
    """
)
"""Forenames that brothers often share and that many leave off: the name after them may be the one in use."""


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case, no accents, no apostrophes, hyphens and other marks as single spaces.

    >>> fold("  Zoë  O’Brien-Łukasik ")
    'zoe obrien lukasik'
    >>> fold("Ștefănuț")
    'stefanut'
    """
    plain = text.casefold() if text.isascii() else unicodedata.normalize("NFKD", text).casefold()
    plain = plain if plain.isascii() else unicodedata.normalize("NFKD", plain).translate(_UNDECOMPOSED)
    plain = _APOSTROPHES.sub("", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join("".join(c if c.isalpha() else " " for c in plain).split())


def _spelling(name: str) -> str:
    """One spelling of Mac/Mc and of Polish endings that follow the bearer's sex.

    >>> _spelling("macdonald"), _spelling("kowalska"), _spelling("mackay"), _spelling("mace")
    ('mcdonald', 'kowalski', 'mckay', 'mace')
    """
    if name.startswith("mac") and len(name) > 5 and name[3] not in "aeiouy":
        name = "mc" + name[3:]
    if len(name) > 5 and name.endswith(("ska", "cka")):
        name = name[:-1] + "i"
    return name


def _joined(words: list[str]) -> list[str]:
    """Particles joined to the word that they belong to: de la Cruz is one part."""
    parts: list[str] = []
    prefix = ""
    for word in words:
        if word in _PARTICLES:
            prefix += word
        else:
            parts.append(prefix + word)
            prefix = ""
    return [*parts, prefix] if prefix else parts


@lru_cache(maxsize=65_536)
def family(text: str) -> tuple[str, tuple[str, ...]]:
    """A family name as (whole, parts): parts only where there are several, or where an article may be left off.

    >>> family("Smith-Jones")
    ('smithjones', ('smith', 'jones'))
    >>> family("O' Brien"), family("Mac Donald"), family("van der Berg")
    (('obrien', ()), ('mcdonald', ()), ('vanderberg', ()))
    >>> family("Al-Hassan")
    ('alhassan', ('hassan',))
    >>> family("Kowalska"), family("Unknown")
    (('kowalski', ()), ('', ()))
    """
    words = fold(text).split()
    kept = [word for word in words if word not in _SUFFIXES]
    if not kept or all(word in _NOT_A_NAME for word in kept):
        return "", ()
    parts = [_spelling(part) for part in _joined(kept)]
    if len(parts) > 1:
        return _spelling("".join(parts)), tuple(parts)
    if kept[0] in _ARTICLES and len(kept) > 1:
        return parts[0], ("".join(kept[1:]),)
    return parts[0], ()


@lru_cache(maxsize=65_536)
def given(texts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given names as (forenames, middles): forenames holds the first name and what else may stand for it.

    >>> given(("Mary-Jane", "Ann"))
    (('maryjane', 'mary'), ('ann',))
    >>> given(("Mohammed Imran",))
    (('mohammed', 'imran'), ('imran',))
    >>> given(("Baby", "Smith")), given(("Mr John",)), given(("Baby Boy",))
    (((), ()), (('john',), ()), ((), ()))
    """
    words = [word for text in texts for word in text.split()]
    folded = [fold(word) for word in words]
    if folded and folded[0] in _BABY:
        return (), ()
    kept = [name for name in folded if name and name not in _TITLES and name not in _SUFFIXES]
    if not kept or all(name in _NOT_A_NAME and len(name) > 1 for name in kept):
        return (), ()
    first, middles = kept[0], tuple(name.replace(" ", "") for name in kept[1:])
    forenames = [first.replace(" ", "")]
    if " " in first:
        forenames.append(first.split()[0])
    if first in PREFIXED and middles:
        forenames.append(middles[0])
    return tuple(forenames), middles
