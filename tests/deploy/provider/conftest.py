"""The demo provider in this process, asked through its ASGI interface."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from deploy.demo.provider.app import create_provider
from deploy.demo.provider.grants import Code
from deploy.demo.provider.people import load_cast

ISSUER = "http://127.0.0.1:8001"
REDIRECT = "http://127.0.0.1:8000/signed-in"
VERIFIER = "v" * 64


@dataclass
class Provider:
    http: httpx.AsyncClient
    directory: Path
    codes: dict[str, Code]
    issuer: str = ISSUER
    redirect: str = REDIRECT
    verifier: str = VERIFIER

    def asked(self, without: tuple[str, ...] = (), **changes: str) -> dict[str, str]:
        """The parameters of a good authorization request, but for what a test changes."""
        good = {
            "client_id": "golden-thread-cli",
            "response_type": "code",
            "redirect_uri": "http://127.0.0.1:45678/signed-in",
            "scope": "openid profile",
            "state": "a-state",
            "nonce": "a-nonce",
            "code_challenge": create_s256_code_challenge(self.verifier),
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in (good | changes).items() if name not in without}

    async def code(self, person: str = "social-worker", **changes: str) -> str:
        asked = self.asked(**changes)
        answer = await self.http.post("/authorize", params=asked, data={"person": person})
        assert answer.status_code == 303, answer.text
        return httpx.URL(answer.headers["location"]).params["code"]

    async def redeem(self, code: str, /, **changes: str) -> httpx.Response:
        form = {
            "grant_type": "authorization_code",
            "client_id": "golden-thread-cli",
            "redirect_uri": "http://127.0.0.1:45678/signed-in",
            "code": code,
            "code_verifier": self.verifier,
        }
        return await self.http.post("/token", data=form | changes)


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[Provider]:
    app = create_provider(tmp_path, ISSUER, load_cast(), demo=True, audience="golden-thread", web_redirects=[REDIRECT])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ISSUER) as http:
        yield Provider(http, tmp_path, app.state.codes)
