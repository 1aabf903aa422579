"""The provider's keys are fetched once, follow its rotation, and outlive its short absences but not its long ones."""

import asyncio

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from service.errors import NotSignedIn, Unavailable
from service.identity.issuer import Issuer


def key_id(world) -> str:
    return world.keys.signing.keys[0].kid


async def test_many_questions_at_once_read_the_provider_once(world):
    keys = await asyncio.gather(*(world.issuer.key(key_id(world)) for _ in range(20)))
    assert len({id(key) for key in keys}) == 1
    assert world.provider.requests["/jwks"] == 1


async def test_an_unknown_key_asks_once_and_not_again_until_the_pause_is_over(world):
    await world.issuer.key(key_id(world))
    world.clock.now += 11
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            await world.issuer.key("never-heard-of")
    assert world.provider.requests["/jwks"] == 2
    world.clock.now += 11
    with pytest.raises(NotSignedIn):
        await world.issuer.key("never-heard-of")
    assert world.provider.requests["/jwks"] == 3


async def test_a_new_key_of_the_provider_is_found_and_the_old_one_still_works(world):
    old = key_id(world)
    await world.issuer.key(old)
    world.keys.rotate()
    world.clock.now += 11
    assert await world.issuer.key(key_id(world))
    assert await world.issuer.key(old)


async def test_a_withdrawn_key_is_refused_once_the_keys_are_read_again(world):
    old = key_id(world)
    await world.issuer.key(old)
    world.keys.rotate(withdraw=True)
    world.clock.now += 11
    await world.issuer.key(key_id(world))
    with pytest.raises(NotSignedIn):
        await world.issuer.key(old)


async def test_keys_that_are_known_keep_working_while_the_provider_is_down(world):
    await world.issuer.key(key_id(world))
    await world.provider.down()
    world.clock.now += 3600
    assert await world.issuer.key(key_id(world))
    with pytest.raises(NotSignedIn):
        await world.issuer.key("never-heard-of")


async def test_nobody_gets_in_on_keys_that_are_a_day_old(world):
    await world.issuer.key(key_id(world))
    await world.provider.down()
    world.clock.now += 24 * 3600 + 1
    with pytest.raises(Unavailable):
        await world.issuer.key(key_id(world))


async def test_without_any_keys_nobody_gets_in_and_all_is_well_once_the_provider_is_back(world):
    await world.provider.down()
    with pytest.raises(Unavailable):
        await world.issuer.key(key_id(world))
    await world.provider.up()
    with pytest.raises(Unavailable):
        await world.issuer.key(key_id(world))  # too soon to ask again
    world.clock.now += 1
    assert await world.issuer.key(key_id(world))


async def test_old_keys_are_read_again_meanwhile_without_anybody_waiting(world):
    await world.issuer.key(key_id(world))
    world.clock.now += 601
    assert await world.issuer.key(key_id(world))
    await world.issuer._background
    assert world.provider.requests["/jwks"] == 2


def answering(**documents) -> httpx.AsyncClient:
    """An HTTP client for which the provider publishes just these documents."""

    def answer(request: httpx.Request) -> httpx.Response:
        found = documents.get("jwks" if request.url.path == "/jwks" else "discovery")
        return found if isinstance(found, httpx.Response) else httpx.Response(200, json=found)

    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


GOOD = {
    "issuer": "https://idp.example",
    "authorization_endpoint": "https://idp.example/authorize",
    "token_endpoint": "https://idp.example/token",
    "jwks_uri": "https://idp.example/jwks",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"discovery": GOOD | {"issuer": "https://evil.example"}},
        {"discovery": GOOD | {"token_endpoint": "http://idp.example/token"}},
        {"discovery": GOOD | {"jwks_uri": 7}},
        {"discovery": [GOOD]},
        {"discovery": httpx.Response(200, text="<html>")},
        {"discovery": httpx.Response(500, json=GOOD)},
        {"discovery": httpx.Response(302, headers={"location": "https://evil.example"})},
        {"discovery": {}},
        {"jwks": {"keys": "none"}},
        {"jwks": {"keys": []}},
        {"discovery": GOOD | {"padding": "x" * 300_000}},
        {"jwks": httpx.Response(200, json={"keys": [None]})},
    ],
)
async def test_nonsense_from_the_provider_lets_nobody_in(wrong):
    keys = {"keys": [ECKey.generate_key("P-256", parameters={"kid": "one"}).as_dict(private=False)]}
    async with answering(**({"discovery": GOOD, "jwks": keys} | wrong)) as http:
        with pytest.raises(Unavailable):
            await Issuer("https://idp.example", http).key("one")


async def test_only_public_signing_keys_strong_enough_are_taken():
    good = ECKey.generate_key("P-256", parameters={"kid": "good"})
    bad = [
        OctKey.generate_key(256, parameters={"kid": "secret"}).as_dict(),
        good.as_dict(private=True) | {"kid": "private"},
        good.as_dict(private=False) | {"kid": "for-encryption", "use": "enc"},
        OKPKey.generate_key("X25519", parameters={"kid": "agreement"}).as_dict(private=False),
        {"kty": "RSA", "kid": "weak", "n": "w" * 171, "e": "AQAB"},
        {"kty": "new", "kid": "unheard"},
        {"kty": "EC", "kid": "broken", "crv": "P-256", "x": "AA", "y": "AA"},
        {name: value for name, value in good.as_dict(private=False).items() if name != "kid"},
    ]
    strong = RSAKey.generate_key(2048, parameters={"kid": "strong"}).as_dict(private=False)
    async with answering(discovery=GOOD, jwks={"keys": [*bad, good.as_dict(private=False), strong]}) as http:
        issuer = Issuer("https://idp.example", http)
        assert await issuer.key("good")
        assert await issuer.key("strong")
        for name in ("secret", "private", "for-encryption", "agreement", "weak", "unheard", "broken", ""):
            with pytest.raises(NotSignedIn):
                await issuer.key(name)
