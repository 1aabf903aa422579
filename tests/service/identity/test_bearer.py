"""An access token is believed only if our provider signed it, for us, and it is still in time."""

import base64
import hmac
import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OKPKey
from joserfc.jws import JWSRegistry

from service.errors import NotPermitted, NotSignedIn
from service.identity.bearer import REMEMBERED, BearerTokens, bearer_token
from service.identity.client import system_token

DEEP = base64.urlsafe_b64encode(b"[" * 5000).decode() + ".e30.e30"
"""A header so deeply nested that a careless parser would run out of stack."""
SOCIAL_WORKER = {
    "sub": "social-worker",
    "client_id": "golden-thread-cli",
    "name": "Robin Ashdown",
    "agency": "gss:E06000009",
    "role": "social_worker",
    "kind": "practitioner",
    "training": ["IG-L2"],
    "amr": ["mfa"],
    "jti": "one",
}


@pytest.fixture
def sign(world):
    """Sign claims as the provider would, with what a test wants to be wrong."""

    def signed(key=None, header=None, without=(), **changes) -> str:
        now = int(world.clock())
        claims = SOCIAL_WORKER | {"iss": world.settings.issuer, "aud": "golden-thread", "iat": now, "exp": now + 600}
        claims = {name: value for name, value in (claims | changes).items() if name not in without}
        return jwt.encode({"alg": "ES256", "typ": "at+jwt"} | (header or {}), claims, key or world.keys.signing)

    return signed


async def test_a_token_as_the_provider_signs_it_is_believed(world, sign):
    principal = await world.bearer.principal(sign())
    assert principal.name == "Robin Ashdown"
    assert principal.expires == int(world.clock()) + 600


@pytest.mark.parametrize("part", [0, 1, 2])
async def test_a_token_altered_in_any_part_is_refused(world, sign, part):
    parts = sign().split(".")
    middle = len(parts[part]) // 2
    parts[part] = parts[part][:middle] + ("A" if parts[part][middle] != "A" else "B") + parts[part][middle + 1 :]
    with pytest.raises(NotSignedIn):
        await world.bearer.principal(".".join(parts))


async def test_claims_swapped_under_a_good_signature_are_refused(world, sign):
    parts = sign().split(".")
    claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=="))
    claims["kind"] = "ig_lead"
    parts[1] = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    with pytest.raises(NotSignedIn):
        await world.bearer.principal(".".join(parts))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-service"},
        {"aud": ["another-service", "a-third"]},
        {"iss": "https://evil.example"},
        {"iss": ["http://127.0.0.1"]},
        {"nbf": int(time.time()) + 3600},
        {"iat": int(time.time()) + 3600},
        {"exp": "never"},
        {"exp": float("nan")},
        {"sub": ""},
        {"sub": 7},
    ],
    ids=lambda changes: "-".join(f"{name}={value}" for name, value in changes.items()),
)
async def test_a_token_with_a_wrong_claim_is_refused(world, sign, changes):
    with pytest.raises(NotSignedIn):
        await world.bearer.principal(sign(**changes))


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat", "sub", "jti", "client_id"])
async def test_a_token_without_a_claim_that_rfc_9068_requires_is_refused(world, sign, claim):
    with pytest.raises(NotSignedIn):
        await world.bearer.principal(sign(without=[claim]))


async def test_an_expired_token_says_that_it_ran_out(world, sign):
    with pytest.raises(NotSignedIn, match="run out"):
        await world.bearer.principal(sign(exp=int(world.clock()) - 31))


async def test_clocks_may_differ_by_the_leeway_and_no_more(world, sign):
    assert await world.bearer.principal(sign(exp=int(world.clock()) - 29))


async def test_an_unsigned_token_is_refused(world, sign):
    parts = sign().split(".")
    header = base64.urlsafe_b64encode(
        json.dumps({"alg": "none", "typ": "at+jwt", "kid": world.keys.signing.keys[0].kid}).encode()
    )
    for signature in ("", parts[2]):
        with pytest.raises(NotSignedIn):
            await world.bearer.principal(f"{header.decode().rstrip('=')}.{parts[1]}.{signature}")


