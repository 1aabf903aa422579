"""The demo sign-in page shows its cast, and sends a browser back only where and how a client may ask."""

import time
from dataclasses import replace

import httpx
import pytest

from deploy.demo.provider.grants import CODE_SECONDS
from deploy.demo.provider.people import load_cast
from service.identity.client_key import client_assertion, load_private_key


async def test_the_page_says_that_it_is_a_demo_and_lists_the_cast_with_role_and_agency(provider):
    page = await provider.http.get("/authorize", params=provider.asked())
    assert page.status_code == 200
    assert "Demo sign-in" in page.text and "invented" in page.text
    for person in load_cast().people.values():
        assert person.name in page.text and person.role in page.text and person.agency in page.text
    assert "police-04-connector" not in page.text


async def test_the_page_can_be_used_by_everybody(provider):
    page = (await provider.http.get("/authorize", params=provider.asked())).text
    assert '<html lang="en">' in page and "<legend>" in page and "<h1>" in page and "<main>" in page
    assert page.count('type="radio"') == page.count("<label>") == len(load_cast().people)
    assert "<script" not in page and page.count('<button type="submit">') == 1


async def test_the_page_runs_no_scripts_and_cannot_be_framed(provider):
    page = await provider.http.get("/authorize", params=provider.asked())
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"


async def test_what_a_request_carries_cannot_become_markup(provider):
    asked = provider.asked(state='"><script>alert(1)</script>')
    assert "<script" not in (await provider.http.get("/authorize", params=asked)).text


async def test_choosing_somebody_sends_the_browser_back_with_code_state_and_issuer(provider):
    answer = await provider.http.post("/authorize", params=provider.asked(), data={"person": "ig-lead"})
    back = httpx.URL(answer.headers["location"])
    assert answer.status_code == 303
    assert str(back).startswith("http://127.0.0.1:45678/signed-in?")
    assert back.params["state"] == "a-state" and back.params["iss"] == provider.issuer
    assert len(back.params["code"]) >= 43


@pytest.mark.parametrize("form", [{}, {"person": "nobody"}, {"person": "police-04-connector"}])
async def test_choosing_nobody_shows_the_page_again_with_the_fault(provider, form):
    answer = await provider.http.post("/authorize", params=provider.asked(), data=form)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text and "Choose who" in answer.text
    assert "<title>Error:" in answer.text


@pytest.mark.parametrize(
    ("client", "redirect"),
    [
        ("golden-thread-web", "http://127.0.0.1:8000/signed-in/"),
        ("golden-thread-web", "http://127.0.0.1:8002/signed-in"),
        ("golden-thread-web", "http://127.0.0.1:8000/signed-in?x=1"),
        ("golden-thread-web", "https://evil.example/signed-in"),
        ("golden-thread-cli", "http://localhost:45678/signed-in"),
        ("golden-thread-cli", "http://127.0.0.1:45678/elsewhere"),
        ("golden-thread-cli", "http://127.0.0.1/signed-in"),
        ("golden-thread-cli", "http://127.0.0.1:٤٥/signed-in"),
        ("golden-thread-cli", "http://127.0.0.1:45678/signed-in#x"),
        ("golden-thread-cli", "http://[/signed-in"),
        ("golden-thread-cli", "https://127.0.0.1:45678/signed-in"),
        ("golden-thread-cli", "http://127.0.0.1@evil.example/signed-in"),
        ("golden-thread-cli", "http://127.0.0.1.evil.example/signed-in"),
        ("unknown", "http://127.0.0.1:8000/signed-in"),
        ("police-04-connector", "http://127.0.0.1:8000/signed-in"),
    ],
)
async def test_no_browser_is_ever_sent_to_an_address_that_is_not_registered(provider, client, redirect):
    asked = provider.asked(client_id=client, redirect_uri=redirect)
    for answer in (
        await provider.http.get("/authorize", params=asked),
        await provider.http.post("/authorize", params=asked, data={"person": "ig-lead"}),
    ):
        assert answer.status_code == 400
        assert "location" not in answer.headers


async def test_a_request_without_a_redirect_address_is_refused(provider):
    answer = await provider.http.get("/authorize", params=provider.asked(without=("redirect_uri",)))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        {"without": ("code_challenge",)},
        {"without": ("code_challenge", "code_challenge_method")},
        {"without": ("code_challenge_method",)},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"without": ("nonce",)},
    ],
    ids=str,
)
async def test_without_an_s256_challenge_and_a_nonce_there_is_no_code(provider, asked):
    for method in ("GET", "POST"):
        answer = await provider.http.request(method, "/authorize", params=provider.asked(**asked))
        back = httpx.URL(answer.headers["location"])
        assert back.params["error"] == "invalid_request" and "code" not in back.params
        assert back.params["state"] == "a-state"


