"""Reads what the entries say: each must be JSON with a time that never goes back and a request id of its own.

Most entries came out of one mould with another (`audit.verify_moulds`). Of the rest most differ from one that was read
before only in their request id, subject, time and payload, of whatever length. The canonical form (RFC 8785, sorted
keys) has these as plain text in known places; what is left is parsed only once.
"""

import re
from array import array
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from zlib import adler32, crc32

from audit.canonical import MAX_INTEGER
from audit.export_files import TooLong, plain_content
from audit.strict_json import NotStrict, read_json
from audit.verify_moulds import PLAIN, Moulds, Said

Members = dict[str, object]
NO_PAYLOAD, INTACT, MISSING, ALTERED = range(4)
_MOST_REMEMBERED = 4096

_TAIL = re.compile(rb'(,"subject":")?(?(1)([^"]*)"),"time":(0|[1-9]\d{0,15}),"type":"([a-z_.]{1,64})","version":1\}')
_PAYLOAD = re.compile(rb',"payload":\{"alg":"[A-Za-z0-9]{1,32}","digest":"([0-9a-f]{64})","length":(0|[1-9]\d{0,9})\}')
_CUT_OUT = {"alg": "cut", "digest": "out", "length": 0}
_CUT_OUT_TEXT = b',"payload":{"alg":"cut","digest":"out","length":0}'
_DIGEST = b'"sha256:'


@dataclass(slots=True)
class Contents:
    """What the entries of a run say, each checked against those before it in the run."""

    start: int
    first_time: int | None = None
    newest: int = 0
    ids: "array[int]" = field(default_factory=lambda: array("Q"))
    """64 bits of each request id, for finding repeats; 0 for an entry that cannot be read."""
    payloads: bytearray = field(default_factory=bytearray)
    """For each entry: NO_PAYLOAD, INTACT, MISSING or ALTERED."""
    shredded: list[int] = field(default_factory=list)
    """The indices that entries `payload.shredded` name."""
    wrong: list[tuple[int, str]] = field(default_factory=list)


class EntryReader:
    """Reads entries in order, remembering the shapes that it has parsed."""

    def __init__(self, directory: Path, start: int = 0) -> None:
        self.found = Contents(start)
        self._directory = directory
        self._shapes: dict[tuple[bytes, bool, bytes], _Shape] = {}
        self._moulds = Moulds()

    def read_bundle(self, start: int, entries: list[bytes]) -> None:
        """Note what these entries, from index `start` on, say."""
        found = self.found
        # bundles that could not be read are passed over, and leave their places empty
        first = start - found.start
        found.ids.extend([0] * (first - len(found.ids)))
        found.payloads.extend(bytes(first + len(entries) - len(found.payloads)))
        read, newest = self._moulds.read, found.newest
        for index, entry in enumerate(entries, start):
            said = read(entry) or self.read(entry)
            if said is None:
                found.wrong.append((index, f"Entry {index} cannot be read as an entry."))
                found.ids.append(0)
                continue
            time, request_id, kind, relates_to, payload = said
            if time < newest:
                found.wrong.append((index, f"Entry {index} is older than the one before it."))
            else:
                newest = time
            if found.first_time is None:
                found.first_time = time
            found.ids.append(crc32(request_id) << 32 | adler32(request_id) or 1)
            if payload:
                found.payloads[index - found.start] = self._payload_state(index, payload)
            if kind == "payload.shredded" and type(relates_to) is int:
                found.shredded.append(relates_to)
        found.newest = newest

    def _payload_state(self, index: int, commitment: tuple[object, object]) -> int:
        length = commitment[1] if isinstance(commitment[1], int) else 0
        try:
            content = plain_content(self._directory / "payload" / str(index), length)
        except OSError:
            return MISSING
        except TooLong:
            return ALTERED
        return INTACT if (sha256(content).hexdigest(), len(content)) == commitment else ALTERED

    def read(self, entry: bytes) -> Said | None:
        """What an entry says, or None when it cannot be read as one."""
        said = self._moulds.read(entry)
        if said is None and (said := self._read_shape(entry)) is not None:
            self._moulds.learn(entry, _read_whole)
        return said

    def _read_shape(self, entry: bytes) -> Said | None:
        before, mark, after = entry.rpartition(b'"request_id":"')
        request_id, _, rest = after.partition(b'"')
        tail = _TAIL.fullmatch(rest) if mark else None
        if tail is None or request_id.translate(None, PLAIN):
            return _read_whole(entry)
        has_subject, subject, time, kind = tail.groups()
        if subject and subject.translate(None, PLAIN):
            return _read_whole(entry)
        pieces, payload = _cut(before)
        shape = (pieces, has_subject is not None, kind)
        known = self._shapes.get(shape) or self._parsed(shape)
        if not known.usual or known.has_payload is not (payload is not None):
            return _read_whole(entry)
        commitment = (payload[1].decode(), int(payload[2])) if payload else None
        if (moment := int(time)) > MAX_INTEGER:
            return None
        return moment, request_id, known.type, known.relates_to, commitment

    def _parsed(self, shape: tuple[bytes, bool, bytes]) -> "_Shape":
        """Parse what is left of an entry without the parts that vary: that is JSON exactly if the entry is."""
        if len(self._shapes) >= _MOST_REMEMBERED:
            self._shapes.clear()
        before, has_subject, kind = shape
        subject = b',"subject":""' if has_subject else b""
        members = parse(b'%b"request_id":""%b,"time":0,"type":"%b","version":1}' % (before, subject, kind))
        found = _Shape(False, False, kind.decode(), None)
        if members is not None:
            payload = members.get("payload")
            found = _Shape(payload in (None, _CUT_OUT), payload == _CUT_OUT, found.type, members.get("relates_to"))
        self._shapes[shape] = found
        return found


