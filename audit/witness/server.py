"""A witness over HTTP, for an agency's own machine: Python and `cryptography` are all that it needs."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from audit.note import Verifier
from audit.witness.cosignature import CosigningKey
from audit.witness.cosigning import Reply, WitnessOf
from audit.witness.memory import Memory
from audit.witness.wire import ADD_CHECKPOINT, MAX_BODY, SubmissionRefused, parse_size

SECONDS = 10
"""How long a connection may be silent."""


class Exchange(BaseHTTPRequestHandler):
    """One connection to the witness. It writes no access log: what it was asked is in its memory."""

    protocol_version = "HTTP/1.1"
    server_version = "golden-thread-witness"
    sys_version = ""
    timeout = SECONDS
    disable_nagle_algorithm = True

    def __init__(self, witness: WitnessOf, *connection: object) -> None:
        self._witness = witness
        super().__init__(*connection)  # type: ignore[arg-type] # as socketserver gives them

    def do_POST(self) -> None:
        """Take a submission."""
        if self.path != ADD_CHECKPOINT:
            self._refuse(Reply(404, "There is nothing at this address.\n"))
            return
        try:
            length = parse_size(self.headers.get("Content-Length", ""))
        except SubmissionRefused:
            length = MAX_BODY + 1
        if length > MAX_BODY:
            self._refuse(Reply(400, f"A submission tells its length, of at most {MAX_BODY} bytes.\n"))
            return
        self._answer(self._witness.add_checkpoint(self.rfile.read(length)))

    def do_GET(self) -> None:
        """Show what is remembered of a log."""
        self._answer(self._witness.latest(self.path))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server has
        """Say nothing."""

    def _refuse(self, reply: Reply) -> None:
        """Answer without having read the body: the connection cannot go on."""
        self.close_connection = True
        self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        body = reply.body.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


class WitnessServer(ThreadingHTTPServer):
    """Listens for one witness. Port 0 takes any that is free; `url` says which."""

    daemon_threads = True

    def __init__(self, witness: WitnessOf, host: str, port: int) -> None:
        super().__init__((host, port), partial(Exchange, witness))

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away, or falls silent, is no fault of the witness's: nothing is said of it."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # as socketserver gives them

    @property
    def url(self) -> str:
        """The submission prefix."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"


def serve_witness(
    key: CosigningKey,
    logs: list[Verifier],
    folder: Path,
    address: tuple[str, int],
    clock: Callable[[], float],
    while_stdin_is_open: bool,
) -> None:
    """Serve until stopped, and say first where. Raises MemoryUnusable, OSError (the port is taken)."""
    memory = Memory(folder)
    memory.open()
    try:
        witness = WitnessOf(key, logs, memory, clock)
        witness.check_memory()
        with WitnessServer(witness, *address) as server:
            if while_stdin_is_open:
                threading.Thread(target=_stop_with_stdin, daemon=True).start()
            sys.stdout.write(f"{witness.cosigner.name} is listening on {server.url}\n")
            sys.stdout.flush()
            server.serve_forever()
    finally:
        memory.close()


def _stop_with_stdin() -> None:
    """However the starter ended, killed even, its end of the pipe closes, and nobody is left behind."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
