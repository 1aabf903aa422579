"""An agreement opens something only where charter, agreement and flow all stand; a flow never more than its parent."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from isa.agreement import Agreement
from isa.reading import read_agreement
from isa.tiers import ChainCode, chains
from isa.vocabulary import Vocabulary

Document = dict[str, Any]
Change = Callable[[Document], None]


@pytest.fixture
def document(document: Document) -> Document:
    """An agreement that names no charter of its own and has no emergencies."""
    return {name: part for name, part in document.items() if name not in ("parent_isa", "break_glass")}


@pytest.fixture
def charter(document: Document, vocabulary: Vocabulary) -> Agreement:
    made = json.loads(json.dumps(document))
    made.update(isa_id="T-CHARTER", tier="charter", principles=["Protect first."])

    return read_agreement(json.dumps(made), vocabulary)


@pytest.fixture
def parent(document: Document, vocabulary: Vocabulary) -> Agreement:
    return read_agreement(json.dumps(document), vocabulary)


@pytest.fixture
def flow(document: Document, vocabulary: Vocabulary) -> Callable[..., Agreement]:
    """A flow that opens what the parent's rule R1 opens, changed as the test likes."""

    def make(change: Change = lambda _: None, name: str = "T-FLOW", above: str = "LANCS-ISA-0042") -> Agreement:
        made = json.loads(json.dumps(document))
        made.update(isa_id=name, tier="flow", parent_isa=above, rules=[made["rules"][0]])
        change(made)
        return read_agreement(json.dumps(made), vocabulary)

    return make


def _codes(found: Any, name: str) -> list[ChainCode]:
    return [fault.code for fault in found.broken.get(name, ())]


def test_charter_agreement_and_flow_stand_together(
    charter: Agreement, parent: Agreement, flow: Callable[..., Agreement], vocabulary: Vocabulary
) -> None:
    found = chains([flow(), parent, charter], vocabulary)
    assert [one.isa_id for one in found.standing] == ["LANCS-ISA-0042", "T-CHARTER", "T-FLOW"]
    assert found.broken == {}


def test_without_a_charter_nothing_stands(
    parent: Agreement, flow: Callable[..., Agreement], vocabulary: Vocabulary
) -> None:
    found = chains([parent, flow()], vocabulary)
    assert found.standing == ()
    assert set(_codes(found, "LANCS-ISA-0042")) == {ChainCode.NOT_A_MEMBER}
    assert ChainCode.PARENT_NOT_IN_FORCE in _codes(found, "T-FLOW")


def test_a_party_that_left_the_charter_takes_the_agreement_with_it(
    charter: Agreement, parent: Agreement, vocabulary: Vocabulary
) -> None:
    smaller = charter.model_copy(update={"parties": charter.parties[:1]})
    (fault,) = chains([smaller, parent], vocabulary).broken["LANCS-ISA-0042"]
    assert fault.code is ChainCode.NOT_A_MEMBER
    assert "gss:E06000009 is no party to a charter in force" in fault.advice


def test_an_agreement_may_name_its_charter(charter: Agreement, parent: Agreement, vocabulary: Vocabulary) -> None:
    other = charter.model_copy(update={"isa_id": "T-OTHER", "parties": charter.parties[:1]})
    named = parent.model_copy(update={"parent_isa": "T-OTHER"})
    assert chains([charter, other, parent], vocabulary).broken == {}
    assert _codes(chains([charter, other, named], vocabulary), "LANCS-ISA-0042") == [ChainCode.NOT_A_MEMBER]


def test_a_parent_that_is_missing_or_not_in_force_is_told_apart(
    charter: Agreement, parent: Agreement, flow: Callable[..., Agreement], vocabulary: Vocabulary
) -> None:
    assert _codes(chains([charter, flow()], vocabulary), "T-FLOW") == [ChainCode.PARENT_MISSING]
    assert _codes(chains([charter, flow()], vocabulary, [parent]), "T-FLOW") == [ChainCode.PARENT_NOT_IN_FORCE]


