"""The engine beside this process: an OPA server that loaded the same bundle, asked by opa-python-client.

No retries, a short timeout; an undefined result is a reply without `result`, and is a refusal like any other failure.
A private certificate authority goes by `SSL_CERT_FILE`: the client has no option for it.
"""

from urllib.parse import urlsplit

import aiohttp
from opa_client.opa_async import AsyncOpaClient

from policies.bundle import ROOT
from policies.decision import Decision
from policies.engine import PolicyUnavailable
from policies.question import Question
from policies.wire import put, take

TIMEOUT_SECONDS = 0.25


class OpaEngine:
    """Decides by asking OPA, and accepts only what the expected bundle decided."""

    def __init__(
        self,
        url: str,
        digest: str,
        *,
        token: str | None = None,
        certificate: tuple[str, str] | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        """Name the server; nothing is sent yet.

        Args:
            url: such as `https://opa.internal:8181`.
            digest: the bundle that must decide.
            token: a bearer token, where OPA asks for one.
            certificate: paths of the client certificate and its key, for mutual TLS.
            timeout: seconds for one decision, whole.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise PolicyUnavailable("the OPA address must be http:// or https:// and name a host")
        self.digest = digest
        self._client = AsyncOpaClient(
            host=parts.hostname,
            port=parts.port or (443 if parts.scheme == "https" else 8181),
            ssl=parts.scheme == "https",
            cert=certificate,
            token=token,
            retries=0,
            timeout=timeout,
        )
        self._open = False

    async def decide(self, question: Question) -> Decision:
        """One ruling per candidate, in order.

        Raises:
            PolicyUnavailable: OPA is down, slow, failing, undefined, of another bundle, or answers nonsense.
        """
        try:
            if not self._open:
                await self._client.__aenter__()
                self._open = True
            reply = await self._client.query_rule(put(question), f"{ROOT}.disclosure", "decision")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            raise PolicyUnavailable("the policy engine did not answer") from fault
        if not isinstance(reply, dict) or "result" not in reply:
            raise PolicyUnavailable("the policy engine gave no decision")
        return take(reply["result"], question, self.digest)

    async def close(self) -> None:
        """Close the connections."""
        if self._open:
            await self._client.close_connection()
            self._open = False
