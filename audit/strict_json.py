"""Reads JSON as strictly as the browser's verifier does: what two readers could take differently is refused.

UTF-8 without a byte order mark (RFC 8259, section 8.1), whole characters (RFC 7493), each member of an object once,
whole numbers only and no larger than asked for, and nesting that ends. A log that held an entry with a member twice
could show one to each reader. Standard library alone.
"""

import json
import re
from typing import Never

DEEPEST = 64
LARGEST = (1 << 63) - 1
"""No size of a log, index or time is beyond it."""
_MOST_DIGITS = 19
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


class NotStrict(ValueError):
    """This is no JSON that every reader takes alike; the message says why."""


def read_json(text: str | bytes, largest: int = LARGEST) -> object:
    """The value of this text, whose numbers are whole and no further than `largest` from zero. Raises NotStrict."""
    if isinstance(text, bytes):
        text = _decoded(text)

    def whole(digits: str) -> int:
        if len(digits.removeprefix("-")) > _MOST_DIGITS or abs(int(digits)) > largest:
            raise NotStrict("a number of it is too large")
        return int(digits)

    try:
        found = json.loads(
            text, object_pairs_hook=_once_each, parse_int=whole, parse_float=_not_whole, parse_constant=_not_whole
        )
    except NotStrict:
        raise
    except (ValueError, RecursionError) as error:
        raise NotStrict("it is not JSON text") from error
    if _HALF.search(text):
        _check_unicode(found)
    if text.count("[") + text.count("{") > DEEPEST:
        _check_depth(found)
    return found


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotStrict("it is not UTF-8 text") from error


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotStrict("a member is given twice")
    return members


def _not_whole(_number: str) -> Never:
    raise NotStrict("a number of it is not whole")


def _check_unicode(found: object) -> None:
    """Half of a surrogate pair is no character, and nothing that is shown or sent can hold it."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise NotStrict("a text of it is not Unicode") from error


def _check_depth(found: object) -> None:
    level = [found]
    for _ in range(DEEPEST + 1):
        level = [child for value in level for child in _children(value)]
        if not level:
            return
    raise NotStrict("it is nested too deeply")


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