def test_a_parent_of_the_wrong_tier_carries_nothing(
    charter: Agreement, parent: Agreement, flow: Callable[..., Agreement], vocabulary: Vocabulary
) -> None:
    found = chains([charter, parent, flow(above="T-CHARTER")], vocabulary)
    assert _codes(found, "T-FLOW") == [ChainCode.PARENT_OF_WRONG_TIER]
    below = parent.model_copy(update={"parent_isa": "T-FLOW"})
    assert ChainCode.PARENT_OF_WRONG_TIER in _codes(
        chains([charter, below, flow(above="T-CHARTER")], vocabulary), "LANCS-ISA-0042"
    )


def test_a_circle_of_parents_opens_nothing(
    charter: Agreement, parent: Agreement, flow: Callable[..., Agreement], vocabulary: Vocabulary
) -> None:
    circle = [flow(name="T-A", above="T-B"), flow(name="T-B", above="T-A"), flow(name="T-C", above="T-A")]
    found = chains([charter, parent, *circle], vocabulary)
    assert _codes(found, "T-A") == _codes(found, "T-B") == [ChainCode.CYCLE]
    assert ChainCode.CYCLE not in _codes(found, "T-C")
    assert "T-C" in found.broken


def test_two_documents_of_one_id_carry_neither(charter: Agreement, parent: Agreement, vocabulary: Vocabulary) -> None:
    found = chains([charter, parent, parent.model_copy(update={"version": "1.4.0"})], vocabulary)
    assert _codes(found, "LANCS-ISA-0042") == [ChainCode.DUPLICATE]
    assert [one.isa_id for one in found.standing] == ["T-CHARTER"]


def _rule(**parts: Any) -> Change:
    return lambda document: document["rules"][0].update(parts)


def _without(word: str) -> Change:
    def change(document: Document) -> None:
        rule = document["rules"][0]
        for part in ("conditions", "obligations"):
            rule[part] = [text for text in rule[part] if not text.startswith(word)]

    return change


def _with(part: str, text: str) -> Change:
    return lambda document: document["rules"][0][part].append(text)


WIDER: dict[str, tuple[Change, str]] = {
    "a higher level": (_rule(max_level=3), "level 3, where 2 is agreed"),
    "another role": (_rule(recipient_roles=["police_officer"]), "nothing there gives"),
    "another purpose": (_rule(purposes=["child_protection_s47"]), "nothing there gives"),
    "no relationship": (_without("requires_relationship"), "without requires_relationship"),
    "no case reference": (_without("requires_case_ref"), "without requires_case_ref"),
    "another relationship": (
        lambda one: (_without("requires_relationship")(one), _with("conditions", "requires_relationship(visit)")(one)),
        "where requires_relationship accepts less above",
    ),
    "a weaker sign-in": (
        lambda one: (
            one["security"].update(mfa=False),
            _without("min_assurance")(one),
            _with("conditions", "min_assurance(mfa|password)")(one),
        ),
        "where min_assurance accepts less above",
    ),
    "an export": (_with("conditions", "during(export)"), "acts beyond finding and fetching"),
    "a longer time": (
        lambda one: (_without("expire_after")(one), _with("obligations", "expire_after(48h)")(one)),
        "without expire_after as strict as above",
    ),
    "no marking": (_without("marking"), "without marking as strict as above"),
    "another gateway": (
        lambda one: [basis["gateway_codes"].append("CA1989.s27") for basis in one["lawful_basis"]] and None,
        "on which the provider does not rely above",
    ),
}


@pytest.mark.parametrize("name", WIDER)
def test_a_flow_that_opens_more_than_its_parent_opens_nothing(
    name: str, charter: Agreement, parent: Agreement, flow: Callable[..., Agreement], vocabulary: Vocabulary
) -> None:
    change, said = WIDER[name]
    (fault,) = chains([charter, parent, flow(change)], vocabulary).broken["T-FLOW"]
    assert fault.code is ChainCode.OPENS_MORE
    assert said in fault.advice


def _every_data_set(**parts: Any) -> Change:
    return lambda document: [one.update(parts) for one in document["data_sets"]] and None


