"""The way in and the way out."""

import pytest


@pytest.mark.parametrize("path", ["/home", "/why", "/whom", "/answers/enq_0001", "/answers/enq_0001/receipt", "/log"])
async def test_nobody_sees_a_page_without_signing_in(walk, made, path: str) -> None:
    walk.enquiries.answers["enq_0001"] = made.disclosed(made.family_of_seven())
    walk.be("")
    response = await walk.http.get(path)
    back = f"/?back-to={path}" if path != "/home" else "/"
    assert (response.status_code, response.headers["location"]) == (303, back)


@pytest.mark.parametrize("path", ["/why", "/whom", "/sign-out"])
async def test_nobody_sends_a_form_without_signing_in(walk, path: str) -> None:
    walk.be("")
    response = await walk.http.post(path, data={"csrf_token": walk.csrf})
    back = "/" if path == "/sign-out" else f"/?back-to={path}"  # where there is no page there is no way back
    assert (response.status_code, response.headers["location"]) == (303, back)


async def test_the_way_in_leads_back_to_the_page_that_was_wanted(walk) -> None:
    walk.be("")
    wanted = await walk.http.get("/why")
    page = (await walk.http.get(wanted.headers["location"])).text
    assert 'href="/sign-in?back-to=/why"' in page
    begun = await walk.http.get("/sign-in?back-to=/why")
    assert (await walk.http.get(begun.headers["location"])).headers["location"] == "/why"


async def test_the_start_page_says_what_it_is_and_how_to_sign_in(walk) -> None:
    walk.be("")
    page = (await walk.http.get("/")).text
    assert "Who else is working with this family?" in page
    assert 'href="/sign-in"' in page


async def test_who_is_signed_in_goes_straight_home(walk) -> None:
    assert (await walk.http.get("/")).headers["location"] == "/home"


async def test_signing_in_ends_at_home(walk) -> None:
    walk.be("")
    begun = await walk.http.get("/sign-in")
    completed = await walk.http.get(begun.headers["location"])
    assert completed.headers["location"] == "/home"
    assert "A. Worker" in (await walk.http.get("/home")).text


async def test_a_refused_sign_in_says_what_to_do(walk) -> None:
    walk.be("")
    response = await walk.http.get("/sign-in/complete?state=bad")
    assert response.status_code == 401
    assert "This sign-in took too long. Sign in again." in response.text


async def test_signing_out_ends_the_session_and_empties_the_browser(walk) -> None:
    response = await walk.http.post("/sign-out", data={"csrf_token": walk.csrf})
    assert response.headers["location"] == "/signed-out"
    assert response.headers["clear-site-data"] == '"cache", "storage"'
    walk.be("worker")
    assert (await walk.http.get("/home")).headers["location"] == "/"


async def test_signing_out_forgets_why_the_person_asked(walk) -> None:
    await walk.say_why()
    visit = walk.sessions.visits["worker"]
    await walk.http.post("/sign-out", data={"csrf_token": walk.csrf})
    walk.sessions.visits["worker"] = visit
    walk.be("worker")
    assert (await walk.http.get("/whom")).headers["location"] == "/why"
