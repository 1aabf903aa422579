"""Which bytes does a JSON document stand for? RFC 8785 (JSON Canonicalization Scheme), and a parser that refuses doubt.

Two readers must never see two meanings in one signed document: duplicate names, `NaN`, lone surrogates and integers
that a double cannot hold are refused, not repaired.
"""

import json
import math
from hashlib import sha256

LARGEST = 2**53 - 1
MOST_DIGITS = 32
"""Of a whole number while it is read; one that a double cannot hold is refused when it is written."""
DEEPEST = 64
"""How deeply a document may nest before it is refused: an agreement needs six."""


class NotCanonical(ValueError):
    """The text has no single meaning as JSON; the message says why, without its content."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.line = line
        """Where it shows, counted from 1; None where the reader does not know."""


class RepeatedName(NotCanonical):
    """A name stands twice in one object: two readers could take either."""


def parse(text: str | bytes) -> object:
    """Read JSON of one meaning only.

    Raises:
        NotCanonical: not UTF-8, not JSON, a name twice in one object, or a number that JSON has not got.
    """
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
        return json.loads(decoded, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_whole)
    except UnicodeDecodeError as fault:
        raise NotCanonical(f"it is not UTF-8 (byte {fault.start}); save it as UTF-8") from fault
    except json.JSONDecodeError as fault:
        where = f"at line {fault.lineno}, column {fault.colno}"
        raise NotCanonical(f"it is not JSON: {fault.msg} {where}", fault.lineno) from fault
    except RecursionError as fault:
        raise NotCanonical("it nests too deeply") from fault


def canonical(value: object) -> bytes:
    """The bytes of a JSON value under RFC 8785.

    Raises:
        NotCanonical: a value that JSON has not got, or that a double cannot hold.
    """
    try:
        return _write(value, 0).encode("utf-8")
    except UnicodeEncodeError as fault:
        raise NotCanonical("a text holds half of a surrogate pair") from fault


def digest(value: object) -> str:
    """`sha256:` and the hexadecimal digest of the canonical bytes."""
    return "sha256:" + sha256(canonical(value)).hexdigest()


def _write(value: object, depth: int) -> str:
    if depth > DEEPEST:
        raise NotCanonical("it nests too deeply")
    if isinstance(value, dict):
        return "{" + ",".join(_member(name, value[name], depth) for name in sorted(value, key=_utf16)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_write(item, depth + 1) for item in value) + "]"
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _double(value)
    raise NotCanonical(f"{type(value).__name__} is no JSON value")


def _member(name: object, value: object, depth: int) -> str:
    return f"{json.dumps(name, ensure_ascii=False)}:{_write(value, depth + 1)}"


def _utf16(name: object) -> bytes:
    """RFC 8785 section 3.2.3: names are sorted by their UTF-16 code units."""
    if not isinstance(name, str):
        raise NotCanonical("a name is not text")
    return name.encode("utf-16-be")


def _integer(value: int) -> str:
    if abs(value) > LARGEST:
        raise NotCanonical("an integer is too large for a double to hold; write it as text")
    return str(value)


def _double(value: float) -> str:
    """ECMAScript's Number::toString, as RFC 8785 section 3.2.2.3 asks; `repr` already gives the shortest digits."""
    if not math.isfinite(value):
        raise NotCanonical("a number is not finite")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}e0".partition("e")
    power = int(exponent.removesuffix("e0"))
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + power - (len(whole + fraction) - len(digits))
    return sign + _place(digits.rstrip("0"), point)


def _place(digits: str, point: int) -> str:
    """Write digits whose decimal point stands after `point` of them."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    power = point - 1
    fraction = f".{digits[1:]}" if count > 1 else ""
    return f"{digits[0]}{fraction}e{'+' if power > 0 else '-'}{abs(power)}"


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RepeatedName("a name stands twice in one object; keep one")
    return found


def _whole(digits: str) -> int:
    """A whole number; one of thousands of digits is refused before Python refuses it in a way of its own."""
    if len(digits) > MOST_DIGITS:
        raise NotCanonical("an integer is too large for a double to hold; write it as text")
    return int(digits)


def _no_constant(name: str) -> object:
    raise NotCanonical(f"{name} is no JSON number")
