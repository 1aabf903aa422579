"""The IG lead's log: readable, in pages, narrowed by code, with receipts, and nobody else's."""

import re

import pytest


def entries(page: str) -> list[int]:
    return [int(index) for index in re.findall(r'href="/log/(\d+)"', page)]


async def test_the_log_shows_the_newest_entries_first(walk) -> None:
    walk.be("ig_lead")
    page = (await walk.http.get("/log")).text
    assert entries(page) == list(range(1_204_331, 1_204_316, -1))
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
    assert seen == [one.index for one in walk.log.entries]


async def test_the_filters_narrow_and_stay_through_the_pages(walk) -> None:
    walk.be("ig_lead")
    page = (await walk.http.get("/log", params={"agency": "police:04", "type": "enquiry.answered"})).text
    wanted = [one.index for one in walk.log.entries if one.agency == "police:04" and one.type == "enquiry.answered"]
    assert entries(page) == wanted[:15]
    assert re.search(r'<option value="police:04" selected>', page)
    assert not re.search(r'<option value="gss:E06000009" selected>', page)


async def test_the_next_page_keeps_its_filters(walk) -> None:
    walk.be("ig_lead")
    walk.log.entries = [one.model_copy(update={"agency": "police:04"}) for one in walk.log.entries]
    page = (await walk.http.get("/log?agency=police:04")).text
    assert 'href="/log?agency=police%3A04&amp;before=1204317" rel="next"' in page


async def test_a_page_without_a_row_goes_on_where_the_search_stopped(walk) -> None:
    walk.be("ig_lead")
    walk.log.short, walk.log.entries = (
        10,
        [one.model_copy(update={"level": 4 if at == 30 else 2}) for at, one in enumerate(walk.log.entries)],
    )
    page = (await walk.http.get("/log?level=4")).text
    assert "Go on to older entries" in page
    assert 'before=1204322" rel="next"' in page


async def test_a_filter_that_is_not_on_offer_filters_nothing_and_is_not_repeated(walk) -> None:
    walk.be("ig_lead")
    nowhere = {"agency": "Canaryson", "staff": "Canaryson", "since": "Canaryson", "level": "9", "denied": "Canaryson"}
    page = (await walk.http.get("/log", params=nowhere)).text
    assert len(entries(page)) == 15
    assert "Canaryson" not in page


async def test_what_is_typed_leads_on_to_an_address_of_codes(walk) -> None:
    walk.be("ig_lead")
    typed = {"agency": "police:04", "level": "2", "since-day": "23", "since-month": "10", "since-year": "2026"}
    reply = await walk.http.post("/log/filters", data=typed | {"denied": "yes", "csrf_token": "token-of-the-ig-lead"})
    assert reply.status_code == 303
    assert reply.headers["location"] == "/log?agency=police%3A04&level=2&since=2026-10-23&denied=yes"
    page = (await walk.http.get(reply.headers["location"])).text
    for chosen in ("Who asked: Lancashire Constabulary", "From: 23 October 2026", "Denied: in your agency"):
        assert chosen in page
    assert 'href="/log?agency=police%3A04&amp;level=2&amp;denied=yes"' in page


async def test_dates_are_days_of_the_uk(walk) -> None:
    walk.be("ig_lead")
    on_the_day = entries((await walk.http.get("/log?since=2026-10-24&until=2026-10-24")).text)
    midnight = 1_792_796_400  # 24 October 2026, in summer time
    assert on_the_day == [one.index for one in walk.log.entries if one.time >= midnight * 1_000_000][:15]
    assert entries((await walk.http.get("/log?until=2026-10-22")).text) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"staff": "Canaryson"}, "as an entry shows them"),
        ({"subject": "Canaryson", "why": "review"}, "A name finds nobody here"),
        ({"subject": "0" * 32}, "Choose why you are looking"),
        ({"since-day": "31", "since-month": "2", "since-year": "2026"}, "Enter a real date"),
    ],
)
async def test_a_faulty_filter_is_said_at_its_input_and_reads_nothing(walk, typed: dict[str, str], said: str) -> None:
    walk.be("ig_lead")
    reply = await walk.http.post("/log/filters", data=typed | {"csrf_token": "token-of-the-ig-lead"})
    assert reply.status_code == 422
    assert said in reply.text
    assert "Error: Disclosure log" in reply.text
    assert not walk.log.readings


async def test_one_person_is_looked_at_with_a_reason_under_a_reference(walk) -> None:
    walk.be("ig_lead")
    subject = "5b0c6f7a4f0e4f0b9a3b8d1c2e6f7a01"
    typed = {"subject": subject, "why": "review", "csrf_token": "token-of-the-ig-lead"}
    reply = await walk.http.post("/log/filters", data=typed)
    address = reply.headers["location"]
    assert subject not in address
    page = (await walk.http.get(address)).text
    assert entries(page) == [one.index for one in walk.log.entries if one.subject == subject][:15]
    assert walk.log.readings == ["page review"]
    assert subject not in page


async def test_filters_that_match_nothing_say_so(walk) -> None:
    walk.be("ig_lead")
    walk.log.entries = []
    page = (await walk.http.get("/log?agency=police:04")).text
    assert "No entry matches these filters." in page


async def test_an_entry_shows_its_codes_and_its_proof(walk) -> None:
    walk.be("ig_lead")
    page = (await walk.http.get("/log/1204331")).text
    for part in (
        "staff-7q4mzk2pd5w6x3v8n9b1c0f2ga",
        "5b0c6f7a4f0e4f0b9a3b8d1c2e6f7a01",
        "req-000000",
        "R1",
        "Whom to contact",
    ):
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
    assert walk.log.readings[:2] == ["page", "entry 1204331"]


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
