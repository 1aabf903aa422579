"""Which words can an engine not tell apart? Those that the data treats alike, so that asking about one asks about all.

The Rego knows no word of the agreements: it looks words up in the data. If two words can change places everywhere in
the data and leave it as it was, then no decision can tell them apart. Nothing else about the data is assumed.
"""

from collections.abc import Iterable
from typing import Any


def classes_of(words: Iterable[str], data: object) -> tuple[tuple[str, ...], ...]:
    """The words, in classes that the data treats alike, in the order in which they came.

    Args:
        words: such as the relationships, or the age bands.
        data: JSON values: all that a decision may look the words up in.
    """
    present = _strings(data)
    found: list[list[str]] = []
    for word in dict.fromkeys(words):
        alike = next((one for one in found if _alike(one[0], word, data, present)), None)
        if alike is None:
            found.append([word])
        else:
            alike.append(word)
    return tuple(tuple(one) for one in found)


def named_in(words: Iterable[str], data: object) -> tuple[str, ...]:
    """Those of the words that the data names at all."""
    present = _strings(data)
    return tuple(word for word in dict.fromkeys(words) if word in present)


def _alike(one: str, other: str, data: object, present: frozenset[str]) -> bool:
    if one not in present and other not in present:
        return True
    return bool(_with(data, {one: other, other: one}) == _with(data, {}))


def _with(value: object, changed: dict[str, str]) -> Any:
    """The value with words changed. Lists of words are sets here; other lists keep their order."""
    if isinstance(value, str):
        return changed.get(value, value)
    if isinstance(value, dict):
        return {changed.get(name, name): _with(inner, changed) for name, inner in value.items()}
    if isinstance(value, list):
        inner = [_with(one, changed) for one in value]
        return sorted(inner) if all(isinstance(one, str) for one in inner) else inner
    return value


def _strings(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset([value])
    if isinstance(value, dict):
        return frozenset(value).union(*(_strings(inner) for inner in value.values()))
    if isinstance(value, list):
        return frozenset().union(*(_strings(inner) for inner in value))
    return frozenset()
