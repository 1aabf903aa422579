"""The IG lead's log: readable, in pages, narrowed by code, with receipts, and nobody else's."""

import re
from dataclasses import replace

import pytest


def entries(page: str) -> list[int]:
    return [int(index) for index in re.findall(r'href="/log/(\d+)"', page)]


async def test_the_log_shows_the_newest_entries_first(walk) -> None:
    walk.be("ig_lead")
    page = (await walk.http.get("/log")).text
    assert entries(page) == list(range(1_204_331, 1_204_306, -1))
    for part in ("1,204,331", "24 October 2026 at 10am", "Blackpool Family Hubs", "Early help coordination"):
        assert part in page
    assert "LANCS-ISA-0042 1.3" in page


async def test_the_pages_cover_every_entry_once(walk) -> None:
    walk.be("ig_lead")
    seen, path = [], "/log"
    while path:
        page = (await walk.http.get(path)).text
        seen += entries(page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        path = older[1].replace("&amp;", "&") if older else ""
    assert seen == [row.index for row in walk.log.entries]


async def test_the_filters_narrow_and_stay_through_the_pages(walk) -> None:
    walk.be("ig_lead")
    page = (await walk.http.get("/log", params={"agency": "police:04", "outcome": "found"})).text
    wanted = [row.index for row in walk.log.entries if row.agency == "police:04" and row.outcome == "found"]
    assert entries(page) == wanted[:25]
    assert re.search(r'<option value="police:04" selected>', page)
    assert not re.search(r'<option value="gss:E06000009" selected>', page)


async def test_the_next_page_keeps_its_filters(walk) -> None:
    walk.be("ig_lead")
    walk.log.entries = [replace(row, agency="police:04") for row in walk.log.entries]
    page = (await walk.http.get("/log?agency=police:04")).text
    assert 'href="/log?agency=police%3A04&amp;before=1204307" rel="next"' in page


async def test_a_filter_that_is_not_on_offer_filters_nothing_and_is_not_repeated(walk) -> None:
    walk.be("ig_lead")
    page = (await walk.http.get("/log", params={"agency": "Canaryson"})).text
    assert len(entries(page)) == 25
    assert "Canaryson" not in page


async def test_filters_that_match_nothing_say_so(walk) -> None:
    walk.be("ig_lead")
    walk.log.entries = []
    page = (await walk.http.get("/log?agency=police:04")).text
    assert "No entry matches these filters." in page


async def test_an_entry_shows_its_codes_and_its_proof(walk) -> None:
    walk.be("ig_lead")
    page = (await walk.http.get("/log/1204331")).text
    for part in ("staff-7q4mzk2pd5w6x3v8n9b1c0f2ga", "subj-51c0e7aa90b1", "req-000000", "R1", "Whom to contact"):
        assert part in page
    assert "fylde-audit/2026" in page


async def test_the_receipt_of_an_entry_leaves_byte_for_byte(walk, made) -> None:
    walk.be("ig_lead")
    response = await walk.http.get("/log/1204331/receipt")
    assert response.content == made.receipt(1_204_331)
    assert response.headers["content-disposition"] == 'attachment; filename="receipt-1204331.json"'


async def test_every_reading_goes_through_the_port_that_logs_it(walk) -> None:
    walk.be("ig_lead")
    await walk.http.get("/log")
    await walk.http.get("/log/1204331")
    assert walk.log.readings[:2] == ["rows", "row 1204331"]


@pytest.mark.parametrize("path", ["/log", "/log/1204331", "/log/1204331/receipt"])
async def test_for_anybody_else_the_log_does_not_exist(walk, path: str) -> None:
    response = await walk.http.get(path)
    nowhere = await walk.http.get("/nowhere")
    assert response.status_code == 404
    assert re.search("<h1.*</h1>", response.text)[0] == re.search("<h1.*</h1>", nowhere.text)[0]
    assert not walk.log.readings
    assert 'href="/log"' not in (await walk.http.get("/home")).text


@pytest.mark.parametrize("index", ["0", "99", "x", "-1", "1e3", "%C2%B2", "9" * 19])
async def test_an_entry_that_is_not_there_is_not_found(walk, index: str) -> None:
    walk.be("ig_lead")
    assert (await walk.http.get(f"/log/{index}")).status_code == 404


async def test_a_page_that_is_no_number_is_not_found(walk) -> None:
    walk.be("ig_lead")
    assert (await walk.http.get("/log?before=x")).status_code == 404


async def test_an_ig_lead_reaches_the_log_from_home(walk) -> None:
    walk.be("ig_lead")
    page = (await walk.http.get("/home")).text
    assert 'href="/log"' in page
    assert 'href="/why"' not in page