@pytest.mark.parametrize("kind", ["token", "id_token", "code token"])
async def test_only_codes_are_given_out(provider, kind):
    answer = await provider.http.get("/authorize", params=provider.asked(response_type=kind))
    assert "access_token" not in answer.headers.get("location", "")
    assert answer.status_code in (302, 400)


async def test_a_parameter_given_twice_is_refused(provider):
    asked = [*provider.asked().items(), ("state", "another")]
    answer = await provider.http.get("/authorize", params=httpx.QueryParams(asked))
    assert answer.status_code in (302, 400) and "Robin" not in answer.text


async def test_a_code_gives_a_token_once(provider):
    code = await provider.code()
    assert (await provider.redeem(code)).status_code == 200
    again = await provider.redeem(code)
    assert again.status_code == 400 and again.json()["error"] == "invalid_grant"


async def test_a_code_tried_with_a_wrong_verifier_is_spent(provider):
    code = await provider.code()
    wrong = await provider.redeem(code, code_verifier="w" * 64)
    assert wrong.status_code == 400 and "access_token" not in wrong.text
    assert (await provider.redeem(code)).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"code_verifier": ""},
        {"redirect_uri": "http://127.0.0.1:45679/signed-in"},
        {"redirect_uri": ""},
        {"code": "another"},
        {"client_id": "golden-thread-web"},
        {"client_id": "unknown"},
        {"client_id": ""},
        {"resource": "another-service"},
        {"grant_type": "refresh_token"},
        {"grant_type": "password"},
        {"grant_type": "client_credentials"},
    ],
    ids=str,
)
async def test_a_code_redeemed_wrongly_gives_nothing(provider, change):
    answer = await provider.redeem(await provider.code(), **change)
    assert answer.status_code in (400, 401) and "access_token" not in answer.text


async def test_a_code_of_one_client_gives_nothing_to_another(provider):
    key = load_private_key(provider.directory / "clients" / "golden-thread-web" / "private.json")
    proof = client_assertion(key, "golden-thread-web", f"{provider.issuer}/token")
    answer = await provider.redeem(await provider.code(), client_id="golden-thread-web", **proof)
    assert answer.json()["error"] == "invalid_grant"


async def test_a_client_with_a_key_gets_nothing_without_it(provider):
    web = {"client_id": "golden-thread-web", "redirect_uri": provider.redirect}
    key = load_private_key(provider.directory / "clients" / "golden-thread-web" / "private.json")
    bare = await provider.redeem(await provider.code(**web), **web)
    assert bare.json()["error"] == "invalid_client"
    proof = client_assertion(key, "golden-thread-web", f"{provider.issuer}/token")
    assert (await provider.redeem(await provider.code(nonce="two", **web), **web, **proof)).status_code == 200


async def test_a_nonce_is_taken_once(provider):
    await provider.code()
    answer = await provider.http.post("/authorize", params=provider.asked(), data={"person": "ig-lead"})
    assert httpx.URL(answer.headers["location"]).params["error"] == "invalid_request"


async def test_a_code_older_than_a_minute_gives_nothing(provider):
    code = await provider.code()
    kept = provider.codes[code]
    provider.codes[code] = replace(kept, issued=kept.issued - CODE_SECONDS + 5)
    assert (await provider.redeem(code)).status_code == 200
    code = await provider.code()
    provider.codes[code] = replace(provider.codes[code], issued=time.time() - CODE_SECONDS - 1)
    assert (await provider.redeem(code)).status_code == 400


async def test_the_token_answer_is_not_stored_by_anything_on_the_way(provider):
    answer = await provider.redeem(await provider.code())
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["token_type"] == "Bearer"
    assert "refresh_token" not in answer.json()


async def test_nonsense_at_the_token_endpoint_is_refused_without_a_stumble(provider):
    for body, kind in (
        (b"{}", "application/json"),
        (b"\xff\xfe=\xff", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"grant_type=authorization_code&grant_type=client_credentials", "application/x-www-form-urlencoded"),
        ("grant_type=é".encode(), "application/x-www-form-urlencoded"),
        (b"", "text/plain"),
    ):
        answer = await provider.http.post("/token", content=body, headers={"content-type": kind})
        assert answer.status_code in (400, 401), body


async def test_the_host_header_changes_nothing(provider):
    asked, host = provider.asked(), {"host": "evil.example"}
    assert (await provider.http.get("/authorize", params=asked, headers=host)).status_code == 200
    found = await provider.http.get("/.well-known/openid-configuration", headers=host)
    assert "evil.example" not in found.text


async def test_userinfo_says_who_a_token_is_about_and_refuses_anything_else(provider):
    token = (await provider.redeem(await provider.code())).json()["access_token"]
    answer = await provider.http.get("/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["sub"] == "social-worker" and answer.json()["role"] == "social_worker"
    for header in ({}, {"Authorization": f"Bearer {token[:-6]}AAAAAA"}, {"Authorization": f"Basic {token}"}):
        assert (await provider.http.get("/userinfo", headers=header)).status_code == 401
