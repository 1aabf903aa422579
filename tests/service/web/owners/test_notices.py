"""Notices and corrections: in words without our codes, marked as read one by one, for IG leads alone."""

import re

import pytest

from service.emergency.words import NoticeKind
from service.web.notice_words import KINDS, in_words

TOKEN = {"csrf_token": "token-of-the-ig-lead"}


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def test_a_notice_says_what_happened_by_name_and_what_to_do(walk, kept) -> None:
    walk.be("ig_lead")
    walk.owners.notices.notices = [kept.notice()]
    page = (await walk.http.get("/notices")).text
    words = text_of(page)
    assert "An emergency opened your agency’s records" in words
    assert "(social worker) of Lancashire Constabulary opened what Blackpool Family Hubs holds." in words
    assert "What to do: Look at it among the reviews." in words
    assert 'href="/log/4127"' in page
    assert "police:04" not in page and "social_worker" not in page


async def test_a_notice_is_marked_as_read_and_the_next_page_says_so(walk, kept) -> None:
    walk.be("ig_lead")
    walk.owners.notices.notices = [kept.notice()]
    response = await walk.http.post("/notices/12/read", data=TOKEN)
    assert (response.status_code, response.headers["location"]) == (303, "/notices")
    assert walk.owners.notices.marked == [12]
    assert "Marked as read." in (await walk.http.get("/notices")).text
    assert (await walk.http.post("/notices/13/read", data=TOKEN)).status_code == 404


async def test_what_was_read_is_kept_apart_and_cannot_be_marked_again(walk, kept) -> None:
    walk.be("ig_lead")
    walk.owners.notices.notices = [kept.notice(seen_at=kept.now, seen_by="staff-x")]
    assert "There is no notice that nobody has read." in (await walk.http.get("/notices")).text
    page = (await walk.http.get("/notices?read=yes")).text
    assert "Read 24 October 2026 at 10am" in text_of(page)
    assert "Mark notice" not in page


async def test_the_pages_cover_every_notice_once(walk, kept) -> None:
    walk.be("ig_lead")
    walk.owners.notices.notices = [kept.notice(number) for number in range(1, 61)]
    seen, path = [], "/notices"
    while path:
        page = (await walk.http.get(path)).text
        seen += [int(number) for number in re.findall(r"Mark notice (\d+)", page)]
        later = re.search(r'href="([^"]+)" rel="next"', page)
        path = later[1].replace("&amp;", "&") if later else ""
    assert seen == list(range(1, 61))


@pytest.mark.parametrize("who", ["worker", "supervisor"])
async def test_to_whoever_is_no_ig_lead_they_do_not_exist(walk, who: str) -> None:
    walk.be(who)
    for path in ("/notices", "/corrections"):
        assert (await walk.http.get(path)).status_code == 404


def test_every_kind_of_notice_has_words() -> None:
    assert set(KINDS) == set(NoticeKind)


class Names:
    def agency_name(self, agency: str) -> str:
        return {"police:04": "Lancashire Constabulary", "police:0": "Somewhere"}[agency]

    def agencies(self) -> frozenset[str]:
        return frozenset({"police:04", "police:0"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("police:04 did.", "Lancashire Constabulary did."),
        ("agreement X was suspended. Why: see service oversight suspensions.", "agreement X was suspended."),
        ("suspend the user (service oversight suspend user), and", "suspend the user, and"),
        ("what you hold (familyhub.early_help) of person", "what you hold (familyhub.early_help) of person"),
        ("police:045 did.", "police:045 did."),
    ],
)
def test_codes_become_names_and_commands_are_left_out(text: str, words: str) -> None:
    assert in_words(text, Names()) == words
