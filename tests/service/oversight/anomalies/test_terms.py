"""Thresholds are read strictly, spelt out for each agency, and a fault is told by its place alone."""

import json
from pathlib import Path

import pytest

from service.errors import Misconfigured
from service.oversight.anomalies.terms import AllTerms, read_terms, terms_of
from service.oversight.anomalies.terms_logged import WHAT, terms_in
from service.oversight.anomalies.words import ReviewKind


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_terms(tmp_path / "reviews.json") == AllTerms()


def test_what_an_agency_does_not_say_is_as_for_everybody(tmp_path: Path) -> None:
    path = tmp_path / "reviews.json"
    path.write_text(json.dumps({"default": {"denials": 7}, "agencies": {"police:04": {"off": ["out_of_hours"]}}}))
    terms = read_terms(path)
    assert (terms.of("police:04").denials, terms.of("police:04").off) == (7, (ReviewKind.OUT_OF_HOURS,))
    assert (terms.of("ods:RXL").denials, terms.of("ods:RXL").off) == (7, ())


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ('{"default": {"denials": "jordan"}}', "default.denials"),
        ('{"default": {"denials": 1}}', "default.denials"),
        ('{"default": {"denails": 5}}', "default.denails"),
        ('{"agencies": {"police:04": {"off": ["jordan"]}}}', "agencies.police:04.off"),
        ('{"agencies": ["jordan"]}', "not JSON"),
        ('{"default": 5}', "not JSON"),
        ('{"agencies": {"police:04": 5}}', "not JSON"),
        ("jordan", "not JSON"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_place_and_not_by_its_value(
    tmp_path: Path, document: str, place: str
) -> None:
    path = tmp_path / "reviews.json"
    path.write_text(document)
    with pytest.raises(Misconfigured) as fault:
        read_terms(path)
    assert place in fault.value.advice
    assert "jordan" not in fault.value.advice


def test_what_stands_in_the_log_is_read_back_whole() -> None:
    terms = terms_of({"default": {"denials": 7}, "agencies": {"police:04": {"round_the_clock": ["*"]}}})
    body = json.dumps({"details": {"what": WHAT, "terms": terms.document()}, "type": "policy.changed"}).encode()
    assert terms_in(body) == terms
    assert terms_in(b'{"type":"policy.changed","details":{"what":"bundle","of":"review_terms"}}') is None
    assert terms_in(b'{"type":"enquiry.answered"}') is None
