"""The bytes of an entry: JSON with ASCII keys, NFC strings and integers only, so that sorted JSON is RFC 8785.

RFC 8785 sorts keys by UTF-16 units, which for ASCII keys is the order of their bytes, and writes numbers as doubles,
which for integers within 2^53 are their digits. What could be written in two ways is refused, never repaired.
"""

import json
import unicodedata
from collections.abc import Callable, Mapping

from audit.errors import EntryRefused

MAX_BYTES = 65_535
"""64 KiB less one: an entry bundle of tlog-tiles gives the length of each entry in two bytes."""
MAX_INTEGER = (1 << 53) - 1
MAX_DEPTH = 16

TOO_LONG = "The log entry is over 64 KiB: put what is long into the sealed payload."

quoted: Callable[[str], str] = json.encoder.encode_basestring
"""The canonical text of a string; a TypeError for anything else."""
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def encode(document: Mapping[str, object]) -> bytes:
    """The canonical bytes. Raises EntryRefused for a value that has no one canonical form, or too many bytes."""
    _check(document, 0)
    body = canonical_bytes(_encode(document))
    if len(body) > MAX_BYTES:
        raise EntryRefused(TOO_LONG)
    return body


def canonical_text(value: object, depth: int = 1) -> str:
    """The canonical text of a value that stands `depth` deep in an entry. Raises EntryRefused if it has none."""
    _check(value, depth)
    return _encode(value)


def canonical_bytes(text: str) -> bytes:
    """The bytes of a canonical text. Raises EntryRefused where the strings in it have no one form."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise EntryRefused("A text in the log entry is not in Unicode normal form C: normalise it first.")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise EntryRefused("A text in the log entry is not valid Unicode.") from error


def _check(value: object, depth: int) -> None:
    """Only objects with ASCII keys, arrays, strings, booleans and integers that every reader reads alike."""
    kind = type(value)
    if kind is str or kind is bool:
        return
    if kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:  # type: ignore[operator]
            raise EntryRefused("A number in the log entry is beyond 2^53: write it as text.")
        return
    if depth == MAX_DEPTH:
        raise EntryRefused("The log entry is nested too deeply.")
    if kind is dict:
        for key, item in value.items():  # type: ignore[attr-defined]
            if type(key) is not str or not key.isascii():
                raise EntryRefused("A key of the log entry is not plain ASCII.")
            _check(item, depth + 1)
    elif kind is list or kind is tuple:
        for item in value:  # type: ignore[attr-defined]
            _check(item, depth + 1)
    else:
        raise EntryRefused("The log entry holds something other than texts, whole numbers, lists and objects.")
