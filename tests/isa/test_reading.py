"""A document that does not hold together is refused with the path and what to do."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isa.agreement import AgreementRefused
from isa.reading import LARGEST_BYTES, read_agreement
from isa.sentences import sentence
from isa.vocabulary import Vocabulary, load_vocabulary

Document = dict[str, Any]
SOURCES = Path(__file__).parents[2] / "isa" / "agreements"


def _put(path: str, value: object) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        at: Any = document
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in steps:
            at = at[step]
        at[last] = value

    return change


def _no_recipient_basis(document: Document) -> None:
    document["lawful_basis"] = [
        one for one in document["lawful_basis"] if (one["purpose"], one["side"]) != ("safeguard_child", "recipient")
    ]


def _no_provider_basis(document: Document) -> None:
    document["lawful_basis"] = [
        one for one in document["lawful_basis"] if (one["purpose"], one["side"]) != ("child_in_need", "provider")
    ]


def _no_caldicott(document: Document) -> None:
    document["signatories"] = [one for one in document["signatories"] if one["office"] != "CaldicottGuardian"]


FAULTY: dict[str, tuple[Callable[[Document], None], str, str]] = {
    "no basis for the recipient": (_no_recipient_basis, "$.rules[1].purposes", "no lawful basis on the recipient side"),
    "no basis for the provider": (_no_provider_basis, "$.rules[2].purposes", "no lawful basis on the provider side"),
    "no Caldicott Guardian": (_no_caldicott, "$.signatories", "needs the Caldicott Guardian of gss:E06000009"),
    "unknown purpose": (_put("purposes.0.code", "curiosity"), "$.purposes[0].code", "is not known here; use one of"),
    "unknown role": (_put("rules.0.recipient_roles", ["wizard"]), "$.rules[0].recipient_roles[0]", "use one of"),
    "unknown record type": (_put("rules.0.record_types", ["tax"]), "$.rules[0].record_types[0]", "no data set"),
    "unknown condition": (_put("rules.0.conditions", ["be_nice"]), "$.rules[0].conditions[0]", "use one of"),
    "unknown relationship": (
        _put("rules.0.conditions", ["requires_relationship(friend)"]),
        "$.rules[0].conditions[0]",
        "needs one of: open_case",
    ),
    "condition that cannot be enforced": (
        _put("rules.0.conditions", ["max_per_day"]),
        "$.rules[0].conditions[0]",
        "cannot be enforced by this service",
    ),
    "unknown obligation": (_put("rules.0.obligations", ["shout"]), "$.rules[0].obligations[0]", "use one of"),
    "gateway that has not commenced": (
        _put("lawful_basis.4.gateway_codes", ["DPA18.s36(4)", "CA2004.s16LA"]),
        "$.lawful_basis[4].gateway_codes[1]",
        "has no commencement date",
    ),
    "gateway before its day": (_put("effective_from", "1998-01-01"), "$.lawful_basis[0].gateway_codes[0]", "commences"),
    "gateway for another purpose": (
        _put("lawful_basis.1.gateway_codes", ["CDA1998.s115"]),
        "$.lawful_basis[1].gateway_codes[0]",
        "serves only prevent_crime_disorder",
    ),
    "police data without section 36(4)": (
        _put("lawful_basis.0.gateway_codes", ["CA2004.s10"]),
        "$.lawful_basis[0].gateway_codes",
        "lacks DPA18.s36(4)",
    ),
    "no policy document": (_put("lawful_basis.1.apd_ref", None), "$.lawful_basis[1].apd_ref", "policy document"),
    "field that no data set names": (
        _put("rules.0.field_allow", ["detail"]),
        "$.rules[0].field_allow[0]",
        "no data set of this rule names that field",
    ),
    "field that the record type has not got": (
        _put("data_sets.0.fields", ["involvement_exists", "shoe_size"]),
        "$.data_sets[0].fields[1]",
        "use one of",
    ),
    "dates in the wrong order": (_put("effective_to", "2026-09-30"), "$.effective_to", "is not after effective_from"),
    "review before the start": (_put("review_due", "2026-01-01"), "$.review_due", "must be after effective_from"),
    "not a date": (_put("effective_to", "2027-02-30"), "$.effective_to", "day"),
    "an empty list for everyone": (_put("rules.0.recipient", []), "$.rules[0].recipient", "never means everyone"),
    "a star in an allow rule": (_put("rules.0.recipient", ["*"]), "$.rules[0].recipient[0]", "use one of"),
    "a party that tells itself": (_put("rules.0.provider", ["gss:E06000009"]), "$.rules[0].own_records", "true needs"),
    "its own records outside a charter": (
        lambda document: document["rules"][0].update(provider=["gss:E06000009"], own_records=True),
        "$.rules[0].own_records",
        "only a charter",
    ),
    "unknown name": (_put("lawfull_basis", []), "$.lawfull_basis", "correct its spelling"),
    "missing name": (lambda document: document.pop("dpia"), "$.dpia", "is missing; add it"),
    "a look-alike id": (_put("isa_id", "LАNCS-ISA-0042"), "$.isa_id", "not written as this part must be"),
    "a rule twice": (_put("rules.1.id", "R1"), "$.rules[1].id", "stands twice"),
    "a level without a number": (_put("rules.0.max_level", "2"), "$.rules[0].max_level", "integer"),
    "a flow without a parent": (
        lambda document: document.update(tier="flow", parent_isa=None),
        "$.parent_isa",
        "names the agreement",
    ),
    "a party twice": (
        lambda document: document["parties"].append(document["parties"][0]),
        "$.parties[2].org_id",
        "named once",
    ),
    "unknown sort of body": (_put("parties.0.controller_type", "guild"), "$.parties[0].controller_type", "use one of"),
    "unknown area": (_put("jurisdiction", ["MARS"]), "$.jurisdiction[0]", "use one of"),
    "unknown office": (_put("signatories.0.office", "Beadle"), "$.signatories[0].office", "use one of"),
    "a signatory of no party": (_put("signatories.0.party", "ods:ZZZ"), "$.signatories[0].party", "is no party"),
    "a basis for no purpose": (_put("lawful_basis.0.purpose", "asb"), "$.lawful_basis[0].purpose", "is no purpose"),
    "unknown gateway": (_put("lawful_basis.0.gateway_codes", ["X1"]), "$.lawful_basis[0].gateway_codes[0]", "use one"),
    "unknown article 6": (_put("lawful_basis.0.article6", "6(1)(f)"), "$.lawful_basis[0].article6", "use one of"),
    "unknown article 9": (_put("lawful_basis.0.article9", "9(2)(z)"), "$.lawful_basis[0].article9", "use one of"),
    "no Schedule 1 condition": (
        _put("lawful_basis.0.sch1_conditions", []),
        "$.lawful_basis[0].sch1_conditions",
        "empty",
    ),
    "no ground in Part 3": (_put("lawful_basis.0.regime", "part3"), "$.lawful_basis[0].part3_ground", "use one of"),
    "no Schedule 8 condition": (
        _put("lawful_basis.0.regime", "part3"),
        "$.lawful_basis[0].sch8_conditions",
        "is empty",
    ),
    "unknown data set": (_put("data_sets.0.record_type", "tax"), "$.data_sets[0].record_type", "use one of"),
    "a deny with a level": (_put("rules.8.max_level", 2), "$.rules[8]", "a deny rule says when it bites"),
    "an allow with applies_when": (_put("rules.0.applies_when", {"level_gte": 2}), "$.rules[0].applies_when", "deny"),
    "a provider that provides nothing": (
        _put("parties.0.roles", ["recipient"]),
        "$.rules[0].provider",
        "is no provider",
    ),
    "a recipient among the providers": (
        _put("rules.0.provider", ["police:04", "gss:E06000009"]),
        "$.rules[0].recipient",
        "is also the provider",
    ),
    "a word that is not allowed": (_put("tier", "treaty"), "$.tier", "'charter', 'isa' or 'flow'"),
    "no limit": (_put("rules.0.max_level", None), "$.rules[0].max_level", "say how much"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_document_is_refused_with_its_path_and_what_to_do(
    name: str, document: Document, vocabulary: Vocabulary
) -> None:
    change, path, advice = FAULTY[name]
    change(document)
    with pytest.raises(AgreementRefused) as refused:
        read_agreement(json.dumps(document), vocabulary)
    assert any(fault.path.startswith(path) and advice in fault.advice for fault in refused.value.faults), refused.value


@pytest.mark.parametrize("source", sorted(SOURCES.glob("*.json")), ids=lambda path: path.stem)
def test_every_agreement_of_the_demo_holds_together(source: Path, vocabulary: Vocabulary) -> None:
    assert read_agreement(source.read_bytes(), vocabulary).status == "active"


def test_a_name_that_stands_twice_is_refused(vocabulary: Vocabulary) -> None:
    with pytest.raises(AgreementRefused, match="twice"):
        read_agreement('{"isa_id": "A", "isa_id": "B"}', vocabulary)


def test_a_huge_document_is_refused_before_it_is_read(vocabulary: Vocabulary) -> None:
    with pytest.raises(AgreementRefused, match="larger than"):
        read_agreement(b" " * (LARGEST_BYTES + 1), vocabulary)


def test_a_refusal_echoes_no_value(document: Document, vocabulary: Vocabulary) -> None:
    document["parties"][0]["org_id"] = "Jane Example 9434765919"
    with pytest.raises(AgreementRefused) as refused:
        read_agreement(json.dumps(document), vocabulary)
    assert "Example" not in str(refused.value)


def test_the_section_that_has_not_commenced_stays_off() -> None:
    gateway = load_vocabulary().gateways["CA2004.s16LA"]
    assert gateway.commenced_on is None
    assert not gateway.enabled


def test_a_rule_is_said_in_a_sentence(document: Document, vocabulary: Vocabulary) -> None:
    agreement = read_agreement(json.dumps(document), vocabulary)
    assert sentence(agreement, "R5", vocabulary) == (
        "Agreement LANCS-ISA-0042 v1.3.0, rule R5: police officers or police supervisors may learn who to contact at "
        "Blackpool Council for a visit or an emergency, for a visit to check welfare."
    )
    for rule in agreement.rules:
        assert sentence(agreement, rule.id, vocabulary).endswith(".")
