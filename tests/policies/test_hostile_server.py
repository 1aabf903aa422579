"""Whatever a server at OPA's address does, nothing is disclosed, nothing hangs and nothing is followed."""

import asyncio
import gzip
import ipaddress
import json
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from policies.decision import Decision
from policies.engine import PolicyUnavailable
from policies.opa import LARGEST_REPLY, OpaEngine
from policies.question import Candidate, Question

POLICE = Candidate("police:04", "police.family_involvement", "part3", subject_role="victim", age_band="adult")
DIGEST = "sha256:expected"
RULING = {
    "effect": "allow", "level": 2, "fields": ["service"], "obligations": [], "agreement": "ISA", "version": "1.0.0",
    "agreement_digest": "sha256:isa", "rules": ["R1"], "gateways": [], "reasons": [],
}  # fmt: skip
HERE = ipaddress.ip_address("127.0.0.1")
Ask = Callable[..., Question]
Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def _body(bundle: str = DIGEST) -> bytes:
    return json.dumps({"result": {"bundle": bundle, "rulings": [RULING]}}).encode()


def _http(body: bytes, *more: str, status: str = "200 OK") -> bytes:
    head = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *more, "", ""]
    return "\r\n".join(head).encode() + body


@asynccontextmanager
async def _server(answer: Answer, trust: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(reader, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(answering, "127.0.0.1", 0, ssl=trust)
    try:
        yield f"http{'s' if trust else ''}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def _asked(url: str, ask: Ask, seconds: float = 2, **how: object) -> Decision:
    engine = OpaEngine(url, DIGEST, timeout=seconds, patience=0.3, **how)  # type: ignore[arg-type]
    try:
        async with asyncio.timeout(5):
            return await engine.decide(ask(POLICE))
    finally:
        await engine.close()


def _says(content: bytes) -> Answer:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(content)

    return answer


async def _resets(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def _stops_halfway(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(_http(_body())[:-20])


async def _drips(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for byte in _http(_body()):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.02)


async def _never_ends(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _turn in range(2 * LARGEST_REPLY // 65536):
        writer.write(b"10000\r\n" + b" " * 65536 + b"\r\n")
        await writer.drain()


async def _says_nothing(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


_BOMB = gzip.compress(b" " * 50_000_000)


@pytest.mark.parametrize(
    "answer",
    [
        _resets,
        _stops_halfway,
        _drips,
        _never_ends,
        _says_nothing,
        _says(b"\x00" * 1000),
        _says(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000),
        _says(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
        _says(b"SSH-2.0-OpenSSH_9.9\r\n"),
        _says(_http(_BOMB, "Content-Encoding: gzip")),
        _says(_http(gzip.compress(_body()), "Content-Encoding: gzip")),
        _says(_http(_body(), "Content-Encoding: br")),
        _says(_http(b"")),
        _says(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n{"),
    ],
)
async def test_whatever_happens_on_the_wire_is_a_refusal_in_time(answer: Answer, ask: Ask) -> None:
    async with _server(_says(_http(_body()))) as url:
        assert (await _asked(url, ask)).bundle == DIGEST
    async with _server(answer) as url:
        with pytest.raises(PolicyUnavailable):
            await _asked(url, ask, seconds=0.5)


@pytest.mark.parametrize("status", ["301 X", "302 X", "303 X", "307 X", "308 X"])
async def test_a_redirect_is_not_followed(status: str, ask: Ask) -> None:
    seen: list[bytes] = []

    async def counted(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(b"asked")
        writer.write(_http(_body()))

    async with (
        _server(counted) as elsewhere,
        _server(_says(_http(b"", f"Location: {elsewhere}", status=status))) as url,
    ):
        with pytest.raises(PolicyUnavailable):
            await _asked(url, ask, token="secret")
    assert seen == []


async def test_random_bytes_never_make_a_decision(ask: Ask) -> None:
    """A good reply with bytes changed at random: refused, or exactly the decision that the bytes still spell."""
    chance, replies = random.Random(7), []
    for _ in range(300):
        body = bytearray(_body())
        for _change in range(chance.randint(1, 4)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        replies.append(bytes(body))

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(_http(replies[-1], "Connection: close"))

    refused = 0
    async with _server(answer) as url:
        while replies:
            try:
                ruling = (await _asked(url, ask)).rulings[0]
            except PolicyUnavailable:
                refused += 1
            else:
                assert (ruling.effect, ruling.level <= 3, bool(ruling.fields), bool(ruling.rules)) == (
                    "allow",
                    True,
                    True,
                    True,
                )
            replies.pop()
    assert refused > 150


async def test_a_server_that_has_the_last_bundle_for_a_moment_costs_no_request(ask: Ask) -> None:
    asked = 0

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        writer.write(_http(_body("sha256:before" if asked < 4 else DIGEST), "Connection: close"))

    async with _server(answer) as url:
        assert (await _asked(url, ask)).bundle == DIGEST
    assert asked == 4


async def test_a_server_that_keeps_the_last_bundle_is_a_refusal(ask: Ask) -> None:
    async with _server(_says(_http(_body("sha256:before"), "Connection: close"))) as url:
        with pytest.raises(PolicyUnavailable, match="another bundle"):
            await _asked(url, ask)


class _Authority:
    """A certificate authority of the test's own."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.key = generate_private_key(SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
        self.file = self._write("authority", self._certificate(self.name, self.key, authority=True))

    def issue(self, name: str) -> tuple[str, str]:
        key = generate_private_key(SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self._write(name, self._certificate(subject, key)), self._write(f"{name}-key", pem)

    def _certificate(self, subject: x509.Name, key: EllipticCurvePrivateKey, *, authority: bool = False) -> bytes:
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(HERE)]), critical=False)
        )  # fmt: skip
        return made.sign(self.key, SHA256()).public_bytes(Encoding.PEM)

    def _write(self, name: str, content: bytes) -> str:
        path = self.place / f"{name}.pem"
        path.write_bytes(content)
        return str(path)


async def test_mutual_tls_is_spoken_and_a_server_of_another_authority_refused(ask: Ask, tmp_path: Path) -> None:
    authority = _Authority(tmp_path)
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(*authority.issue("opa"))
    trust.load_verify_locations(authority.file)
    trust.verify_mode = ssl.CERT_REQUIRED
    ours = authority.issue("golden-thread")
    async with _server(_says(_http(_body(), "Connection: close")), trust) as url:
        decision = await _asked(url, ask, authority=authority.file, certificate=ours)
        assert decision.bundle == DIGEST
        for how in ({"authority": authority.file}, {"certificate": ours}, {}):
            with pytest.raises(PolicyUnavailable, match="did not answer"):
                await _asked(url, ask, **how)
