"""The service navigation leads each kind of person to pages that are there, and that they may open."""

import pytest

from service.identity.principal import PrincipalKind
from service.web.navigation import SECTIONS, beside, navigation


@pytest.mark.parametrize("who", ["worker", "ig_lead"])
async def test_every_entry_leads_to_a_page_that_opens(walk, who: str) -> None:
    walk.be(who)
    kind = walk.sessions.visits[who].principal.kind
    for item in navigation(kind, "/nowhere"):
        assert (await walk.http.get(item["href"])).status_code == 200, item["href"]


async def test_the_page_shows_what_the_table_says_and_nothing_else(walk) -> None:
    page = (await walk.http.get("/home")).text
    for section in SECTIONS:
        shown = f'govuk-service-navigation__link" href="{section.href}"' in page
        assert shown == (PrincipalKind.PRACTITIONER in section.shown_to), section


@pytest.mark.parametrize(("path", "marked"), [("/home", "/home"), ("/whom", "/why"), ("/answers/enq_1", "/why")])
def test_the_section_that_holds_the_page_is_marked(path: str, marked: str) -> None:
    items = navigation(PrincipalKind.PRACTITIONER, path)
    assert [item["href"] for item in items if item["current"] or item["active"]] == [marked]


def test_an_ig_leads_sections_stand_in_one_row_by_subject() -> None:
    texts = [item["text"] for item in navigation(PrincipalKind.IG_LEAD, "/home")]
    assert texts == ["Home", "Waiting for you", "Disclosures", "Agreements", "Proofs and sources", "People"]


@pytest.mark.parametrize(
    ("path", "group", "shown"),
    [
        ("/corrections", "/access-requests", ["/access-requests", "/users"]),
        ("/sources", "/proofs", ["/proofs", "/sources"]),
    ],
)
def test_the_sections_of_a_group_stand_beside_each_other(path: str, group: str, shown: list[str]) -> None:
    assert [item["href"] for item in navigation(PrincipalKind.IG_LEAD, path) if item["active"]] == [group]
    found = beside(PrincipalKind.IG_LEAD, path)
    assert found and [item["href"] for item in found["items"]] == shown
    assert [item["active"] for item in found["items"]].count(True) == 1


def test_a_section_of_its_own_and_another_kind_of_person_have_nothing_beside() -> None:
    assert beside(PrincipalKind.IG_LEAD, "/agreements") is None
    assert beside(PrincipalKind.PRACTITIONER, "/proofs/receipt") is None


async def test_every_section_can_be_reached_from_an_ig_leads_home(walk) -> None:
    walk.be("ig_lead")
    page = (await walk.http.get("/home")).text
    assert [
        one.href for one in SECTIONS if PrincipalKind.IG_LEAD in one.shown_to and f'href="{one.href}"' not in page
    ] == []


def test_a_page_is_not_in_a_section_whose_path_only_begins_alike() -> None:
    assert not any(item["active"] or item["current"] for item in navigation(PrincipalKind.IG_LEAD, "/logs"))


async def test_a_stranger_sees_no_navigation(walk) -> None:
    walk.be("")
    assert "govuk-service-navigation" not in (await walk.http.get("/")).text
