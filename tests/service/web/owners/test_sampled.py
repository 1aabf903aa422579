"""Sampled enquiries: nothing of anybody before one is claimed, a finding with its reason, and nobody's own."""

import re

import pytest

from service.errors import NotAcceptable, Overtaken, ReasonCode
from service.oversight.review_findings import Finding, Verdict
from service.web.review_view import FINDINGS, SHORT

TOKEN = {"csrf_token": "token-of-the-supervisor"}
GOOD = TOKEN | {"finding": "concern", "note": "The case reference was a family's name.", "version": "2"}


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def test_the_list_says_when_and_for_what_and_not_about_whom(walk) -> None:
    walk.be("supervisor")
    page = text_of((await walk.http.get("/sampled")).text)
    assert "By a social worker" in page and "Early help coordination" in page
    assert "In 2 days" in page
    assert "Synth" not in page and "FH-20418" not in page


async def test_whoever_claims_one_reads_it_and_how_it_was_drawn(walk) -> None:
    walk.be("supervisor")
    page = text_of((await walk.http.post("/sampled/3", data=TOKEN)).text)
    for part in ("Jordan Synth", "FH-20418", "Drawn by lot, one in 50.", "4,127"):
        assert part in page, part


async def test_it_cannot_be_read_without_a_form_of_this_session(walk) -> None:
    walk.be("supervisor")
    assert (await walk.http.get("/sampled/3")).status_code in {404, 405}
    assert (await walk.http.post("/sampled/3", data={"csrf_token": "other"})).status_code == 403


async def test_a_finding_is_kept_with_the_version_that_was_read(walk) -> None:
    walk.be("supervisor")
    response = await walk.http.post("/sampled/3/finding", data=GOOD)
    assert (response.status_code, response.headers["location"]) == (303, "/sampled")
    assert walk.owners.samples.found == [Finding("concern", "The case reference was a family's name.", 2)]
    page = (await walk.http.get("/sampled?decided=yes")).text
    assert "Something to put right" in page and "Your finding is kept" in page


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"finding": ""}, "finding"),
        ({"finding": "guilty"}, "finding"),
        ({"note": ""}, "note"),
        ({"note": "x" * 1001}, "note"),
    ],
)
async def test_what_is_missing_is_said_beside_its_input(walk, changed: dict[str, str], where: str) -> None:
    walk.be("supervisor")
    response = await walk.http.post("/sampled/3/finding", data=GOOD | changed)
    assert response.status_code == 422
    assert f'<a href="#{where}">' in response.text
    assert walk.owners.samples.found == []


async def test_one_that_somebody_else_has_or_must_review_says_what_to_do(walk) -> None:
    walk.be("supervisor")
    for refused, again in (
        (Overtaken(ReasonCode.REVIEW_MOVED_ON, "Claim it again."), True),
        (NotAcceptable(ReasonCode.SECOND_PERSON_NEEDED, "You took part in this."), False),
    ):
        walk.owners.samples.fault = refused
        response = await walk.http.post("/sampled/3", data=TOKEN)
        assert (response.status_code, refused.advice in response.text) == (409, True)
        assert ("Try to claim it" in response.text) is again


async def test_one_s_own_enquiry_is_somebody_else_s_to_review(walk) -> None:
    walk.be("supervisor")
    samples = walk.owners.samples
    samples.row = samples.row._replace(staff="staff-7q4mzk2pd5w6x3v8n9b1c0f2ga")
    page = (await walk.http.get("/sampled")).text
    assert "Your own: somebody else reviews it" in page and "Review enquiry" not in page


@pytest.mark.parametrize("who", ["worker", "ig_lead"])
async def test_the_pages_are_a_supervisor_s(walk, who: str) -> None:
    walk.be(who)
    assert (await walk.http.get("/sampled")).status_code == 404


def test_every_finding_has_words() -> None:
    assert set(FINDINGS) == set(SHORT) == set(Verdict)
