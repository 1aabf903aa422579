"""An ID token answers one sign-in of this client and nothing else, and it is not an access token (nor the reverse)."""

import base64
import hashlib

import pytest
from joserfc import jwt

from service.errors import NotSignedIn

ACCESS = "an-access-token"


def half_hash(token: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).decode().rstrip("=")


@pytest.fixture
def sign(world):
    def signed(header=None, without=(), **changes) -> str:
        now = int(world.clock())
        claims = {
            "iss": world.settings.issuer,
            "aud": ["golden-thread-web"],
            "sub": "social-worker",
            "iat": now,
            "exp": now + 300,
            "nonce": "the-nonce",
            "at_hash": half_hash(ACCESS),
        }
        claims = {name: value for name, value in (claims | changes).items() if name not in without}
        return jwt.encode({"alg": "ES256"} | (header or {}), claims, world.keys.signing)

    return signed


async def test_the_id_token_of_this_sign_in_is_believed(world, sign):
    claims = await world.verifier.id_token(sign(), nonce="the-nonce", access_token=ACCESS)
    assert claims.values["sub"] == "social-worker"
    assert claims.expires == int(world.clock()) + 300


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-client", "azp": "golden-thread-web"},
        {"aud": ["another-client"]},
        {"aud": ["golden-thread-web", "another-client"]},
        {"azp": "another-client"},
        {"iss": "https://evil.example"},
        {"nonce": "another"},
        {"at_hash": half_hash("another")},
        {"at_hash": 7},
        {"exp": 0},
        {"exp": "never"},
        {"sub": 7},
        {"header": {"typ": "at+jwt"}},
        *({"without": (claim,)} for claim in ("iss", "aud", "sub", "exp", "iat", "nonce")),
    ],
    ids=str,
)
async def test_an_id_token_with_anything_wrong_is_refused(world, sign, changes):
    with pytest.raises(NotSignedIn):
        await world.verifier.id_token(sign(**changes), nonce="the-nonce", access_token=ACCESS)


async def test_an_id_token_that_has_run_out_is_refused(world, sign):
    token = sign()
    world.clock.now += 300 + world.settings.leeway + 1
    with pytest.raises(NotSignedIn, match="run out"):
        await world.verifier.id_token(token, nonce="the-nonce", access_token=ACCESS)


async def test_an_id_token_does_not_open_the_api(world, sign):
    for kind in ("JWT", "at+jwt"):
        token = sign(header={"typ": kind}, client_id="golden-thread-web", jti="one")
        with pytest.raises(NotSignedIn):
            await world.bearer.principal(token)
