"""Proving again who one is: asked of the provider, checked in its ID token, worth something for ten minutes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

import httpx
import pytest
from starlette.requests import Request

from deploy.demo.sign_in import code_redirect
from service.errors import Misconfigured, NotSignedIn
from service.identity.sessions import MemorySessions
from service.identity.sign_in import Completed


@dataclass
class Begun:
    """A sign-in under way: where the browser was sent, and its cookie."""

    location: str
    cookie: str


async def begin(world, *, anew: bool) -> Begun:
    response = await world.gate.sign_in.begin("/emergency", anew=anew)
    return Begun(response.headers["location"], response.headers["set-cookie"].split(";")[0])


async def come_back(world, begun: Begun, change: Callable[[str], None] = lambda code: None) -> Completed:
    async with httpx.AsyncClient() as http:
        back = urlsplit(await code_redirect(begun.location, "social-worker", http))
    change(dict(parse_qsl(back.query))["code"])
    scope = {"type": "http", "method": "GET", "path": back.path, "query_string": back.query.encode()}
    return await world.gate.sign_in.complete(Request(scope | {"headers": [(b"cookie", begun.cookie.encode())]}))


def without(location: str, *names: str) -> str:
    """The address as somebody would change it who wants to skip the check."""
    parts = urlsplit(location)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in names]
    return urlunsplit(parts._replace(query=urlencode(kept)))


async def test_the_provider_is_asked_to_check_the_person_now_and_strongly(world) -> None:
    world.settings = replace(world.settings, mfa_acr=frozenset({"urn:strong"}))
    world.start()
    asked = parse_qs(urlsplit((await begin(world, anew=True)).location).query)
    assert (asked["prompt"], asked["max_age"], asked["acr_values"]) == (["login"], ["0"], ["urn:strong"])
    ordinary = parse_qs(urlsplit((await begin(world, anew=False)).location).query)
    assert not {"prompt", "max_age", "acr_values"} & ordinary.keys()


async def test_who_is_checked_anew_comes_back_confirmed_to_the_page_that_asked(world) -> None:
    completed = await come_back(world, await begin(world, anew=True))
    assert completed.return_to == "/emergency"
    assert completed.confirmed == pytest.approx(world.clock(), abs=5)


async def test_an_ordinary_sign_in_confirms_nothing(world) -> None:
    assert (await come_back(world, await begin(world, anew=False))).confirmed is None


@pytest.mark.parametrize("hours", [1, -1])
async def test_a_provider_that_only_remembers_the_person_is_not_believed(world, hours: int) -> None:
    """It answers with an `auth_time` before we asked, whatever was left of the address; or with one to come."""

    def remembered(code: str) -> None:
        codes = world.provider.app.state.codes
        codes[code] = replace(codes[code], signed_in=codes[code].signed_in - hours * 3600)

    begun = await begin(world, anew=True)
    with pytest.raises(NotSignedIn, match="did not check again"):
        await come_back(world, replace(begun, location=without(begun.location, "prompt", "max_age")), remembered)


async def test_a_password_alone_confirms_nobody(world) -> None:
    world.settings = replace(world.settings, mfa_acr=frozenset())
    world.start()
    begun = await begin(world, anew=True)
    sign_in = world.gate.sign_in
    principal = (await come_back(world, await begin(world, anew=False))).principal
    claims = type("Claims", (), {"values": {"auth_time": world.clock()}})()
    assert sign_in._confirmed(claims, principal, world.clock()) == pytest.approx(world.clock(), abs=5)
    with pytest.raises(NotSignedIn):
        sign_in._confirmed(claims, replace(principal, assurance="password"), world.clock())
    assert begun.location


@pytest.mark.parametrize("auth_time", [None, "now", True, [], 1])
async def test_an_id_token_that_does_not_say_when_confirms_nobody(world, auth_time: object) -> None:
    principal = (await come_back(world, await begin(world, anew=False))).principal
    claims = type("Claims", (), {"values": {"auth_time": auth_time} if auth_time is not None else {}})()
    with pytest.raises(NotSignedIn):
        world.gate.sign_in._confirmed(claims, principal, world.clock())


async def test_a_confirmation_lasts_ten_minutes_and_moves_the_session_to_another_id(world) -> None:
    sessions = MemorySessions(world.settings, clock=world.clock)
    principal = (await come_back(world, await begin(world, anew=False))).principal
    first = await sessions.start(principal)
    assert not (await sessions.find(first)).confirmed
    renewed = await sessions.confirm(first, world.clock())
    assert await sessions.find(first) is None
    before = await sessions.find(renewed)
    assert before.confirmed
    world.clock.now += world.settings.step_up
    after = await sessions.find(renewed)
    assert not after.confirmed and after.csrf == before.csrf and after.until == before.until


async def test_a_session_that_has_ended_is_not_brought_back_by_a_confirmation(world) -> None:
    sessions = MemorySessions(world.settings, clock=world.clock)
    principal = (await come_back(world, await begin(world, anew=False))).principal
    session_id = await sessions.start(principal)
    world.clock.now += world.settings.session_idle
    assert await sessions.confirm(session_id, world.clock()) is None


@pytest.mark.parametrize("seconds", [0, -1, 11 * 3600])
def test_a_confirmation_that_never_ends_or_never_begins_is_refused(world, seconds: int) -> None:
    with pytest.raises(Misconfigured):
        replace(world.settings, step_up=seconds)
