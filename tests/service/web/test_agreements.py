"""Whoever is signed in reads what the partners signed, and how it stands today; a file that nobody vouches for, not."""

import json
import re
from dataclasses import replace

import pytest

from isa.protocol.edition import Standing
from service.web.agreements import AgreementPages

PAGE = "/agreements/LANCS-ISA-0042"


async def test_the_register_says_how_each_agreement_stands(walk) -> None:
    page = (await walk.http.get("/agreements")).text
    assert f'href="{PAGE}?version=' in page
    for shown in ("In force", "Suspended", "LANCS-ISA-0096", "30 September 2027"):
        assert shown in page


async def test_what_cannot_be_trusted_is_told_to_the_ig_lead_alone(walk) -> None:
    assert "damaged.jws.json" not in (await walk.http.get("/agreements")).text
    walk.be("ig_lead")
    page = (await walk.http.get("/agreements")).text
    assert "A file that cannot be trusted" in page and "damaged.jws.json" in page
    assert "A signature does not hold: have the document signed again" in page


@pytest.mark.parametrize("who", ["worker", "ig_lead"])
async def test_everybody_reaches_the_agreements_from_home(walk, who: str) -> None:
    walk.be(who)
    assert (await walk.http.get("/home")).text.count('href="/agreements"') == 2, "in the navigation and on the page"


async def test_the_page_is_the_protocol_in_the_house_layout(walk) -> None:
    response = await walk.http.get(PAGE)
    page = response.text
    assert page.count("<h1") == 1 and "gt-header" in page
    for shown in ("Who may see what", "Lancashire Constabulary", "Signatures", "<strong>In force</strong>"):
        assert shown in page
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert "unsafe" not in response.headers["content-security-policy"]


async def test_the_margins_of_a_print_come_as_a_stylesheet_of_their_own(walk) -> None:
    page = (await walk.http.get(PAGE)).text
    margins = re.search(r'href="(/agreements/[^"]+margins\.css[^"]*)"', page)
    assert margins
    response = await walk.http.get(margins[1])
    assert response.headers["content-type"].startswith("text/css")
    assert response.headers["cache-control"] == "no-store"
    assert 'content:"LANCS-ISA-0042 v' in response.text and "sha256:" in response.text


async def test_the_public_entry_is_a_page_and_a_file(walk) -> None:
    page = (await walk.http.get(f"{PAGE}/public-entry")).text
    assert "Public register of information sharing agreements" in page
    file = await walk.http.get(f"{PAGE}/public-entry.json")
    assert json.loads(file.content)["id"] == "LANCS-ISA-0042"
    assert re.fullmatch(r'attachment; filename="LANCS-ISA-0042-[0-9.]+\.json"', file.headers["content-disposition"])
    for told in (page, file.text):
        assert "Demo SIRO" not in told


@pytest.mark.parametrize(
    "path",
    ["LANCS-ISA-9999", "lancs-isa-0042", "LANCS-ISA-0042?version=9.9.9", "LANCS-ISA-0042?version=<b>", "%2e%2e", "A"],
)
@pytest.mark.parametrize("part", ["", "/margins.css", "/public-entry", "/public-entry.json"])
async def test_an_agreement_that_is_not_there_is_not_found(walk, path: str, part: str) -> None:
    name, _, query = path.partition("?")
    response = await walk.http.get(f"/agreements/{name}{part}" + (f"?{query}" if query else ""))
    assert response.status_code == 404
    assert "<b>" not in response.text


async def test_a_document_is_laid_out_once_and_again_when_it_stands_otherwise(shelf) -> None:
    pages, edition = AgreementPages(None, None), shelf.edition("LANCS-ISA-0042", "")
    shown = pages.laid_out(edition)
    assert pages.laid_out(edition) is shown
    stopped = replace(edition, standing=Standing(in_force=False, words="Stopped for a test"))
    assert "Stopped for a test" in pages.laid_out(stopped)
    assert pages.laid_out(edition) is shown
