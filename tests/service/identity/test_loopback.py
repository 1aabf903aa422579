"""The command line waits for its browser, and for nobody else that knocks on the port."""

import asyncio
import logging

import httpx
import pytest

from service.identity.loopback import Loopback


async def knock(loopback: Loopback, sent: bytes) -> bytes:
    port = httpx.URL(loopback.redirect_uri).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"\r\n\r\n",
        b"GET",
        b"GET //[ HTTP/1.1\r\n\r\n",
        b"GET /elsewhere?code=1 HTTP/1.1\r\n\r\n",
        b"POST /signed-in?code=1 HTTP/1.1\r\n\r\n",
        b"\xff\xfe\r\n\r\n",
        b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n",
    ],
    ids=lambda sent: repr(sent[:20]),
)
async def test_nonsense_on_the_port_does_not_end_the_wait_nor_trouble_anybody(nonsense, caplog):
    async with Loopback() as loopback:
        assert b"200 OK" not in await knock(loopback, nonsense)
        assert b"200 OK" in await knock(loopback, b"GET /signed-in?code=good&state=s HTTP/1.1\r\n\r\n")
        assert await loopback.answer(1) == {"code": "good", "state": "s"}
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_only_the_first_answer_counts(caplog):
    async with Loopback() as loopback:
        await knock(loopback, b"GET /signed-in?code=first HTTP/1.1\r\n\r\n")
        await knock(loopback, b"GET /signed-in?code=second HTTP/1.1\r\n\r\n")
        assert await loopback.answer(1) == {"code": "first"}
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_the_port_is_on_this_machine_only_and_closed_afterwards():
    async with Loopback() as loopback:
        assert loopback.redirect_uri.startswith("http://127.0.0.1:")
    with pytest.raises(OSError, match=r"refused|Connect"):
        await knock(loopback, b"GET /signed-in HTTP/1.1\r\n\r\n")
