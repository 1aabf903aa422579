"""The witness over HTTP: the addresses, the types and the limits."""

import contextlib
import http.client
import socket
import struct
import threading

import pytest

from audit.witness.wire import MAX_BODY, Submission, latest_path, submission_body


def wait_for_exchanges() -> None:
    """Until the witnesses have done with every connection."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(5)


@pytest.fixture
def ask(partnership):
    connection = http.client.HTTPConnection("127.0.0.1", partnership.stations["police"].port, timeout=5)

    def request(method: str, path: str, body: bytes | None = None, **headers: str):
        connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read()

    yield request
    connection.close()


def test_several_questions_go_over_one_connection(ask, partnership):
    for _ in range(3):
        assert ask("POST", "/add-checkpoint", b"nonsense")[0] == 400
        assert ask("GET", latest_path(partnership.verifier.name))[0] == 404


def test_only_its_own_addresses_answer(ask):
    assert ask("GET", "/")[0] == 404
    assert ask("POST", "/add-checkpoints", b"x")[0] == 404
    assert ask("DELETE", "/add-checkpoint")[0] == 501


def test_what_is_too_long_is_not_read(ask):
    assert ask("POST", "/add-checkpoint", b"x" * (MAX_BODY + 1))[0] == 400


def test_what_does_not_tell_its_length_is_not_read(ask):
    assert ask("POST", "/add-checkpoint", None, Transfer_Encoding="chunked")[0] == 400


def test_an_unknown_log_is_404_in_plain_text(ask, paper_log):
    body = submission_body(Submission(0, (), paper_log.note(3).replace("goldenthread.test", "else.test")))
    status, headers, _ = ask("POST", "/add-checkpoint", body)
    assert (status, headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_it_says_nothing_of_the_python_that_runs_it(ask):
    assert ask("GET", "/")[1]["Server"].strip() == "golden-thread-witness"


def test_a_client_that_goes_away_leaves_no_traceback(partnership, capfd):
    port = partnership.stations["police"].port
    asked = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    for said in (asked * 200, b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf", b""):
        gone = socket.create_connection(("127.0.0.1", port), timeout=5)
        gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not an orderly end
        gone.sendall(said)
        gone.close()
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as still:
        still.request("GET", "/")
        assert still.getresponse().status == 404
    wait_for_exchanges()
    assert capfd.readouterr().err == ""


def test_a_half_sent_submission_is_not_answered_as_a_whole_one(partnership):
    with socket.create_connection(("127.0.0.1", partnership.stations["police"].port), timeout=5) as half:
        half.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nold 0\n\n")
        half.shutdown(socket.SHUT_WR)
        assert half.recv(1000).startswith(b"HTTP/1.1 400")
