"""Waits on a port of this machine for the browser to come back from sign-in (RFC 8252, 7.3), once."""

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from service.errors import NotSignedIn, ReasonCode

PATH = "/signed-in"
REQUEST_SECONDS = 10.0
PAGE = (
    b"<!doctype html><html lang=en><title>Signed in</title><main><h1>You can close this page</h1>"
    b"<p>Go back to the window where you typed the command.</p></main></html>"
)


class Loopback:
    """A listener on 127.0.0.1, on a port that the system picks, open while the `async with` block runs."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()
        self._server: asyncio.Server | None = None
        self.redirect_uri = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._receive, "127.0.0.1", 0, limit=16 * 1024)
        self.redirect_uri = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}{PATH}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def answer(self, wait: float) -> dict[str, str]:
        """Return the query that the browser brought.

        Raises:
            NotSignedIn: it did not come within `wait` seconds.

        """
        try:
            async with asyncio.timeout(wait):
                return await self._answer
        except TimeoutError:
            raise NotSignedIn(
                ReasonCode.SIGN_IN_REQUIRED, "Nobody signed in in time. Run the command again and sign in."
            ) from None

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                status, body = self._accept(head)
                writer.write(_response(status, body))
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
            pass  # not a browser that finished its request: keep waiting for one that does
        finally:
            writer.close()

    def _accept(self, head: bytes) -> tuple[str, bytes]:
        method, _, rest = head.split(b"\r\n", 1)[0].decode("ascii", "replace").partition(" ")
        target = urlsplit(rest.partition(" ")[0])
        if method != "GET" or target.path != PATH:
            return "404 Not Found", b""
        if not self._answer.done():
            self._answer.set_result(dict(parse_qsl(target.query)))
        return "200 OK", PAGE


def _response(status: str, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
