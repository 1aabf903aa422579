"""A session lasts while its person is there, ends when it should, and is known only by a secret in the browser."""

import pytest
from starlette.requests import Request
from starlette.responses import Response

from service.errors import NotPermitted
from service.identity.cookies import attempt_cookie, session_cookie
from service.identity.csrf import check_csrf, csrf_token
from service.identity.principal import Principal, PrincipalKind
from service.identity.sessions import MemorySessions
from service.identity.settings import IdentitySettings

NURSE = Principal(PrincipalKind.PRACTITIONER, "staff-x", "Morgan Hale", "ods:RXL", "school_nurse", (), "mfa", 0)


def settings(redirect_uri: str = "http://127.0.0.1:8000/signed-in") -> IdentitySettings:
    return IdentitySettings(
        issuer="https://idp.example",
        client_id="web",
        audience="golden-thread",
        redirect_uri=redirect_uri,
        pseudonym_key=b"k" * 32,
        session_idle=600,
        session_absolute=3600,
    )


@pytest.fixture
def sessions(clock):
    return MemorySessions(settings(), clock=clock)


async def test_a_session_is_found_by_its_id_and_by_nothing_else(sessions):
    session_id = await sessions.start(NURSE)
    assert (await sessions.find(session_id)).principal is NURSE
    assert await sessions.find(session_id[:-1]) is None
    assert await sessions.find("") is None


async def test_each_session_has_an_id_of_256_bits_which_is_not_kept(sessions):
    ids = {await sessions.start(NURSE) for _ in range(50)}
    assert len(ids) == 50 and all(len(session_id) == 43 for session_id in ids)
    assert not any(session_id.encode() in repr(sessions._sessions).encode() for session_id in ids)


async def test_an_idle_session_ends_and_a_busy_one_does_not(sessions, clock):
    idle, busy = await sessions.start(NURSE), await sessions.start(NURSE)
    clock.now += 599
    assert await sessions.find(busy)
    clock.now += 1
    assert await sessions.find(busy)
    assert await sessions.find(idle) is None


async def test_a_session_ends_after_its_absolute_time_however_busy(sessions, clock):
    session_id = await sessions.start(NURSE)
    for _ in range(7):
        clock.now += 500
        assert await sessions.find(session_id)
    clock.now += 100
    assert await sessions.find(session_id) is None


async def test_a_session_says_how_long_it_lasts_and_when_more_can_no_longer_be_had(sessions, clock):
    session_id = await sessions.start(NURSE)
    assert ((await sessions.find(session_id)).left, (await sessions.find(session_id)).final) == (600, False)
    for _ in range(6):
        clock.now += 500
        seen = await sessions.find(session_id)
    assert (seen.left, seen.final) == (600, True)  # 3,000 of 3,600 seconds are gone: the next ask changes nothing
    clock.now += 200
    assert (await sessions.find(session_id)).left == 400


async def test_a_session_that_timed_out_does_not_come_back(sessions, clock):
    session_id = await sessions.start(NURSE)
    clock.now += 600
    assert await sessions.find(session_id) is None
    clock.now -= 600
    assert await sessions.find(session_id) is None


async def test_signing_out_ends_the_session_at_once(sessions):
    session_id = await sessions.start(NURSE)
    await sessions.end(session_id)
    await sessions.end(session_id)
    assert await sessions.find(session_id) is None


async def test_when_there_is_no_room_the_session_idle_longest_goes(clock):
    sessions = MemorySessions(settings(), clock=clock, capacity=2)
    first, second = await sessions.start(NURSE), await sessions.start(NURSE)
    await sessions.find(first)
    third = await sessions.start(NURSE)
    assert await sessions.find(second) is None
    assert await sessions.find(first) and await sessions.find(third)


async def test_a_form_with_the_token_of_its_session_is_let_through(sessions):
    session = await sessions.find(await sessions.start(NURSE))
    check_csrf(session, csrf_token(session))


async def test_a_form_without_it_or_with_the_token_of_another_session_is_not(sessions):
    session = await sessions.find(await sessions.start(NURSE))
    other = await sessions.find(await sessions.start(NURSE))
    for submitted in (None, "", "x", csrf_token(other), "\ud800"):
        with pytest.raises(NotPermitted, match="reload the page"):
            check_csrf(session, submitted)


def sent(cookie, value: str) -> str | None:
    return cookie.read(Request({"type": "http", "headers": [(b"cookie", f"{cookie.name}={value}".encode())]}))


def test_by_https_cookies_are_bound_to_this_host_and_to_https():
    for cookie in (
        session_cookie(settings("https://gt.example/in")),
        attempt_cookie(settings("https://gt.example/in"), 9),
    ):
        response = Response()
        cookie.write(response, "value")
        header = response.headers["set-cookie"].lower()
        assert header.startswith("__host-")
        for word in ("secure", "httponly", "samesite=lax", "path=/"):
            assert word in header
        assert "domain" not in header


def test_on_the_plain_demo_cookies_have_no_prefix_that_browsers_would_refuse():
    response = Response()
    session_cookie(settings()).write(response, "value")
    header = response.headers["set-cookie"].lower()
    assert header.startswith("golden-thread=") and "secure" not in header and "httponly" in header


def test_a_cookie_too_long_to_be_ours_is_not_read():
    cookie = session_cookie(settings())
    assert sent(cookie, "v" * 43) == "v" * 43
    assert sent(cookie, "v" * 129) is None
    assert sent(cookie, "") is None


def test_a_session_says_nothing_secret_when_printed(clock):
    import asyncio

    async def printed() -> tuple[str, str]:
        sessions = MemorySessions(settings(), clock=clock)
        session = await sessions.find(await sessions.start(NURSE))
        return repr(session), session.csrf

    text, token = asyncio.run(printed())
    assert token not in text
