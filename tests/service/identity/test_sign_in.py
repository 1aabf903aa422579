"""A person signs in to the pages through a browser, and nobody else can finish or steal that sign-in."""

import logging
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.demo.sign_in import code_redirect
from service.errors import NotPermitted, NotSignedIn, Unavailable
from service.identity.claims import Recognised
from service.identity.cookies import session_cookie
from service.identity.csrf import check_csrf, csrf_token
from service.identity.sign_in import SignIn


@dataclass
class Pages:
    """The service's pages as a browser sees them: begin, come back, who am I."""

    browser: httpx.AsyncClient
    stranger: httpx.AsyncClient

    async def begin(self, return_to: str = "/") -> httpx.Response:
        return await self.browser.get("/sign-in", params={"return_to": return_to})

    async def leave_for_provider(self, person: str = "social-worker") -> str:
        """Return the address with which the provider sends the browser back."""
        begun = await self.begin()
        async with httpx.AsyncClient() as http:
            return await code_redirect(begun.headers["location"], person, http)


@pytest.fixture
async def pages(world):
    async def begin(request: Request) -> Response:
        return await world.gate.begin(request.query_params["return_to"])

    async def come_back(request: Request) -> Response:
        return await world.gate.come_back(request)

    async def who(request: Request) -> Response:
        principal = (await world.gate.by_session(request)).principal
        shown = {"name": principal.name, "role": principal.role, "staff": principal.staff, "kind": principal.kind}
        return JSONResponse(shown | {"expires": principal.expires, "assurance": principal.assurance})

    async def sign_out(request: Request) -> Response:
        session = await world.gate.by_session(request)
        async with request.form() as form:
            check_csrf(session, form.get("csrf_token"))
        response = Response()
        await world.gate.sign_out(request, response)
        return response

    async def refused(request: Request, error: Exception) -> Response:
        return JSONResponse({"refused": type(error).__name__, "advice": str(error)}, 403)

    app = Starlette(
        routes=[
            Route("/sign-in", begin),
            Route("/signed-in", come_back),
            Route("/who", who),
            Route("/out", sign_out, methods=["POST"]),
        ],
        exception_handlers={NotSignedIn: refused, NotPermitted: refused, Unavailable: refused},
    )
    transport = httpx.ASGITransport(app)
    address = "http://127.0.0.1:8000"
    async with (
        httpx.AsyncClient(transport=transport, base_url=address) as browser,
        httpx.AsyncClient(transport=transport, base_url=address) as stranger,
    ):
        yield Pages(browser, stranger)


async def test_a_social_worker_signs_in_and_lands_on_the_page_they_wanted(world, pages):
    begun = await pages.begin(return_to="/enquiries/new?purpose=s47")
    async with httpx.AsyncClient() as http:
        back = await code_redirect(begun.headers["location"], "social-worker", http)
    done = await pages.browser.get(back)
    assert done.status_code == 303 and done.headers["location"] == "/enquiries/new?purpose=s47"
    who = (await pages.browser.get("/who")).json()
    assert who["name"] == "Robin Ashdown"
    assert (who["role"], who["kind"], who["assurance"]) == ("social_worker", "practitioner", "mfa")
    assert who["expires"] == int(world.clock()) + world.settings.session_absolute


async def test_the_same_person_has_the_same_staff_id_in_the_pages_and_on_the_command_line(world, pages):
    from deploy.demo.sign_in import browser_of
    from service.identity.client import person_token

    await pages.browser.get(await pages.leave_for_provider("ig-lead"))
    in_pages = (await pages.browser.get("/who")).json()["staff"]
    token = await person_token(world.settings.issuer, "golden-thread-cli", "golden-thread", browser_of("ig-lead"))
    assert (await world.bearer.principal(token)).staff == in_pages


