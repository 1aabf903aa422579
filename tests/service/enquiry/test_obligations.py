"""What goes along with a permission is done, or the permission counts as a refusal."""

import json
from pathlib import Path

import pytest

from policies.decision import Ruling
from service.enquiry.obligations import DUTIES, FULFILLED, can_be_fulfilled, duties

VOCABULARY = Path(__file__).parents[3] / "isa" / "vocabulary.json"


def ruling(*obligations: str, rule: str = "R1") -> Ruling:
    return Ruling("allow", 2, ("agency",), obligations, "LANCS-ISA-0042", "1.3.0", "sha256:0", (rule,))


def test_every_obligation_that_an_agreement_may_ask_is_fulfilled_and_no_other() -> None:
    words = json.loads(VOCABULARY.read_text())["obligations"]
    assert {word for word, one in words.items() if one.get("enforced", True)} == FULFILLED


@pytest.mark.parametrize("unknown", ["burn_after_reading", "notify_owner!", "", "notify_owners", "Notify_owner"])
def test_one_that_nobody_knows_makes_a_refusal(unknown: str) -> None:
    assert can_be_fulfilled(ruling("read_only"))
    assert not can_be_fulfilled(ruling("read_only", unknown))


def test_what_only_an_emergency_opens_is_refused_where_none_stands() -> None:
    opened = ruling("notify_owner", rule="BREAKGLASS")
    assert not can_be_fulfilled(opened)
    assert can_be_fulfilled(opened, emergency=True)


def test_duties_are_told_of_by_their_words_and_an_emergency_sees_to_its_own() -> None:
    every = ("expire_after(12h)", "post_review", "notify_owner", "marking(OFFICIAL)", "notify_ig")
    assert duties(ruling(*every)) == tuple(sorted(DUTIES))
    assert duties(ruling(*every, rule="BREAKGLASS")) == ()
