"""The engine beside this process: an OPA server that loaded the same bundle, asked over opa-python-client's session.

One request, a short timeout, no redirect, no compression, a bounded reply; an undefined result is a reply without
`result`, and is a refusal like any other failure. Only one thing is waited for, and not long: a server that still
decides by the bundle before this one. What it said is thrown away and it is asked again; nothing is ever released
that another bundle decided.
"""

import asyncio
import ssl
import time
from urllib.parse import urlsplit

import aiohttp
from opa_client.opa_async import AsyncOpaClient

from policies.bundle import ROOT
from policies.decision import Decision
from policies.engine import PolicyUnavailable
from policies.question import Question
from policies.wire import AnotherBundle, put_json, take_json

TIMEOUT_SECONDS = 0.25
PATIENCE_SECONDS = 3.0
"""How long a server may take to fetch the bundle in force."""
AGAIN_SECONDS = 0.025
LARGEST_REPLY = 4 * 1024 * 1024
"""Bytes. A ruling is some 500; nobody asks about 8,000 kinds of record at once."""
_SENT = {"Content-Type": "application/json", "Accept-Encoding": "identity"}


class OpaEngine:
    """Decides by asking OPA, and accepts only what the expected bundle decided."""

    def __init__(
        self,
        url: str,
        digest: str,
        *,
        token: str | None = None,
        certificate: tuple[str, str] | None = None,
        authority: str | None = None,
        timeout: float = TIMEOUT_SECONDS,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """Name the server; nothing is sent yet.

        Args:
            url: such as `https://opa.internal:8181`.
            digest: the bundle that must decide.
            token: a bearer token, where OPA asks for one.
            certificate: paths of the client certificate and its key, for mutual TLS.
            authority: path of the certificate authority of the server; the system's when not given.
            timeout: seconds for one request, whole.
            patience: seconds that the server may go on deciding by another bundle before that is a failure.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise PolicyUnavailable("the OPA address must be http:// or https:// and name a host")
        self.digest = digest
        self._patience = patience
        self._client = _Client(
            host=f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname,
            port=parts.port or (443 if parts.scheme == "https" else 8181),
            ssl=parts.scheme == "https",
            cert=certificate,
            token=token,
            retries=0,
            timeout=timeout,
        )
        self._client.authority = authority
        self._opening = asyncio.Lock()
        self._open = False

    async def decide(self, question: Question) -> Decision:
        """One ruling per candidate, in order.

        Raises:
            PolicyUnavailable: OPA is down, slow, failing, undefined, of another bundle, or answers nonsense.
        """
        body = put_json(question)
        until = time.monotonic() + self._patience
        while True:
            try:
                return take_json(await self._asked(body), question, self.digest)
            except AnotherBundle:
                if time.monotonic() >= until:
                    raise
            await asyncio.sleep(AGAIN_SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        if self._open:
            await self._client.close_connection()
            self._open = False

    async def _asked(self, body: bytes) -> bytes:
        try:
            if not self._open:
                async with self._opening:
                    await self._connect()
            return await self._client.decision(body)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            raise PolicyUnavailable("the policy engine did not answer") from fault

    async def _connect(self) -> None:
        if not self._open:
            await self._client.__aenter__()
            self._open = True


class _Client(AsyncOpaClient):  # type: ignore[misc] # opa-python-client ships no types
    """The client's session, without what a policy engine's reply must not be able to do."""

    authority: str | None = None

    async def _init_session(self) -> None:
        """As the client's own, but that nothing is decompressed: a small reply stays small."""
        self._connector = aiohttp.TCPConnector(ssl=self._trust() if self.ssl else False)
        self._session = aiohttp.ClientSession(
            headers=self.headers,
            connector=self._connector,
            timeout=aiohttp.ClientTimeout(total=self.timeout),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.authority)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.cert:
            context.load_cert_chain(*self.cert)
        return context

    async def decision(self, body: bytes) -> bytes:
        """The reply to one question.

        Raises:
            aiohttp.ClientError: another status than 200, or the connection failed.
            ValueError: a reply that is compressed or too large.
        """
        url = f"{self.root_url}/data/{ROOT}/disclosure/decision"
        async with self._request("POST", url, data=body, headers=_SENT, allow_redirects=False) as response:
            if response.status != 200:
                raise aiohttp.ClientPayloadError("not a decision")
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise ValueError("compressed")
            return await _bounded(response.content)


async def _bounded(stream: aiohttp.StreamReader) -> bytes:
    found = bytearray()
    async for part in stream.iter_any():
        found += part
        if len(found) > LARGEST_REPLY:
            raise ValueError("too large")
    return bytes(found)
