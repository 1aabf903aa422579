"""Asks the running service as the person at the keyboard: signs in by the browser, once a command.

Whoever reviews pairs of records is answerable for it, so nobody does so as the operator of a machine.
"""

import argparse
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from service.cli.enquire import check_answers, error_of, open_browser
from service.errors import ReasonCode, Unavailable
from service.identity.client import person_token
from service.identity.outbound import provider_http
from service.settings import read_settings


def add_url(parser: argparse.ArgumentParser) -> None:
    """The options of every command that asks as yourself."""
    parser.add_argument("--url", default="", help="the service; GOLDEN_THREAD_PUBLIC_URL otherwise")
    parser.add_argument("--json", action="store_true", help="for a program to read")


class AsYourself:
    """A service at an address, asked with the token of whoever signed in, while the `async with` block runs.

    Entering raises Unavailable where nobody answers, and NotSignedIn where nobody signs in.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        self._settings = read_settings()
        self._url = options.url or self._settings.public_url
        self._http = provider_http()
        self._token = ""

    async def __aenter__(self) -> Self:
        settings = self._settings
        await check_answers(self._url)
        self._token = await person_token(settings.issuer, settings.cli_client_id, settings.audience, open_browser)
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.__aexit__(kind, fault, trace)

    async def get(self, path: str, **query: object) -> Any:
        """What the service answers, as JSON. Raises what it refused with."""
        return await self._ask("GET", path, params={name: str(value) for name, value in query.items()})

    async def post(self, path: str, body: Mapping[str, object] | None = None) -> Any:
        """As `get`, with a body."""
        return await self._ask("POST", path, json=dict(body or {}))

    async def _ask(self, method: str, path: str, **content: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            reply = await self._http.request(method, self._url + path, headers=headers, timeout=60, **content)
        except httpx.HTTPError:
            advice = f"The service at {self._url} does not answer. Is it running?"
            raise Unavailable(ReasonCode.STORE_UNAVAILABLE, advice) from None
        if reply.status_code != 200:
            raise error_of(reply)
        return reply.json()
