"""A lean HTTP/1.1 client on plain sockets, so that what is measured is the server: one at a time, or many at once.

Requests are ready-made bytes. Replies are read by their Content-Length, which this service always sends.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

LARGEST = 1 << 18
_END = b"\r\n\r\n"


class NoAnswer(Exception):
    """The server closed a connection half way."""


@dataclass
class Timed:
    """What a run gave: seconds per request, the replies' bodies (if kept), their statuses, and how long it all took."""

    seconds: list[float] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    elapsed: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.elapsed if self.elapsed else 0.0

    def quantile(self, share: float) -> float:
        """The time within which this share of the requests was answered, in seconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def _take(self, seconds: float, reply: "Reply", keep: bool) -> None:
        self.seconds.append(seconds)
        self.statuses[reply.status] = self.statuses.get(reply.status, 0) + 1
        if keep:
            self.bodies.append(reply.body)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply."""

    status: int
    body: bytes


def get(path: str) -> bytes:
    """The bytes of a GET."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def post(path: str, body: bytes, token: str) -> bytes:
    """The bytes of a POST of JSON with a bearer token."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def one_at_a_time(port: int, requests: Sequence[bytes], *, keep: bool = False) -> Timed:
    """Send each request on one connection when the one before was answered."""
    timed = Timed()
    clock = time.perf_counter
    with _connected(port) as line:
        started = clock()
        for request in requests:
            began = clock()
            line.sendall(request)
            reply = _read(line)
            timed._take(clock() - began, reply, keep)
        timed.elapsed = clock() - started
    return timed


def many_at_once(port: int, requests: Sequence[bytes], lines: int, seconds: float, *, keep: bool = False) -> Timed:
    """Keep `lines` connections busy for `seconds`, taking the requests in turn, again and again."""
    timed, clock, sent = Timed(), time.perf_counter, 0
    selector = selectors.DefaultSelector()
    busy = 0
    for _ in range(lines):
        line = _connected(port)
        conversation = _Conversation(line)
        selector.register(line, selectors.EVENT_READ, conversation)
        conversation.send(requests[sent % len(requests)])
        sent, busy = sent + 1, busy + 1
    started = clock()
    until = started + seconds
    while busy:
        for key, _ in selector.select():
            conversation = key.data
            reply = conversation.receive()
            if reply is None:
                continue
            now = clock()
            timed._take(now - conversation.began, reply, keep)
            if now < until:
                conversation.send(requests[sent % len(requests)])
                sent += 1
            else:
                selector.unregister(conversation.line)
                conversation.line.close()
                busy -= 1
    timed.elapsed = clock() - started
    selector.close()
    return timed


class _Conversation:
    """One connection of many: what was sent when, and what has come so far."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.began = 0.0
        self._come = b""

    def send(self, request: bytes) -> None:
        self.began = time.perf_counter()
        self.line.sendall(request)

    def receive(self) -> Reply | None:
        """The reply, once it is whole."""
        part = self.line.recv(LARGEST)
        if not part:
            raise NoAnswer
        self._come += part
        reply = _parse(self._come)
        if reply is not None:
            self._come = b""
        return reply


def _connected(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _read(line: socket.socket) -> Reply:
    come = line.recv(LARGEST)
    while (reply := _parse(come)) is None:
        part = line.recv(LARGEST)
        if not part:
            raise NoAnswer
        come += part
    return reply


def _parse(come: bytes) -> Reply | None:
    """A whole reply, or None while some of it is missing."""
    end = come.find(_END)
    if end < 0:
        return None
    status = int(come[9:12])
    head = come[:end].lower()
    at = head.find(b"content-length:")
    length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    body = come[end + 4 :]
    return Reply(status, body) if len(body) >= length else None