@pytest.mark.parametrize("form", ["pem", "der", "jwk"])
async def test_the_public_key_used_as_a_shared_secret_is_refused(world, sign, form):
    public = world.keys.signing.keys[0]
    secret = {
        "pem": public.as_pem(private=False),
        "der": public.as_der(private=False),
        "jwk": json.dumps(public.as_dict(private=False)).encode(),
    }[form]
    header = _encoded(json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": public.kid}).encode())
    signed = f"{header}.{sign().split('.')[1]}"
    with pytest.raises(NotSignedIn):
        await world.bearer.principal(f"{signed}.{_encoded(hmac.digest(secret, signed.encode(), 'sha256'))}")


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


@pytest.mark.parametrize("kind", ["JWT", "at+jwt2", "dpop+jwt"])
async def test_a_token_of_another_type_is_refused(world, sign, kind):
    with pytest.raises(NotSignedIn):
        await world.bearer.principal(sign(header={"typ": kind}))


async def test_a_key_of_a_forger_under_our_key_id_is_refused(world, sign):
    forger = ECKey.generate_key("P-256", parameters={"kid": world.keys.signing.keys[0].kid})
    with pytest.raises(NotSignedIn):
        await world.bearer.principal(sign(key=KeySet([forger])))


async def test_a_key_that_the_token_itself_brings_is_not_used(world, sign):
    forger = ECKey.generate_key("P-256", auto_kid=True)
    header = {"kid": forger.kid, "jwk": forger.as_dict(private=False)}
    with pytest.raises(NotSignedIn):
        await world.bearer.principal(sign(key=forger, header=header))


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", "x" * 9000, "é.é.é", "e30.e30.e30", "eyJhbGciOjF9.e30.e30", "\ud800.a.b", DEEP]
)
async def test_what_is_no_token_at_all_is_refused(world, text):
    with pytest.raises(NotSignedIn):
        await world.bearer.principal(text)


async def test_a_person_whose_role_is_unknown_is_told_so_without_an_echo(world, sign):
    with pytest.raises(NotPermitted) as refused:
        await world.bearer.principal(sign(role="astrologer"))
    assert "astrologer" not in refused.value.advice


async def test_a_token_is_verified_once_and_remembered_while_it_lives(world, sign):
    token = sign(exp=int(world.clock()) + 60)
    first = await world.bearer.principal(token)
    assert await world.bearer.principal(token) is first
    world.clock.now += 61 + world.settings.leeway
    with pytest.raises(NotSignedIn, match="run out"):
        await world.bearer.principal(token)


async def test_a_withdrawn_key_stops_working_within_the_time_that_a_token_is_remembered(world, sign):
    token = sign(exp=int(world.clock()) + 36_000)
    await world.bearer.principal(token)
    world.keys.rotate(withdraw=True)
    world.clock.now += 11
    await world.bearer.principal(sign())  # its new key id makes the service read the keys again
    world.clock.now += REMEMBERED
    with pytest.raises(NotSignedIn):
        await world.bearer.principal(token)


async def test_no_more_tokens_are_remembered_than_there_is_room_for(world, sign):
    bearer = BearerTokens(world.verifier, world.principals, clock=world.clock, capacity=2)
    tokens = [sign(jti=f"{number}") for number in range(5)]
    for token in tokens:
        await bearer.principal(token)
    assert len(bearer._known) == 2


async def test_a_token_altered_after_the_genuine_one_was_remembered_is_still_refused(world, sign):
    token = sign()
    await world.bearer.principal(token)
    with pytest.raises(NotSignedIn):
        await world.bearer.principal(token[:-8] + "AAAAAAAA")


@pytest.mark.parametrize("name", ["Ed25519", "EdDSA"])
async def test_ed25519_keys_of_a_provider_work_by_either_name(world, sign, name):
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    world.keys.published = lambda: {"keys": [key.as_dict(private=False)]}
    registry = _Named(name)
    now = int(world.clock())
    claims = SOCIAL_WORKER | {"iss": world.settings.issuer, "aud": "golden-thread", "iat": now, "exp": now + 600}
    token = jwt.encode({"alg": name, "typ": "at+jwt", "kid": key.kid}, claims, key, registry=registry)
    assert (await world.bearer.principal(token)).role == "social_worker"


class _Named(JWSRegistry):
    """Signs with one algorithm, without joserfc's warning about the older name."""

    def __init__(self, name: str) -> None:
        super().__init__(algorithms=[name])

    def get_alg(self, name):
        return self.algorithms[name]


async def test_a_checked_token_leaves_nothing_of_the_person_in_the_log(world, sign, caplog, capsys):
    caplog.set_level(0)
    await world.bearer.principal(sign())
    with pytest.raises(NotPermitted):
        await world.bearer.principal(sign(role="astrologer", jti="two"))
    written = caplog.text + "".join(capsys.readouterr())
    assert "Ashdown" not in written and "astrologer" not in written and "eyJ" not in written


@pytest.mark.parametrize("header", [None, "", "Basic abc", "Bearer", "Bearer  ", "abc"])
def test_a_request_without_a_bearer_token_is_told_to_send_one(header):
    with pytest.raises(NotSignedIn, match="access token"):
        bearer_token(header)


def test_the_scheme_is_read_in_any_case():
    assert bearer_token("bearer abc.def") == "abc.def"


async def test_a_system_token_is_believed_like_any_other(world):
    key = world.client_key("bth-connector")
    token = await system_token(world.settings.issuer, "bth-connector", key, "golden-thread")
    assert (await world.bearer.principal(token)).agency == "ods:RXL"


async def test_a_person_cannot_call_themselves_a_system_nor_a_system_a_person(world, sign):
    with pytest.raises(NotPermitted, match="at once"):
        await world.bearer.principal(sign(kind="system", role="agency_system"))
    with pytest.raises(NotPermitted, match="at once"):
        await world.bearer.principal(sign(sub="golden-thread-cli"))
