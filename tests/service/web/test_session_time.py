"""A page says when its session ends, and asking for more time is a form like any other."""

from dataclasses import replace

import pytest


@pytest.fixture
def lasting(walk):
    """The walk with a session that says how long it lasts."""
    walk.sessions.visits["worker"] = replace(walk.sessions.visits["worker"], left=20 * 60.0)
    return walk


async def test_every_page_says_when_the_session_ends_and_has_no_refresh(lasting) -> None:
    response = await lasting.http.get("/home")
    assert "You will be signed out at <span data-ends-at>10:20am</span> if you do nothing." in response.text
    assert "refresh" not in response.headers and "http-equiv" not in response.text
    assert 'data-left="1200"' in response.text and "data-final" not in response.text


async def test_where_no_more_time_can_be_had_the_page_does_not_promise_it(lasting) -> None:
    lasting.sessions.visits["worker"] = replace(lasting.sessions.visits["worker"], left=60.0, final=True)
    page = (await lasting.http.get("/home")).text
    assert "10:01am</span> at the latest." in page and 'data-left="60" data-final' in page


async def test_more_time_is_given_to_a_form_with_the_token_and_to_no_other(lasting) -> None:
    assert (await lasting.http.post("/stay-signed-in", data={"csrf_token": "guessed"})).status_code == 403
    shown = await lasting.http.post("/stay-signed-in", data={"csrf_token": lasting.csrf})
    assert "You are still signed in" in shown.text and "Until 10:20am" in shown.text


async def test_the_script_is_told_until_when(lasting) -> None:
    told = await lasting.http.post(
        "/stay-signed-in", data={"csrf_token": lasting.csrf}, headers={"accept": "application/json"}
    )
    assert told.json() == {"left": 1200, "final": False, "until": "10:20am"}
    assert told.headers["cache-control"] == "no-store"


async def test_a_stranger_sees_no_clock(lasting) -> None:
    lasting.be("")
    page = (await lasting.http.get("/")).text
    assert "signed out at" not in page and "gt-session" not in page
