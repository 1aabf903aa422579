"""How near two folded names are as they are spelt: one slip or one sound apart, or of one shape as bad handwriting
leaves it. Distances are optimal string alignment (one letter added, dropped, changed, or two changed about).
"""

from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from service.matching.fields import NAME_CLOSE, NAME_DIFFERS, NAME_SIMILAR
from service.matching.sounds import sound


def spelt(one: str, other: str) -> int:
    """The level of two names that are not the same, by their spelling alone: close, similar or differs."""
    return _spelling(one, other) if one < other else _spelling(other, one)


@lru_cache(maxsize=131_072)
def _spelling(one: str, other: str) -> int:
    """Few pairs of names make up most comparisons, so this is kept, and nothing beneath it."""
    if _alike(one, other):
        return NAME_CLOSE
    return NAME_SIMILAR if similar(one, other) else NAME_DIFFERS


def similar(one: str, other: str) -> bool:
    """Whether two names share their shape as bad handwriting leaves it: two slips in four letters, three in seven.

    >>> similar("robert", "bobebt"), similar("hannah", "mannam"), similar("harry", "bennett"), similar("mia", "ava")
    (True, True, False, False)
    """
    shorter, longer = len(one), len(other)
    if longer < shorter:
        shorter, longer = longer, shorter
    if shorter < 4 or longer - shorter > 2:
        return False
    return OSA.distance(one, other, score_cutoff=3) <= (3 if shorter >= 7 else 2)


def alike(one: str, other: str) -> bool:
    """Whether two folded names are one slip or one sound apart, whichever comes first.

    >>> alike("catherine", "cathrine"), alike("szymanski", "shimanski"), alike("mia", "leo"), alike("alexa", "lexaa")
    (True, True, False, False)
    """
    return spelt(one, other) == NAME_CLOSE


def _alike(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips <= 1 and shorter >= 3:
        return True
    if slips == 2 and shorter >= 7:
        return True
    if shorter >= 4 and sound(one) == sound(other) and len(sound(one)) >= 3:
        return True
    return shorter >= 5 and JaroWinkler.similarity(one, other, score_cutoff=0.93) > 0


def one_letter(one: str, other: str) -> bool:
    """Whether two names are one letter added, dropped, changed or changed about."""
    return OSA.distance(one, other, score_cutoff=1) <= 1
