"""What opens more than usual is behind a door that asks first who one is, and that no form or address goes round."""

from dataclasses import replace

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from service.errors import NotPermitted
from service.web.doors import Doors
from service.web.forms import PostedForm
from service.web.kept_reasons import KeptReasons
from service.web.navigation import ASKERS
from service.web.ports import Visit
from service.web.rendering import Pages, template_environment
from service.web.sign_in import SignInPages
from service.web.static_files import StaticFiles


async def shown(request: Request, visit: Visit) -> Response:
    return PlainTextResponse("opened")


async def taken(request: Request, visit: Visit, sent: PostedForm) -> Response:
    return PlainTextResponse("done")


@pytest.fixture
def guarded(walk):
    """A page and its form behind the door, among the real pages."""

    def ask(request: Request, visit: Visit, back_to: str) -> Response:
        return PlainTextResponse(f"confirm, then {back_to}", 403)

    doors = Doors(walk.ports, ask)
    walk.app.router.routes[:0] = [
        Route("/guarded", doors.only(ASKERS, doors.confirmed(shown))),
        Route("/guarded", doors.posted_by(ASKERS, doors.confirmed_form(taken, "/guarded")), methods=["POST"]),
    ]
    return walk


async def test_a_page_and_its_form_ask_first(guarded) -> None:
    page = await guarded.http.get("/guarded?x=1")
    assert (page.status_code, page.text) == (403, "confirm, then /guarded")
    sent = await guarded.http.post("/guarded", data={"csrf_token": guarded.csrf})
    assert (sent.status_code, sent.text) == (403, "confirm, then /guarded")


async def test_they_open_for_who_has_just_confirmed(guarded) -> None:
    guarded.sessions.visits["worker"] = replace(guarded.sessions.visits["worker"], confirmed=True)
    assert (await guarded.http.get("/guarded")).text == "opened"
    assert (await guarded.http.post("/guarded", data={"csrf_token": guarded.csrf})).text == "done"


async def test_the_token_is_asked_for_even_then(guarded) -> None:
    guarded.sessions.visits["worker"] = replace(guarded.sessions.visits["worker"], confirmed=True)
    with pytest.raises(NotPermitted):
        await guarded.http.post("/guarded", data={"csrf_token": "guessed"})


async def test_the_page_that_asks_leads_to_the_provider_and_back(walk) -> None:
    pages = Pages(template_environment(StaticFiles(), walk.ports.partnership), walk.ports.now)
    request = Request({"type": "http", "method": "GET", "path": "/emergency", "headers": [], "query_string": b""})
    asking = SignInPages(walk.ports, pages, KeptReasons())
    asked = asking.ask_to_confirm(request, walk.sessions.visits["worker"], "/emergency")
    assert asked.status_code == 403
    assert 'href="/confirm?back-to=/emergency"' in asked.body.decode()
    sent = await walk.http.get("/confirm?back-to=/emergency")
    assert sent.headers["location"].endswith("then=/emergency")
