"""Sessions by cookie, and a sign-in that always makes a new one."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from service.errors import NotSignedIn, ReasonCode
from service.web.identity_ports import CookieSessions, ProviderSignIn


class PlainCookie:
    """A cookie by name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self, request: Request) -> str | None:
        return request.cookies.get(self._name)

    def write(self, response: Response, value: str) -> None:
        response.set_cookie(self._name, value)

    def clear(self, response: Response) -> None:
        response.delete_cookie(self._name)


class Store:
    """Sessions in a dictionary."""

    def __init__(self) -> None:
        self.held: dict[str, SimpleNamespace] = {}

    async def start(self, principal) -> str:
        session_id = f"session-{len(self.held) + 1}"
        self.held[session_id] = SimpleNamespace(
            principal=principal, csrf=f"token of {session_id}", confirmed=False, left=1200.0, final=False
        )
        return session_id

    async def confirm(self, session_id: str, checked: float) -> str:
        held = vars(self.held.pop(session_id)) | {"confirmed": True}
        self.held["renewed"] = SimpleNamespace(**held)
        return "renewed"

    async def find(self, session_id: str):
        return self.held.get(session_id)

    async def end(self, session_id: str) -> None:
        self.held.pop(session_id, None)


class Provider:
    """Signs in whoever comes back with a code."""

    def __init__(self, principal) -> None:
        self.cookie = PlainCookie("attempt")
        self.principal = principal
        self.confirmed: float | None = None

    async def begin(self, return_to: str = "/", *, anew: bool = False) -> Response:
        return RedirectResponse(f"https://provider.example/?then={return_to}&anew={anew}")

    async def complete(self, request: Request):
        if "code" not in request.query_params:
            raise NotSignedIn(ReasonCode.SIGN_IN_REQUIRED, "Start again.")
        return SimpleNamespace(principal=self.principal, return_to="/home", confirmed=self.confirmed)


def request(query: str = "", cookie: str = "") -> Request:
    headers = [(b"cookie", cookie.encode())] if cookie else []
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": headers})


@pytest.fixture
def parts(walk) -> SimpleNamespace:
    store, cookie = Store(), PlainCookie("session")
    provider = Provider(walk.sessions.visits["worker"].principal)
    return SimpleNamespace(
        store=store,
        provider=provider,
        sessions=CookieSessions(store, cookie),
        sign_in=ProviderSignIn(provider, store, cookie),
    )


async def test_a_sign_in_starts_a_session_that_the_next_request_finds(parts) -> None:
    response = await parts.sign_in.complete(request("code=1"))
    assert response.headers["location"] == "/home"
    visit = await parts.sessions.load(request(cookie="session=session-1"))
    assert (visit.principal.name, visit.csrf) == ("A. Worker", "token of session-1")


async def test_a_session_that_the_browser_brought_does_not_outlive_a_sign_in(parts) -> None:
    parts.store.held["planted"] = SimpleNamespace(principal=None, csrf="")
    response = await parts.sign_in.complete(request("code=1", "session=planted"))
    assert list(parts.store.held) == ["session-1"]
    set_cookies = [value for name, value in response.headers.items() if name == "set-cookie"]
    assert any("session=session-1" in value for value in set_cookies)
    assert any('attempt=""' in value for value in set_cookies)


async def test_a_refused_sign_in_starts_nothing(parts) -> None:
    with pytest.raises(NotSignedIn):
        await parts.sign_in.complete(request())
    assert parts.store.held == {}


async def test_beginning_asks_the_provider_to_come_back_home(parts) -> None:
    assert (await parts.sign_in.begin()).headers["location"].endswith("then=/home&anew=False")
    assert (await parts.sign_in.confirm("/x")).headers["location"].endswith("then=/x&anew=True")


async def test_signing_out_ends_the_session_and_takes_the_cookie_back(parts) -> None:
    await parts.sign_in.complete(request("code=1"))
    response = Response()
    await parts.sessions.end(request(cookie="session=session-1"), response)
    assert parts.store.held == {}
    assert 'session=""' in response.headers["set-cookie"]


async def test_nobody_and_a_stranger_have_no_session(parts) -> None:
    assert await parts.sessions.load(request()) is None
    assert await parts.sessions.load(request(cookie="session=guessed")) is None


async def test_who_proves_again_who_they_are_goes_on_under_another_id_and_with_the_same_token(parts) -> None:
    await parts.sign_in.complete(request("code=1"))
    parts.provider.confirmed = 1.0
    await parts.sign_in.complete(request("code=2", "session=session-1"))
    assert await parts.sessions.load(request(cookie="session=session-1")) is None
    visit = await parts.sessions.load(request(cookie="session=renewed"))
    assert (visit.csrf, visit.confirmed) == ("token of session-1", True)


@pytest.mark.parametrize("changed", [{"staff": "another"}, {"role": "team_manager"}, {"agency": "police:04"}])
async def test_a_session_that_somebody_else_confirms_is_ended(parts, changed: dict[str, str]) -> None:
    await parts.sign_in.complete(request("code=1"))
    parts.provider.confirmed, parts.provider.principal = 1.0, replace(parts.provider.principal, **changed)
    with pytest.raises(NotSignedIn, match="somebody else"):
        await parts.sign_in.complete(request("code=2", "session=session-1"))
    assert parts.store.held == {}


async def test_a_confirmation_without_a_session_begins_none(parts) -> None:
    parts.provider.confirmed = 1.0
    with pytest.raises(NotSignedIn):
        await parts.sign_in.complete(request("code=1"))
    assert parts.store.held == {}
