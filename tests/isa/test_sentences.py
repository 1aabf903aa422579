"""A rule in sentences: what may be told, what had to hold for it, on which gateway it rests, and when it ends."""

import json
from typing import Any

import pytest

from isa.agreement import BreakGlass
from isa.reading import read_agreement
from isa.sentences import BREAK_GLASS, grounds, sentence
from isa.vocabulary import Vocabulary

Document = dict[str, Any]


def _rule(document: Document, rule_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(rule for rule in document["rules"] if rule["id"] == rule_id)
    return found


def test_the_grounds_name_conditions_gateways_and_the_end(document: Document, vocabulary: Vocabulary) -> None:
    document["security"]["mfa"] = False
    _rule(document, "R1")["conditions"] = ["requires_relationship(open_case)", "requires_case_ref"]
    document["effective_to"] = document["review_due"] = document["dpia"]["expires_on"] = "2027-09-30"
    agreement = read_agreement(json.dumps(document), vocabulary)
    assert grounds(agreement, "R1", ["CA2004.s10", "DPA18.s36(4)"], vocabulary) == (
        "It asks for an open case and a case reference. Legal gateways: Children Act 2004, section 10; "
        "Data Protection Act 2018, section 36(4). The agreement ends on 30 September 2027."
    )


def test_a_rule_without_conditions_asks_for_nothing(document: Document, vocabulary: Vocabulary) -> None:
    document["security"]["mfa"] = False
    _rule(document, "R1")["conditions"] = []
    agreement = read_agreement(json.dumps(document), vocabulary)
    assert grounds(agreement, "R1", [], vocabulary).startswith("The agreement ends on ")


def test_every_rule_of_the_document_has_both_sentences(document: Document, vocabulary: Vocabulary) -> None:
    agreement = read_agreement(json.dumps(document), vocabulary)
    for rule in agreement.rules:
        for text in (sentence(agreement, rule.id, vocabulary), grounds(agreement, rule.id, ["CA2004.s10"], vocabulary)):
            assert text.endswith(".")
            assert "_" not in text


def test_the_emergency_section_is_said_as_well(document: Document, vocabulary: Vocabulary) -> None:
    section = BreakGlass(
        enabled=True,
        grounds=("vital_interests",),
        allowed_roles=("police_supervisor",),
        max_level=2,
        max_minutes=60,
        second_person=True,
        review_within_h=24,
        excluded_classes=("GRC",),
    )
    plain = read_agreement(json.dumps({**document, "break_glass": None}), vocabulary)
    agreement = plain.model_copy(update={"break_glass": section})
    said = sentence(agreement, BREAK_GLASS, vocabulary)
    assert "police supervisors may learn who to contact for 60 minutes" in said
    assert "reviewed within 24 hours" in said
    assert "a second person's agreement" in grounds(agreement, BREAK_GLASS, [], vocabulary)
    with pytest.raises(KeyError):
        sentence(plain, BREAK_GLASS, vocabulary)


def test_a_rule_that_the_agreement_has_not_is_an_error(document: Document, vocabulary: Vocabulary) -> None:
    agreement = read_agreement(json.dumps(document), vocabulary)
    with pytest.raises(KeyError):
        grounds(agreement, "R99", [], vocabulary)
