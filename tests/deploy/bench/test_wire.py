"""The lean client: whole replies, however they are cut, one at a time and many at once."""

import socketserver
import threading
from collections.abc import Iterator

import pytest

from deploy.bench import wire

BODY = b'{"answer":' + b"1" * 500 + b"}"


class Answering(socketserver.StreamRequestHandler):
    """Answers each request in three pieces."""

    def handle(self) -> None:
        while line := self.rfile.readline():
            length = 0
            while head := self.rfile.readline().strip():
                if head.lower().startswith(b"content-length:"):
                    length = int(head.split(b":")[1])
            body = self.rfile.read(length)
            whole = b"HTTP/1.1 204 No Content\r\n\r\n"
            if line.startswith(b"POST"):
                reply = BODY + body
                whole = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(reply) + reply
            for at in (slice(0, 7), slice(7, 60), slice(60, None)):
                self.wfile.write(whole[at])
                self.wfile.flush()


@pytest.fixture
def port() -> Iterator[int]:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_one_at_a_time_reads_each_reply_whole(port: int):
    asks = [wire.post("/x", f"{n:03}".encode(), "token") for n in range(20)]
    timed = wire.one_at_a_time(port, asks, keep=True)
    assert timed.bodies == [BODY + f"{n:03}".encode() for n in range(20)]
    assert timed.statuses == {200: 20}
    assert len(timed.seconds) == 20 and timed.rate > 0


def test_many_at_once_keeps_every_line_busy_and_counts_what_was_answered(port: int):
    timed = wire.many_at_once(port, [wire.get("/healthz")], 4, 0.2)
    assert timed.statuses == {204: len(timed.seconds)}
    assert len(timed.seconds) > 4
    assert timed.bodies == []


def test_a_quantile_is_a_time_that_was_measured():
    timed = wire.Timed(seconds=[0.5, 0.1, 0.3, 0.2, 0.4])
    assert timed.quantile(0.5) == 0.3
    assert timed.quantile(0.99) == 0.5
    assert wire.Timed().quantile(0.5) == 0.0


def test_a_request_carries_its_token_and_its_length():
    request = wire.post("/v1/enquiries", b"{}", "abc")
    assert b"Authorization: Bearer abc\r\n" in request
    assert request.endswith(b"Content-Length: 2\r\n\r\n{}")
