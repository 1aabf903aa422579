"""Reads what the entries say: each must be JSON with a time that never goes back and a request id of its own.

Most entries of a log differ from one that was read before only in their request id, subject, time and payload. The
canonical form (RFC 8785, sorted keys) has these as plain text in known places; what is left is parsed only once.
"""

import json
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from zlib import adler32, crc32

Members = dict[str, object]
NO_PAYLOAD, INTACT, MISSING, ALTERED = range(4)
_MOST_REMEMBERED = 4096

_PLAIN = rb"[ !#-\[\]-~]"
"""What stands for itself in a JSON text: ASCII but for controls, quotation mark and backslash."""
_TAIL = re.compile(
    rb'"request_id":"(?P<id>%b{1,128})"(?P<subject>,"subject":"%b{1,256}")?,"time":(?P<time>0|[1-9]\d{0,15}),'
    rb'"type":"(?P<type>%b{1,64})","version":1\}' % (_PLAIN, _PLAIN, _PLAIN)
)
_PAYLOAD = re.compile(
    rb',"payload":\{"alg":"(?P<alg>%b{1,32})","digest":"(?P<digest>[0-9a-f]{64})","length":(?P<length>0|[1-9]\d{0,9})\}'
    % _PLAIN
)
_CUT_OUT = {"alg": "cut", "digest": "out", "length": 0}
_CUT_OUT_TEXT = b',"payload":{"alg":"cut","digest":"out","length":0}'


@dataclass(slots=True)
class Said:
    """What one entry says, as far as a verifier asks."""

    time: int
    request_id: bytes
    type: str
    relates_to: object = None
    payload: tuple[object, object] | None = None
    """Hex SHA-256 and length of the ciphertext."""


@dataclass(slots=True)
class Contents:
    """What the entries of a run say, each checked against those before it in the run."""

    start: int
    first_time: int = 0
    newest: int = 0
    ids: "array[int]" = field(default_factory=lambda: array("Q"))
    """64 bits of each request id, for finding repeats; 0 for an entry that cannot be read."""
    payloads: bytearray = field(default_factory=bytearray)
    """For each entry: NO_PAYLOAD, INTACT, MISSING or ALTERED."""
    shredded: list[int] = field(default_factory=list)
    """The indices that entries `payload.shredded` name."""
    wrong: list[tuple[int, str]] = field(default_factory=list)


class EntryReader:
    """Reads entries, remembering the shapes that it has parsed."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._shapes: dict[tuple[bytes, bool, bytes], tuple[object] | None] = {}

    def read_run(self, start: int, bundles: Iterable[list[bytes]]) -> Contents:
        """What the entries from index `start` on say."""
        found = Contents(start)
        index = start
        for entries in bundles:
            for entry in entries:
                self._note(index, entry, found)
                index += 1
        return found

    def _note(self, index: int, entry: bytes, found: Contents) -> None:
        said = self.read(entry)
        if said is None:
            found.wrong.append((index, f"Entry {index} cannot be read as an entry."))
            found.ids.append(0)
            found.payloads.append(NO_PAYLOAD)
            return
        if said.time < found.newest:
            found.wrong.append((index, f"Entry {index} is older than the one before it."))
        if not found.newest:
            found.first_time = said.time
        found.newest = max(found.newest, said.time)
        found.ids.append(crc32(said.request_id) << 32 | adler32(said.request_id))
        found.payloads.append(self._payload_state(index, said.payload) if said.payload else NO_PAYLOAD)
        if said.type == "payload.shredded" and type(said.relates_to) is int:
            found.shredded.append(said.relates_to)

    def _payload_state(self, index: int, commitment: tuple[object, object]) -> int:
        try:
            content = (self._directory / "payload" / str(index)).read_bytes()
        except OSError:
            return MISSING
        return INTACT if (sha256(content).hexdigest(), len(content)) == commitment else ALTERED

    def read(self, entry: bytes) -> Said | None:
        """What an entry says, or None when it cannot be read as one."""
        place = entry.rfind(b'"request_id":"')
        tail = _TAIL.fullmatch(entry, place) if place > 0 else None
        if tail is None:
            return _read_whole(entry)
        before = entry[:place]
        payload = None
        # without this cheap question the search would cost as much as the rest
        if b'"payload":' in before and (payload := _PAYLOAD.search(before)):
            before = before[: payload.start()] + _CUT_OUT_TEXT + before[payload.end() :]
        identifier, subject, time, kind = tail.groups()
        shape = (before, subject is not None, kind)
        if shape not in self._shapes:
            self._remember(shape, payload is not None)
        known = self._shapes[shape]
        if known is None:
            return _read_whole(entry)
        commitment = (payload["digest"].decode(), int(payload["length"])) if payload else None
        return Said(int(time), identifier, kind.decode(), known[0], commitment)

    def _remember(self, shape: tuple[bytes, bool, bytes], cut: bool) -> None:
        """Parse what is left of an entry without the parts that vary: it is whole exactly if the entry is."""
        if len(self._shapes) >= _MOST_REMEMBERED:
            self._shapes.clear()
        before, has_subject, kind = shape
        subject = b',"subject":"gn"' if has_subject else b""
        members = parse(b'%b"request_id":"r"%b,"time":0,"type":"%b","version":1}' % (before, subject, kind))
        usual = members is not None and members.get("payload") == (_CUT_OUT if cut else None)
        self._shapes[shape] = (members.get("relates_to"),) if members is not None and usual else None


def parse(entry: bytes) -> Members | None:
    """The members of an entry; None when it is not one JSON object, or gives a member twice."""
    try:
        found = json.loads(entry.decode(), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _without_repeats(pairs: list[tuple[str, object]]) -> Members:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is given twice")
    return members


def _read_whole(entry: bytes) -> Said | None:
    members = parse(entry)
    if members is None:
        return None
    time, request_id, kind = members.get("time"), members.get("request_id"), members.get("type")
    if type(time) is not int or time < 0 or not isinstance(request_id, str) or not isinstance(kind, str):
        return None
    commitment = members.get("payload")
    payload = (commitment.get("digest"), commitment.get("length")) if isinstance(commitment, dict) else None
    identifier = request_id.encode("utf-8", "surrogatepass")
    return Said(time, identifier, kind, members.get("relates_to"), payload)
