"""No page is reachable without signing in, but those that lead there; a new route is caught by this test."""

from urllib.parse import quote

PUBLIC = {
    "/public-register",
    "/public-register/{isa_id}",
    "/public-register/{isa_id}/margins.css",
    "/public-register/{isa_id}/entry.json",
}
OPEN = {"/", "/sign-in", "/sign-in/complete", "/signed-out", "/static/{path:path}"} | PUBLIC


async def test_every_other_route_sends_a_stranger_to_the_start_page(walk) -> None:
    walk.be("")
    shut = 0
    for route in walk.app.routes:
        if route.path in OPEN:
            continue
        path = route.path.replace("{enquiry}", "enq_0001").replace("{index}", "1204331")
        path = path.replace("{isa_id}", "LANCS-ISA-0042").replace("{number:int}", "7")
        path = path.replace("{isa_id}", "LANCS-ISA-0042").replace("{number}", "17")
        path = path.replace("{reference}", "0123456789abcdef")
        for method in route.methods - {"HEAD"}:
            response = await walk.http.request(method, path, data={"csrf_token": walk.csrf})
            leads = response.headers["location"]
            assert response.status_code == 303 and leads in {"/", f"/?back-to={quote(path)}"}, (method, path, leads)
            shut += 1
    assert shut > 30  # not a loop over nothing
    assert not walk.log.readings and not walk.enquiries.asked


async def test_every_open_route_is_still_there(walk) -> None:
    assert {route.path for route in walk.app.routes} >= OPEN
