"""A form is taken only from the session's own page, and only within limits."""

import pytest

FORMS = {
    "/why": {"purpose": "early_help", "case-reference": "FH-1", "relationship": "open_case"},
    "/whom": {"family-name": "Synth", "given-name": "Jordan"},
    "/sign-out": {},
}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("token", ["", "guessed", "token-of-the-other", "töken"])
async def test_a_form_without_the_sessions_own_token_is_refused(walk, made, path: str, token: str) -> None:
    await walk.say_why()
    walk.enquiries.next_answer = made.disclosed(made.answer())
    response = await walk.http.post(path, data=FORMS[path] | {"csrf_token": token})
    assert response.status_code == 403
    assert "nothing was sent" in response.text
    assert not walk.enquiries.asked
    assert (await walk.http.get("/home")).status_code == 200


async def test_a_form_that_the_browser_says_came_from_another_site_is_refused(walk) -> None:
    response = await walk.http.post(
        "/sign-out", data={"csrf_token": walk.csrf}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert (await walk.http.get("/home")).status_code == 200


@pytest.mark.parametrize("page", ["/home", "/why", "/whom"])
async def test_every_form_carries_the_token(walk, page: str) -> None:
    await walk.say_why()
    text = (await walk.http.get(page)).text
    posting = text.count('method="post"')
    assert posting >= 1
    assert text.count(f'name="csrf_token" value="{walk.csrf}"') == posting


async def test_a_form_that_is_too_large_is_refused_unread(walk) -> None:
    response = await walk.http.post("/why", data={"csrf_token": walk.csrf, "case-reference": "x" * 20_000})
    assert response.status_code == 400
    assert "shorten what you typed" in response.text


async def test_a_form_with_too_many_fields_is_refused(walk) -> None:
    response = await walk.http.post("/why", data={f"f{n}": "x" for n in range(50)} | {"csrf_token": walk.csrf})
    assert response.status_code == 400


@pytest.mark.parametrize("body", [b"\xff\xfe=1", b"family-name=%ff%fe"])
async def test_a_form_that_is_not_text_is_refused(walk, body: bytes) -> None:
    response = await walk.http.post("/why", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert response.status_code == 400
    assert "could not be read" in response.text


async def test_a_read_of_a_form_address_changes_nothing(walk) -> None:
    assert (await walk.http.get("/sign-out")).status_code in {404, 405}
    assert (await walk.http.get("/home")).status_code == 200


async def test_a_form_shown_under_a_reason_that_another_tab_has_changed_goes_back_to_why(walk, made) -> None:
    await walk.say_why()
    page = (await walk.http.get("/whom")).text
    mark = page.partition('name="reason" value="')[2].partition('"')[0]
    await walk.say_why(**{"case-reference": "FH-20419"})
    typed = FORMS["/whom"] | {"csrf_token": walk.csrf, "reason": mark}
    response = await walk.http.post("/whom", data=typed)
    assert (response.status_code, response.headers["location"]) == (303, "/why")
    assert not walk.enquiries.asked
