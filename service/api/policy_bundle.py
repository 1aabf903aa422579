"""The signed policy bundle, for the partnership's own OPA server and nobody else.

OPA polls with `Prefer: wait=…` and the ETag of what it has; the reply is held until another bundle decides, so that a
suspension reaches it at once. The token is the one that this service shows to OPA.
"""

import asyncio
import hmac
import re
import time
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Depends, Request, Response

from policies.bundle import Bundle
from policies.bundle_signing import BundleKey, BundleKeyRefused, read_bundle_key, signed_tar
from policies.engine import PolicyUnavailable
from service.api.callers import Credentials
from service.api.replies import PROBLEMS
from service.errors import Misconfigured, NotSignedIn, ReasonCode, Unavailable
from service.runtime import Runtime

LONGEST_WAIT = 2.0
"""Seconds. A server that stops waits for replies that it holds."""
LOOK_SECONDS = 0.02
MEDIA_TYPE = "application/vnd.openpolicyagent.bundles"
"""With this OPA asks again at once, and the reply is held; with another it would come back after its polling delay."""
_WAIT = re.compile(r"\bwait=(\d{1,4})\b")


def create_policy_bundle(runtime: Runtime) -> APIRouter:
    """The route, over one runtime."""
    router = APIRouter(prefix="/v1", tags=["agreements"], responses={401: PROBLEMS[401]})
    signed = _Signed(runtime)

    @router.get(
        "/policy/bundle",
        summary="The signed policy bundle, for the OPA server",
        response_class=Response,
        responses={
            200: {"description": "A gzipped tar.", "content": {MEDIA_TYPE: {"example": "(bytes)"}}},
            304: {"description": "The bundle that you have is the one that decides."},
        },
        dependencies=[Depends(_opa_alone(runtime))],
    )
    async def bundle(request: Request) -> Response:
        """What is in force today, with the service's signature over it, as soon as it is another than you have."""
        known = request.headers.get("if-none-match", "")
        etag = await _another(runtime, known, _asked_wait(request.headers.get("prefer", "")))
        if etag == known:
            return Response(status_code=304, media_type=MEDIA_TYPE, headers={"ETag": etag})
        tag, content = await signed.content()
        return Response(content, media_type=MEDIA_TYPE, headers={"ETag": tag})

    return router


class _Signed:
    """The newest bundle, signed once for all who fetch it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._digest = ""
        self._content = b""

    async def content(self) -> tuple[str, bytes]:
        bundle = _decides(self._runtime)
        if bundle.digest != self._digest:
            key = _key(self._runtime)
            content = await asyncio.to_thread(signed_tar, bundle, key)
            self._digest, self._content = bundle.digest, content
        return _tag(self._digest), self._content


def _opa_alone(runtime: Runtime) -> Callable[[Credentials], Awaitable[None]]:
    expected = runtime.settings.opa_token.get_secret_value().encode()

    async def checked(credentials: Credentials) -> None:
        if credentials is None:
            raise NotSignedIn(ReasonCode.SIGN_IN_REQUIRED, "Send the OPA server's token: Authorization: Bearer …")
        if not expected or not hmac.compare_digest(credentials.credentials.encode(), expected):
            raise NotSignedIn(ReasonCode.TOKEN_INVALID, "This is not the OPA server's token. See deploy/opa/README.md.")

    return checked


async def _another(runtime: Runtime, known: str, seconds: float) -> str:
    """The tag of the bundle that decides, as soon as it is another than is known, or when the time is up."""
    until = time.monotonic() + seconds
    while True:
        tag = _tag(_decides(runtime).digest)
        if tag != known or time.monotonic() >= until:
            return tag
        await asyncio.sleep(LOOK_SECONDS)


def _decides(runtime: Runtime) -> Bundle:
    try:
        return runtime.agreements.bundle
    except PolicyUnavailable:
        advice = "The agreements cannot be read just now. OPA keeps what it has; this service decides nothing by it."
        raise Unavailable(ReasonCode.POLICY_UNAVAILABLE, advice) from None


def _key(runtime: Runtime) -> BundleKey:
    try:
        return read_bundle_key(runtime.settings.bundle_key_path)
    except BundleKeyRefused as fault:
        raise Misconfigured(ReasonCode.KEY_FILE_REFUSED, str(fault)) from None


def _asked_wait(prefer: str) -> float:
    found = _WAIT.search(prefer)
    return min(float(found[1]), LONGEST_WAIT) if found else 0.0


def _tag(digest: str) -> str:
    return f'"{digest}"'
