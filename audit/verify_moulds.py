"""Reads entries that came out of one mould: of the same length, and the same bytes but for places that are known.

Nearly all entries of a log are like one before them but for ids, digests and the time. A mould is made of an entry that
was read whole, and only where both of these hold, so that what it reads is what `json` would read:

- every place that may vary is inside one text that is a value, or is one whole number;
- the same entry with other contents in all these places was read whole as well, and told which place says what.

A text of plain characters may stand where another of the same length stood without changing what is around it.
"""

import re
from collections.abc import Callable
from operator import itemgetter
from struct import Struct
from typing import NamedTuple

from audit.canonical import MAX_INTEGER

PLAIN = bytes(c for c in range(32, 127) if c not in b'"\\')
"""What stands for itself in a JSON text: ASCII but for controls, quotation mark and backslash."""

Said = tuple[int, bytes, str, object, tuple[object, object] | None]
"""What one entry says, as far as a verifier asks: time, request id, type, the index that it relates to, and of its
payload the hex SHA-256 and the length."""
ReadWhole = Callable[[bytes], Said | None]

_MOST_OF_ONE_LENGTH = 8
_MOST = 1024
_AT_FIRST = 64
_HITS_FOR_ANOTHER = 64
"""How many moulds may be tried for nothing, and after how many entries that one fitted another may be. To make one
takes as long as to read some tens of entries: a log where each is another is read without."""

_VARIES = re.compile(
    rb'"sha256:([0-9a-f]{64})"'
    rb'|"(?:staff|subject|request_id|digest)":"([^"\\]+)"'
    rb'|"(?:time|length)":([1-9][0-9]*)(?=[,}])'
)
_NUMBER = 3
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"(\s*:)?|[^"]+', re.DOTALL)


class Moulds:
    """The moulds of the entries that were read so far; give it those that no mould fitted."""

    def __init__(self) -> None:
        self._by_length: dict[int, list[Callable[[bytes], Said | None]]] = {}
        self._made = 0
        self._tried = 0
        self._hits = 0

    def read(self, entry: bytes) -> Said | None:
        """What the entry says, or None where no mould fits it: that says nothing against the entry."""
        for mould in self._by_length.get(len(entry), ()):
            said = mould(entry)
            if said is not None:
                self._hits += 1
                return said
        return None

    def learn(self, entry: bytes, read_whole: ReadWhole) -> None:
        """Make a mould of an entry that was read without one, if it is worth while and one can be made."""
        if self._tried - self._hits // _HITS_FOR_ANOTHER >= _AT_FIRST:
            return
        self._tried += 1
        same = self._by_length.setdefault(len(entry), [])
        if len(same) >= _MOST_OF_ONE_LENGTH or self._made >= _MOST:
            return
        mould = mould_of(entry, read_whole)
        if mould is not None:
            self._made += 1
            same.append(mould)


def mould_of(entry: bytes, read_whole: ReadWhole) -> Callable[[bytes], Said | None] | None:
    """A reader of entries that differ from this one in known places alone; None where that cannot be made sure."""
    told = read_whole(entry)
    if told is None:
        return None
    spans = _spans(entry)
    pieces = _pieces(entry, spans)
    probe = _probe(pieces, spans)
    said = read_whole(b"".join(probe))
    if said is None or said[2:4] != told[2:4]:
        return None
    places = range(1, len(pieces), 2)
    which: dict[tuple[bytes | None, bytes | None], int] = {(pieces[at], probe[at]): at for at in places}
    time, request_id, digest, length = (which.get(both) for both in zip(_told(told), _told(said), strict=True))
    if len(set(probe[1::2])) != len(spans) or time is None or request_id is None:
        return None
    if (told[4] is not None) and (digest is None or length is None):
        return None
    payload = (digest, length) if digest is not None and length is not None else None
    numbers = [at for at, span in zip(places, spans, strict=True) if span.is_number]
    texts = [at for at, span in zip(places, spans, strict=True) if not span.is_number]
    return _reader(pieces, texts, numbers, (time, request_id, told[2], told[3], payload))


def _told(said: Said) -> tuple[bytes | None, ...]:
    """The parts that vary, as they stand in an entry: time, request id, and the payload's digest and length."""
    digest, length = said[4] or (None, None)
    return (
        b"%d" % said[0],
        said[1],
        digest.encode("utf-8", "surrogatepass") if isinstance(digest, str) else None,
        b"%d" % length if type(length) is int else None,
    )


class _Span(NamedTuple):
    """A place that may vary."""

    start: int
    end: int
    is_number: bool


def _spans(entry: bytes) -> list[_Span]:
    """The places that may vary, without those that are not inside one token of this JSON text."""
    tokens = [(token.start(), token.end(), token[1] is not None) for token in _TOKEN.finditer(entry)]
    found = []
    at = 0
    for match in _VARIES.finditer(entry):
        group = match.lastindex or 0
        start, end = match.span(group)
        while tokens[at][1] <= start:
            at += 1
        first, last, is_key = tokens[at]
        is_text = entry[first : first + 1] == b'"'
        inside = first < start and end < last and not is_key
        if is_text is not (group == _NUMBER) and (inside if is_text else end <= last):
            found.append(_Span(start, end, group == _NUMBER))
    return found


def _pieces(entry: bytes, spans: list[_Span]) -> list[bytes]:
    """What stands still and what varies, in turns."""
    pieces, position = [], 0
    for start, end, _ in spans:
        pieces += [entry[position:start], entry[start:end]]
        position = end
    return [*pieces, entry[position:]]


def _probe(pieces: list[bytes], spans: list[_Span]) -> list[bytes]:
    """The same pieces with something else of the same length in each place that may vary: where it can be, unique."""
    probe = list(pieces)
    for number, span in enumerate(spans):
        at, width = 2 * number + 1, span.end - span.start
        first, fill = (b"%d" % (10 + number), b"7") if span.is_number else (b"%x" % (10 + number), b"z")
        other = first.ljust(width, fill)[:width]
        probe[at] = other if other != pieces[at] else first.ljust(width, b"8")[:width]
    return probe


def _reader(
    pieces: list[bytes],
    texts: list[int],
    numbers: list[int],
    says: tuple[int, int, str, object, tuple[int, int] | None],
) -> Callable[[bytes], Said | None]:
    """The mould itself: a function, because it is called for every entry."""
    time, request_id, kind, relates_to, payload = says
    split = Struct("".join(f"{len(piece)}s" for piece in pieces)).unpack
    # one more than are needed: `itemgetter` gives a tuple only of two or more
    still, texts_of = (itemgetter(*some, some[0]) for some in (range(0, len(pieces), 2), texts))
    expected = still(pieces)

    def read(entry: bytes) -> Said | None:
        found = split(entry)
        if still(found) != expected or b"".join(texts_of(found)).translate(None, PLAIN):
            return None
        for at in numbers:
            number = found[at]
            if not number.isdigit() or number[0] == _ZERO or int(number) > MAX_INTEGER:
                return None
        commitment = (found[payload[0]].decode(), int(found[payload[1]])) if payload else None
        return int(found[time]), found[request_id], kind, relates_to, commitment

    return read


_ZERO = b"0"[0]