@dataclass(frozen=True, slots=True)
class _Shape:
    """What entries of one shape have in common."""

    usual: bool
    """Whether they are JSON, and have no payload but one in the place where it was cut out."""
    has_payload: bool
    type: str
    relates_to: object


def _cut(before: bytes) -> tuple[bytes, "re.Match[bytes] | None"]:
    """The part of an entry before its request id without digests, staff id and payload; and the payload.

    Only plain text within quotation marks is taken out, or a whole member: what is left is read in the same way.
    """
    pieces = before.split(_DIGEST)
    for number, piece in enumerate(pieces):
        if number and piece[:64].isalnum():
            pieces[number] = piece[64:]
    # the actor comes first and the payload after every digest: elsewhere they are left in, and the entry read whole
    head, mark, rest = pieces[0].partition(b'"staff":"')
    staff, quote, after = rest.partition(b'"')
    if quote and not staff.translate(None, PLAIN):
        pieces[0] = head + mark + quote + after
    last = pieces[-1]
    place = last.find(b',"payload":{"alg":"')
    payload = _PAYLOAD.match(last, place) if place >= 0 else None
    if payload:
        pieces[-1] = last[:place] + _CUT_OUT_TEXT + last[payload.end() :]
    return _DIGEST.join(pieces), payload


def parse(entry: bytes) -> Members | None:
    """The members of an entry; None when it is not one JSON object that every reader takes alike."""
    try:
        found = read_json(entry, MAX_INTEGER)
    except NotStrict:
        return None
    return found if isinstance(found, dict) else None


def _read_whole(entry: bytes) -> Said | None:
    members = parse(entry)
    if members is None:
        return None
    time, request_id, kind = members.get("time"), members.get("request_id"), members.get("type")
    if type(time) is not int or time < 0 or not isinstance(request_id, str) or not isinstance(kind, str):
        return None
    commitment = members.get("payload")
    payload = (commitment.get("digest"), _whole(commitment.get("length"))) if isinstance(commitment, dict) else None
    identifier = request_id.encode("utf-8", "surrogatepass")
    return time, identifier, kind, members.get("relates_to"), payload


def _whole(value: object) -> object:
    """A number of bytes; nothing for what equals one in Python alone, such as true."""
    return value if type(value) is int else None
