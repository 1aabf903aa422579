"""Is this a word that is known here? If not, which was meant?"""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from isa.document.faults import Fault

MOST_NAMED = 24
"""How many words a refusal lists at most: beyond that, it names the nearest."""


def known(path: str, words: Iterable[str], choices: Iterable[str]) -> Iterator[Fault]:
    """A fault for each word of a list that is not among the choices."""
    allowed = tuple(choices)
    for at, word in enumerate(words):
        if word not in allowed:
            yield Fault(f"{path}[{at}]", unknown(word, allowed))


def once(path: str, words: Iterable[str], of: str) -> Iterator[Fault]:
    """A fault for each word that stands a second time."""
    seen: set[str] = set()
    for at, word in enumerate(words):
        if word in seen:
            yield Fault(f"{path}[{at}]", f"stands twice; name each {of} once")
        seen.add(word)


def unknown(word: str, choices: Iterable[str]) -> str:
    """What to say of a word that is none of the choices. The word itself is not repeated: anything may stand there."""
    allowed = sorted(choices)
    if not allowed:
        return "is not known here, and the vocabulary names none yet; take it out"
    near = get_close_matches(word[:80], allowed, n=1, cutoff=0.75)
    meant = f" (did you mean {near[0]}?)" if near else ""
    if len(allowed) > MOST_NAMED:
        return f"is not known here{meant}; use one of the {len(allowed)} words that the vocabulary names"
    return f"is not known here{meant}; use one of: {', '.join(allowed)}"
