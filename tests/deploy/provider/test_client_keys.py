"""An agency's system gets a token by signing an assertion with its own key: fresh, for this provider, used once."""

import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

SYSTEM = "police-04-connector"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def sign(provider):
    """Sign an assertion as the system would, with what a test wants to be wrong."""

    def signed(signer: str = SYSTEM, without=(), **changes) -> str:
        key = ECKey.import_key(json.loads((provider.directory / "clients" / signer / "private.json").read_text()))
        now = int(time.time())
        claims = {"iss": SYSTEM, "sub": SYSTEM, "aud": f"{provider.issuer}/token", "iat": now, "exp": now + 60}
        claims = {name: value for name, value in (claims | {"jti": "one"} | changes).items() if name not in without}
        return jwt.encode({"alg": "ES256"}, claims, key)

    return signed


async def ask(provider, assertion: str | None, **changes: str):
    form = {"grant_type": "client_credentials"}
    if assertion is not None:
        form |= {"client_assertion_type": ASSERTION, "client_assertion": assertion}
    return await provider.http.post("/token", data=form | changes)


async def test_a_good_assertion_gives_a_token_of_that_agency(provider, sign):
    answer = await ask(provider, sign())
    keys = (await provider.http.get("/jwks")).json()["keys"]
    token = jwt.decode(answer.json()["access_token"], ECKey.import_key(keys[0]), algorithms=["ES256"])
    assert token.header["typ"] == "at+jwt" and token.header["kid"] == keys[0]["kid"]
    assert token.claims["sub"] == token.claims["client_id"] == SYSTEM
    assert (token.claims["agency"], token.claims["kind"]) == ("police:04", "system")
    assert token.claims["aud"] == "golden-thread" and token.claims["iss"] == provider.issuer


async def test_an_assertion_works_once(provider, sign):
    assertion = sign()
    assert (await ask(provider, assertion)).status_code == 200
    again = await ask(provider, assertion)
    assert again.json()["error"] == "invalid_client"


async def test_a_new_assertion_with_a_used_id_is_refused(provider, sign):
    assert (await ask(provider, sign())).status_code == 200
    assert (await ask(provider, sign(exp=int(time.time()) + 90))).json()["error"] == "invalid_client"
    assert (await ask(provider, sign(jti="two"))).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": int(time.time()) - 60},
        {"exp": int(time.time()) + 86_400},
        {"without": ("exp",)},
        {"without": ("jti",)},
        {"without": ("sub",)},
        {"without": ("aud",)},
        {"aud": "https://another.example/token"},
        {"iss": "bth-connector"},
        {"sub": "bth-connector", "iss": "bth-connector"},
        {"sub": "golden-thread-cli", "iss": "golden-thread-cli"},
        {"sub": "unknown", "iss": "unknown"},
        {"sub": 7},
        {"signer": "bth-connector"},
        {"signer": "golden-thread-web"},
    ],
    ids=str,
)
async def test_a_wrong_assertion_gives_nothing(provider, sign, wrong):
    answer = await ask(provider, sign(**wrong))
    assert answer.status_code in (400, 401) and "access_token" not in answer.text


async def test_no_assertion_or_a_bare_client_id_gives_nothing(provider):
    for assertion, form in ((None, {}), (None, {"client_id": SYSTEM}), ("x.y.z", {}), ("", {"client_id": SYSTEM})):
        answer = await ask(provider, assertion, **form)
        assert answer.status_code in (400, 401) and "access_token" not in answer.text


async def test_the_key_of_the_pages_does_not_get_a_token_without_a_person(provider, sign):
    web = sign(signer="golden-thread-web", iss="golden-thread-web", sub="golden-thread-web")
    answer = await ask(provider, web)
    assert answer.json()["error"] == "unauthorized_client"
