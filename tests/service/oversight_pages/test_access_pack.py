"""An access pack goes from gathering over a decision on each item to its release, by whoever may, and once."""

import re

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def gathered(office, **changes: object) -> str:
    """The address of a request about somebody of whom something was just told."""
    _, subject = await office.told_of(scope="person", **changes)
    look = (await office.look_at(subject, why="access_request")).rpartition("/")[2]
    day = {"received_day": "16", "received_month": "11", "received_year": "2026"}
    reply = await office.post("/access-requests", look=look, **day)
    assert reply.status_code == 303, reply.text
    return reply.headers["location"]


async def decided(office, address: str) -> None:
    """Tell the first item and leave out the others, page by page."""
    while address:
        page = (await office.http.get(address)).text
        numbers = re.findall(r'name="decision-(\d+)" type="radio" value="disclose"', page)
        fields = {"version": version_of(page), "from": re.search(r'name="from" value="(\d+)"', page)[1]}
        for number in numbers:
            told = number == "1"
            fields[f"decision-{number}"] = "disclose" if told else "withhold"
            fields[f"exemption-{number}"] = "" if told else "sch2.para16"
        reply = await office.post(address.partition("?")[0], **fields)
        assert reply.status_code == 303, reply.text
        more = re.search(r'href="([^"]+)" rel="next"', page)
        address = more[1] if more else ""


def version_of(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page)[1]


async def test_a_pack_is_decided_item_by_item_and_released_once(office) -> None:
    address = await gathered(office)
    first = await office.get(address)
    assert "Due 16 December 2026" in first
    second = "You gathered this request, and it must be looked through by somebody else" in first
    office.be("colleague" if second else "lead")
    await decided(office, address)
    page = (await office.http.get(f"{address}/release")).text
    reply = await office.post(f"{address}/release", version=version_of(page), says_withheld="yes", form="html")
    assert reply.status_code == 200
    assert reply.headers["content-disposition"].startswith('attachment; filename="access-pack-')
    assert "Who was told about you" in reply.text
    again = await office.post(f"{address}/release", version=version_of(page), says_withheld="yes", form="html")
    assert again.status_code == 400
    assert "This request was released" in await office.get(address)
    assert (await office.house.newest("access.released"))["recipients"] == ["data_subject"]


async def test_what_is_left_out_needs_an_exemption(office) -> None:
    address = await gathered(office)
    office.be("colleague")
    version = version_of((await office.http.get(address)).text)
    reply = await office.post(address, version=version, **{"from": "1", "decision-1": "withhold", "exemption-1": ""})
    assert reply.status_code == 422
    assert "Choose an exemption for item 1" in reply.text


async def test_a_page_without_a_decision_says_so(office) -> None:
    address = await gathered(office)
    office.be("colleague")
    reply = await office.post(address, version="1", **{"from": "1"})
    assert reply.status_code == 422
    assert "Decide at least one item" in reply.text


async def test_a_request_that_somebody_changed_meanwhile_is_shown_again(office) -> None:
    address = await gathered(office)
    office.be("colleague")
    reply = await office.post(address, version="77", **{"from": "1", "decision-1": "disclose"})
    assert reply.status_code == 303
    assert "changed since you looked" in await office.get(reply.headers["location"])


async def test_a_release_asks_first_who_one_is(office) -> None:
    address = await gathered(office)
    office.sessions.stale.add("lead")
    try:
        assert "Confirm who you are" in await office.get(f"{address}/release", status=403)
        reply = await office.post(f"{address}/release", version="1", says_withheld="no", form="json")
        assert reply.status_code == 403
    finally:
        office.sessions.stale.clear()
    assert "0 of" in await office.get(address)


async def test_another_agency_s_request_does_not_exist(office) -> None:
    address = await gathered(office)
    office.be("police-lead")
    assert "no access request of this number" in await office.get(address, status=404)


async def test_a_day_that_is_none_is_refused_in_words(office) -> None:
    _, subject = await office.told_of(scope="person")
    look = (await office.look_at(subject)).rpartition("/")[2]
    reply = await office.post(
        "/access-requests", look=look, received_day="31", received_month="2", received_year="2026"
    )
    assert reply.status_code == 400
    assert "Enter the day on which the request came" in reply.text