async def test_the_browser_is_sent_with_pkce_state_and_nonce_and_gets_a_cookie_that_scripts_cannot_read(world, pages):
    begun = await pages.begin()
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) >= 43 and len(asked["nonce"][0]) >= 43
    assert asked["redirect_uri"] == [world.settings.redirect_uri]
    cookie = begun.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "max-age=600" in cookie
    assert asked["state"][0].lower() not in cookie


async def test_a_callback_with_another_state_is_refused(pages):
    back = urlsplit(await pages.leave_for_provider())
    query = {name: values[0] for name, values in parse_qs(back.query).items()} | {"state": "another"}
    answer = await pages.browser.get(urlunsplit(back._replace(query=urlencode(query))))
    assert answer.json()["refused"] == "NotSignedIn"
    assert (await pages.browser.get("/who")).status_code == 403


async def test_a_callback_cannot_be_replayed_even_with_its_cookie(world, pages):
    back = await pages.leave_for_provider()
    attempt = world.gate.sign_in.cookie.name
    cookie = pages.browser.cookies[attempt]
    assert (await pages.browser.get(back)).status_code == 303
    assert attempt not in pages.browser.cookies
    pages.browser.cookies.set(attempt, cookie, domain="127.0.0.1", path="/")
    assert (await pages.browser.get(back)).json()["refused"] == "NotSignedIn"
    assert world.provider.requests["/token"] == 1


async def test_a_sign_in_cannot_be_finished_in_another_browser(pages):
    back = await pages.leave_for_provider()
    assert (await pages.stranger.get(back)).json()["refused"] == "NotSignedIn"


async def test_a_victim_is_not_signed_in_by_the_link_of_an_attacker_even_half_way_through_their_own(pages):
    attackers = await pages.leave_for_provider("police-officer")
    await pages.stranger.get("/sign-in", params={"return_to": "/"})
    assert (await pages.stranger.get(attackers)).json()["refused"] == "NotSignedIn"


async def test_an_answer_that_names_another_issuer_is_refused(pages):
    back = urlsplit(await pages.leave_for_provider())
    query = {name: values[0] for name, values in parse_qs(back.query).items()} | {"iss": "https://evil.example"}
    answer = await pages.browser.get(urlunsplit(back._replace(query=urlencode(query))))
    assert answer.json()["refused"] == "NotSignedIn"


async def test_a_sign_in_that_takes_longer_than_ten_minutes_starts_again(world, pages):
    back = await pages.leave_for_provider()
    world.clock.now += 601
    assert "took too long" in (await pages.browser.get(back)).json()["advice"]
    assert "/token" not in world.provider.requests


async def test_a_person_who_stops_at_the_provider_is_told_to_start_again(pages):
    begun = await pages.begin()
    state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
    answer = await pages.browser.get("/signed-in", params={"error": "access_denied", "state": state})
    assert "Start again" in answer.json()["advice"]


async def test_an_id_token_for_another_sign_in_is_refused(world, pages):
    """The provider answers with an ID token whose nonce is of another attempt: code injection."""
    begun = await pages.begin()
    location = urlsplit(begun.headers["location"])
    asked = {name: values[0] for name, values in parse_qs(location.query).items()} | {"nonce": "another"}
    async with httpx.AsyncClient() as http:
        back = await code_redirect(urlunsplit(location._replace(query=urlencode(asked))), "social-worker", http)
    assert "not valid here" in (await pages.browser.get(back)).json()["advice"]
    assert (await pages.browser.get("/who")).status_code == 403


async def test_a_person_of_an_agency_outside_the_partnership_is_not_let_in(world, pages):
    world.start(Recognised(frozenset({"police:04"}), frozenset({"police_officer"})))
    answer = (await pages.browser.get(await pages.leave_for_provider("social-worker"))).json()
    assert answer["refused"] == "NotPermitted"
    assert "not part of this partnership" in answer["advice"]
    assert "E06000009" not in answer["advice"]


