"""Every route asks who is calling, but for a list that is written here; every error has the one shape."""

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from service.app import create_api

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPEN = {"/healthz", "/readyz", "/v1/log/checkpoint", "/v1/log/key", "/openapi.json"}
"""What a host's monitor, a witness or the author of a client asks without signing in: nothing of anybody."""
CATCH_ALL = "/v1/{rest:path}"
PUBLIC = {
    "/public-register",
    "/public-register/{isa_id}",
    "/public-register/{isa_id}/margins.css",
    "/public-register/{isa_id}/entry.json",
}
PAGES_OPEN = {"/", "/sign-in", "/sign-in/complete", "/signed-out", "/static/{path:path}"} | PUBLIC


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """(method, path) of every route of the JSON interface, with those of its routers."""
    return sorted(
        {(method.upper(), path) for path, operations in app.openapi()["paths"].items() for method in operations}
    )


def filled(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "1", path)


async def test_every_route_of_the_interface_asks_who_is_calling(house) -> None:
    routes = [route for route in routes_of(create_api(house.runtime)) if route[1] not in OPEN]
    assert len(routes) >= 6
    for method, path in routes:
        for headers in ({}, {"Authorization": "Bearer forged.by.nobody"}):
            reply = await house.api.request(method, filled(path), json={}, headers=headers)
            assert reply.status_code == 401, (method, path, reply.status_code)
            assert reply.json()["code"] in ("sign_in_required", "token_invalid")


async def test_every_route_is_in_the_document_or_on_the_list(house) -> None:
    """A route that is left out of the OpenAPI document would escape the tests above."""
    app = create_api(house.runtime)
    hidden = {route.path for route in walk(app.routes) if isinstance(route, APIRoute) and not route.include_in_schema}
    assert hidden == {CATCH_ALL}


def walk(routes: list) -> list:
    found = []
    for route in routes:
        found.append(route)
        found += walk(getattr(getattr(route, "original_router", None), "routes", []))
    return found


async def test_what_is_open_says_nothing_of_anybody(house) -> None:
    await house.ask("social-worker")
    staff = (await house.newest())["actor"]["staff"]
    for path in OPEN:
        told = (await house.api.get(path)).text
        for word in (staff, "Robin Ashdown", "SC-20418"):
            assert word not in told


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nowhere", 404),
        ("GET", "/v1/enquiries/0", 404),
        ("DELETE", "/v1/enquiries", 405),
        ("POST", "/v1/enquiries", 422),
        ("GET", "/v1/disclosures", 403),
        ("GET", "/v1/disclosures?limit=many", 403),
        ("PUT", "/v1/purposes", 405),
    ],
)
async def test_every_error_of_the_interface_has_the_one_shape(house, method: str, path: str, status: int) -> None:
    reply = await house.api.request(method, path, json={}, headers=house.token("social-worker"))
    assert reply.status_code in (status, 404), reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert set(problem) - {"faults"} == {"type", "title", "status", "detail", "code"}
    assert problem["status"] == reply.status_code
    assert problem["type"] == f"urn:golden-thread:problem:{problem['code']}"
    assert re.fullmatch(r"[0-9a-f]{16}", reply.headers["x-request-id"])
    assert reply.headers["cache-control"] == "no-store"


class Breaks:
    """A part of the runtime that fails in a way that nobody foresaw."""

    def __getattr__(self, name: str):
        raise RuntimeError("Jordan Synth, born 2011-04-02")


async def test_what_nobody_foresaw_has_the_one_shape_too_and_none_of_its_message(house) -> None:
    async with house.with_parts(store=Breaks()) as broken:
        reply = await broken.post("social-worker")
    assert reply.status_code == 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] == "unforeseen"
    assert "X-Request-Id" in reply.json()["detail"]
    assert "Synth" not in reply.text


async def test_pages_have_their_errors_as_pages(house) -> None:
    for path, status in (("/nowhere", 404), ("/answers/unknown", 303), ("/log", 303)):
        reply = await house.api.get(path)
        assert reply.status_code == status, path
        if status == 404:
            assert reply.headers["content-type"].startswith("text/html")
            assert "<h1" in reply.text


async def test_no_answer_may_be_kept_by_a_cache(house) -> None:
    for reply in (await house.post("social-worker"), await house.get("ig-lead", "/v1/disclosures")):
        assert reply.headers["cache-control"] == "no-store"
