"""What every page leaves with, whatever it says."""

import re

import pytest

EVERY_PAGE = ["/", "/home", "/why", "/whom", "/answers/enq_none", "/nowhere", "/sign-in", "/signed-out", "/log"]


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_no_page_may_be_kept_framed_or_told_to_another_site(walk, path: str) -> None:
    headers = (await walk.http.get(path)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_only_our_own_styles_and_the_script_of_this_response_may_run(walk, path: str) -> None:
    response = await walk.http.get(path)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'nonce-")
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    nonce = re.search(r"'nonce-([^']+)'", policy)[1]
    scripts = re.findall(r"<script[^>]*>", response.text)
    assert all(f'nonce="{nonce}"' in script for script in scripts)


async def test_a_nonce_is_never_used_twice(walk) -> None:
    first, second = await walk.http.get("/home"), await walk.http.get("/home")
    assert first.headers["content-security-policy"] != second.headers["content-security-policy"]


async def test_by_https_the_browser_is_told_to_stay_there(walk) -> None:
    assert "strict-transport-security" not in (await walk.http.get("/")).headers
    assert "strict-transport-security" in (await walk.http.get("https://127.0.0.1/")).headers


@pytest.mark.parametrize("path", ["/", "/home", "/why", "/answers/enq_0001", "/log"])
async def test_nothing_on_a_page_comes_from_another_site_or_is_styled_in_line(walk, made, path: str) -> None:
    walk.enquiries.answers["enq_0001"] = made.disclosed(made.family_of_seven())
    walk.be("ig_lead" if path == "/log" else "" if path == "/" else "worker")
    page = (await walk.http.get(path)).text
    assert "<main" in page
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)
    assert not re.findall(r'\s(?:style|on\w+)="', page)