async def test_a_session_planted_before_sign_in_opens_nothing_afterwards(world, pages):
    cookie = session_cookie(world.settings)
    pages.browser.cookies.set(cookie.name, "planted-by-an-attacker", domain="127.0.0.1", path="/")
    await pages.browser.get(await pages.leave_for_provider())
    pages.stranger.cookies.set(cookie.name, "planted-by-an-attacker", domain="127.0.0.1", path="/")
    assert (await pages.stranger.get("/who")).status_code == 403


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/x", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", ""]
)
async def test_nobody_is_sent_to_another_site_after_sign_in(world, pages, elsewhere):
    begun = await pages.begin(return_to=elsewhere)
    async with httpx.AsyncClient() as http:
        back = await code_redirect(begun.headers["location"], "social-worker", http)
    assert (await pages.browser.get(back)).headers["location"] == "/"


async def test_a_provider_that_goes_down_during_a_sign_in_is_said_to_be_down(world, pages):
    back = await pages.leave_for_provider()
    await world.provider.down()
    assert "cannot be reached" in (await pages.browser.get(back)).json()["advice"]


async def test_a_public_client_signs_in_by_pkce_alone_only_where_the_provider_allows_that(world, pages):
    world.settings = replace(world.settings, private_key=None)
    world.start()
    answer = await pages.browser.get(await pages.leave_for_provider())
    assert answer.json()["refused"] == "NotSignedIn"


async def test_a_whole_sign_in_leaves_no_name_and_no_token_in_the_log(pages, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")  # an earlier test may have hushed it
    await pages.browser.get(await pages.leave_for_provider())
    assert (await pages.browser.get("/who")).status_code == 200
    written = caplog.text + "".join(capsys.readouterr())
    assert "/jwks" in written, "the log was not captured at all"
    assert not any(word in written for word in ("Ashdown", "Robin", "social-worker", "eyJ"))


async def test_beginning_many_sign_ins_takes_no_more_room_than_there_is(world, pages):
    few = SignIn(world.settings, world.issuer, world.verifier, world.principals, world.http, capacity=3)
    world.gate = replace(world.gate, sign_in=few)
    for _ in range(6):
        await pages.begin()
    assert len(few._begun) == 3


async def test_signing_out_needs_the_form_of_ones_own_page_and_ends_the_session(world, pages):
    await pages.browser.get(await pages.leave_for_provider())
    cookie = world.gate.cookie
    session = await world.gate.sessions.find(pages.browser.cookies[cookie.name])
    forged = await pages.browser.post("/out", data={"csrf_token": "forged"})
    assert forged.json()["refused"] == "NotPermitted"
    kept = pages.browser.cookies[cookie.name]
    assert (await pages.browser.post("/out", data={"csrf_token": csrf_token(session)})).status_code == 200
    assert cookie.name not in pages.browser.cookies
    assert await world.gate.sessions.find(kept) is None


async def test_signing_in_again_ends_the_session_before(world, pages):
    await pages.browser.get(await pages.leave_for_provider("social-worker"))
    before = pages.browser.cookies[world.gate.cookie.name]
    await pages.browser.get(await pages.leave_for_provider("ig-lead"))
    assert await world.gate.sessions.find(before) is None
    assert (await pages.browser.get("/who")).json()["kind"] == "ig_lead"


async def test_a_person_who_was_away_too_long_is_asked_to_sign_in(world, pages):
    await pages.browser.get(await pages.leave_for_provider())
    world.clock.now += world.settings.session_idle
    assert "Sign in" in (await pages.browser.get("/who")).json()["advice"]


async def test_sign_out_goes_on_to_the_provider_and_comes_back_to_us(world):
    url = await world.gate.sign_in.sign_out_url("http://127.0.0.1:8000/")
    answer = await world.http.get(url)
    assert answer.status_code == 303 and answer.headers["location"] == "http://127.0.0.1:8000/"


async def test_sign_out_never_sends_a_browser_to_an_unregistered_address(world):
    url = await world.gate.sign_in.sign_out_url("https://evil.example/")
    assert (await world.http.get(url)).status_code == 200