ABOVE: dict[str, tuple[Change, str]] = {
    "a field that is not agreed above": (_rule(field_redact=["contact_card"]), "contact_card at level 2"),
    "a field told sooner than above": (
        lambda one: one["data_sets"][0].update(
            fields=[
                {"name": name, "level_min": 3} if name == "contact_card" else name
                for name in one["data_sets"][0]["fields"]
            ]
        ),
        "contact_card at level 2",
    ),
    "people of other ages": (_every_data_set(age_range={"under": 18}), "people of more ages"),
    "people in other parts": (_every_data_set(subject_roles=["victim"]), "people in more parts of a record"),
    "people who are left out above": (
        _every_data_set(exclude_predicates=["subject_role(suspect)"]),
        "people in more parts of a record",
    ),
    "a class that is left out above": (
        _every_data_set(exclude_predicates=["sensitivity(MENTAL_HEALTH)"]),
        "classes of records that are closed above",
    ),
    "a role that may not see sensitive classes": (
        lambda one: one["sensitivity"].update(visible_to=["social_worker"]),
        "classes of records that are closed above",
    ),
    "training that is asked above": (_with("conditions", "requires_training(IG-L2)"), "without requires_training"),
    "a time that is shorter above": (_with("obligations", "expire_after(2h)"), "without expire_after as strict"),
    "an act that is not agreed above": (_with("conditions", "during(find)"), "where during accepts less above"),
}


@pytest.mark.parametrize("name", ABOVE)
def test_what_is_closed_above_a_flow_cannot_open(
    name: str, charter: Agreement, document: Document, flow: Callable[..., Agreement], vocabulary: Vocabulary
) -> None:
    change, said = ABOVE[name]
    below = flow()
    change(document)
    for rule in document["rules"][1:]:
        rule["recipient_roles"] = ["team_manager"] if rule["effect"] == "allow" else ["*"]
    above = read_agreement(json.dumps(document), vocabulary)
    (fault,) = chains([charter, above, below], vocabulary).broken["T-FLOW"]
    assert fault.code is ChainCode.OPENS_MORE
    assert said in fault.advice


NARROWER: dict[str, Change] = {
    "a lower level": _rule(max_level=1),
    "fewer fields": _rule(field_allow=["involvement_exists", "service"]),
    "one role": _rule(recipient_roles=["family_hub_worker"]),
    "one more condition": _with("conditions", "subject_age(adult)"),
    "fewer relationships": _with("conditions", "requires_relationship(open_case)"),
    "training": _with("conditions", "requires_training(IG-L2)"),
    "only finding": _with("conditions", "during(find)"),
    "a shorter time": _with("obligations", "expire_after(2h)"),
    "no passing on": _with("obligations", "onward(deny)"),
}


@pytest.mark.parametrize("name", NARROWER)
def test_a_flow_may_always_open_less(
    name: str, charter: Agreement, parent: Agreement, flow: Callable[..., Agreement], vocabulary: Vocabulary
) -> None:
    assert chains([charter, parent, flow(NARROWER[name])], vocabulary).broken == {}


GLASS = {
    "enabled": True,
    "grounds": ["vital_interests"],
    "allowed_roles": ["social_worker"],
    "max_level": 2,
    "max_minutes": 30,
    "second_person": True,
    "review_within_h": 24,
    "excluded_classes": ["ADOPTION", "GRC", "INTELLIGENCE", "PROTECTED_PERSON", "SEXUAL_OFFENCE"],
}


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("max_level", 3),
        ("max_minutes", 60),
        ("second_person", False),
        ("review_within_h", 48),
        ("grounds", ["vital_interests", "threat_to_life"]),
        ("allowed_roles", ["social_worker", "police_officer"]),
    ],
)
def test_an_emergency_of_a_flow_stays_within_its_parents(
    part: str,
    value: object,
    charter: Agreement,
    document: Document,
    flow: Callable[..., Agreement],
    vocabulary: Vocabulary,
) -> None:
    document["break_glass"] = GLASS
    above = read_agreement(json.dumps(document), vocabulary)
    same = flow(lambda one: one.update(break_glass=GLASS))
    more = flow(lambda one: one.update(break_glass={**GLASS, part: value}))
    assert chains([charter, above, same], vocabulary).broken == {}
    (fault,) = chains([charter, above, more], vocabulary).broken["T-FLOW"]
    assert f"break_glass.{part} goes further" in fault.advice
    without = above.model_copy(update={"break_glass": None})
    assert _codes(chains([charter, without, same], vocabulary), "T-FLOW") == [ChainCode.OPENS_MORE]
