"""Each part of a document is held to the others, to the vocabulary and to the law; a refusal says what to mend."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from isa.agreement import AgreementRefused
from isa.reading import read_agreement
from isa.vocabulary import Vocabulary

Document = dict[str, Any]
Change = Callable[[Document], object]


def _put(path: str, value: object) -> Change:
    def change(document: Document) -> None:
        at: Any = document
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in steps:
            at = at[step]
        at[last] = value

    return change


def _all(*changes: Change) -> Change:
    return lambda document: [change(document) for change in changes]


def _basis(document: Document, regime: str) -> Document:
    found: Document = next(one for one in document["lawful_basis"] if one["regime"] == regime)
    return found


def _police(document: Document) -> Document:
    found: Document = next(one for one in document["parties"] if "part3" in one["regime_capacity"])
    return found


FAULTY: dict[str, tuple[Change, str, str]] = {
    # dates, tiers, parties, offices
    "a version before the one it replaces": (_put("supersedes", "1.10.0"), "$.supersedes", "is not lower than version"),
    "a version that replaces itself": (
        lambda one: one.update(supersedes=one["version"]),
        "$.supersedes",
        "is not lower than version",
    ),
    "a DPIA that ends before it begins": (_put("dpia.expires_on", "2020-01-01"), "$.dpia.expires_on", "is not after"),
    "a document under itself": (lambda one: one.update(parent_isa=one["isa_id"]), "$.parent_isa", "own id"),
    "a charter under something": (_put("tier", "charter"), "$.parent_isa", "a charter is under nothing"),
    "a charter without principles": (_put("tier", "charter"), "$.principles", "say what the members"),
    "a flow that opens by flows": (_all(_put("tier", "flow"), _put("opens_by", "flows")), "$.opens_by", "take it out"),
    "an unknown statutory list": (
        lambda one: one["parties"][0].update(statutory_list_membership=["Magna Carta"[:5]]),
        "$.parties[0].statutory_list_membership[0]",
        "use one of",
    ),
    "Part 3 without a function": (
        lambda one: _police(one).update(competent_authority_functions=[]),
        "$.parties",
        "for which functions part3 is claimed",
    ),
    "a function without Part 3": (
        lambda one: one["parties"][1].update(competent_authority_functions=["policing"]),
        "$.parties[1].competent_authority_functions",
        "needs part3",
    ),
    "a party that commissions itself": (
        lambda one: one["parties"][0].update(third_sector_commissioner=one["parties"][0]["org_id"]),
        "$.parties[0].third_sector_commissioner",
        "is the party itself",
    ),
    "one office twice": (
        lambda one: one["signatories"].append({**one["signatories"][0], "person": "Somebody else"}),
        "$.signatories",
        "stands twice",
    ),
    "advice of nobody": (_put("dpo_advice.0.party", "ods:ZZZ"), "$.dpo_advice[0].party", "is no party"),
    # purposes and the law
    "a purpose twice": (
        lambda one: one["purposes"].append(one["purposes"][0]),
        "$.purposes",
        "stands twice",
    ),
    "a purpose without a basis": (
        lambda one: one["purposes"].append({**one["purposes"][0], "code": "asb"}),
        "$.purposes",
        "has no lawful basis on the provider side",
    ),
    "an unknown meeting": (_put("purposes.0.forum_id", "tea_party"), "$.purposes[0].forum_id", "is not known here"),
    "a basis of no party": (_put("lawful_basis.0.party", "ods:ZZZ"), "$.lawful_basis[0].party", "is no party"),
    "a gateway that is switched off": (
        _put("lawful_basis.0.gateway_codes", ["DPA18.s36(4)", "DEA2017.s35"]),
        "$.lawful_basis[0].gateway_codes[1]",
        "is switched off",
    ),
    "a gateway that is nearly right": (
        _put("lawful_basis.0.gateway_codes", ["DPA18.s36(4)", "CA2004.S10"]),
        "$.lawful_basis[0].gateway_codes[1]",
        "did you mean CA2004.s10?",
    ),
    "a condition for another exception": (
        lambda one: _basis(one, "part2").update(article9="9(2)(h)", sch1_conditions=["18"]),
        "$.lawful_basis",
        "9(2)(h) needs one of: 2",
    ),
    "a basis in confidence for another purpose": (
        lambda one: one["lawful_basis"][0].update(confidentiality_basis=["statutory_enquiry_s47"]),
        "$.lawful_basis[0].confidentiality_basis[0]",
        "serves only child_protection_s47",
    ),
    "consent that nobody recorded": (
        lambda one: one["lawful_basis"][0].update(consent_required=True, confidentiality_basis=[]),
        "$.lawful_basis[0].consent_required",
        "add explicit_consent_recorded",
    ),
    "Part 3 without a policy document": (
        lambda one: _basis(one, "part2").update(
            regime="part3", part3_ground="s35(2)(b)", sch8_conditions=["4"], apd_ref=None
        ),
        "$.lawful_basis",
        "under Part 3 needs a policy document",
    ),
    "a regime that the party may not act under": (
        lambda one: _police(one).update(regime_capacity=["part2"], competent_authority_functions=[]),
        "$.rules[0].provider",
        "relies on part3 for early_help_coordination and has not that capacity",
    ),
    # data sets and sensitive classes
    "a record type twice": (
        lambda one: one["data_sets"].append(one["data_sets"][0]),
        "$.data_sets",
        "stands twice",
    ),
    "a field twice": (
        _put("data_sets.0.fields", ["involvement_exists", "service", "service"]),
        "$.data_sets[0].fields[2]",
        "name each field once",
    ),
    "a field sooner than the vocabulary": (
        _put("data_sets.0.fields.1", {"name": "contact_card", "level_min": 1}),
        "$.data_sets[0].fields[1].level_min",
        "only be stricter than the vocabulary's: 2 or more",
    ),
    "a field of another category": (
        _put("data_sets.0.fields.1", {"name": "service", "category": "gossip"}),
        "$.data_sets[0].fields[1].category",
        "is involvement in the vocabulary",
    ),
    "a field of an unknown class": (
        _put("data_sets.0.fields.1", {"name": "service", "sensitivity": "crime"}),
        "$.data_sets[0].fields[1].sensitivity",
        "is not known here",
    ),
    "a field of a class that is never told": (
        _put("data_sets.0.fields.1", {"name": "service", "sensitivity": "GRC"}),
        "$.data_sets[0].fields[1].sensitivity",
        "may never be told",
    ),
    "ages that a decision does not know": (
        _put("data_sets.0.age_range", {"at_least": 18, "under": 25}),
        "$.data_sets[0].age_range",
        "cannot be held to",
    ),
    "an unknown part in a record": (
        _put("data_sets.0.subject_roles", ["bystander"]),
        "$.data_sets[0].subject_roles[0]",
        "use one of",
    ),
    "an exclusion that nobody can apply": (
        _put("data_sets.0.exclude_predicates", ["hair_colour(red)"]),
        "$.data_sets[0].exclude_predicates[0]",
        "use one of: sensitivity, subject_age, subject_role",
    ),
    "an unknown class": (_put("sensitivity.classes", ["MAGIC"]), "$.sensitivity.classes[0]", "is not known here"),
    "more than the service tells of a class": (
        _put("sensitivity.default_level", 2),
        "$.sensitivity.default_level",
        "more than the service ever tells",
    ),
    # rules
    "a condition that nobody can keep": (
        _put("rules.0.conditions", ["requires_supervisor"]),
        "$.rules[0].conditions[0]",
        "name the supervisors' role in recipient_roles",
    ),
    "an obligation that nobody can keep": (
        _put("rules.0.obligations", ["coarsen"]),
        "$.rules[0].obligations[0]",
        "cannot be enforced by this service; leave the field out",
    ),
    "a meeting that the vocabulary has not": (
        _put("rules.0.conditions", ["requires_attendance(tea_party)"]),
        "$.rules[0].conditions[0]",
        "requires_attendance needs one of",
    ),
    "another meeting than the purpose's": (
        _all(
            _put("purposes.0.forum_id", "aquazure"),
            lambda one: one["rules"][0]["conditions"].append("requires_attendance(youth_route_panel)"),
        ),
        "$.rules[0].conditions",
        "is another meeting than that of",
    ),
    "a rule that leaves nothing to tell": (
        _put("rules.0.field_redact", ["involvement_exists"]),
        "$.rules[0].record_types[0]",
        "leaves nothing to tell at level 1",
    ),
    # duties
    "more passed on than agreed": (
        _put("onward_sharing", "deny"),
        "$.rules[0].obligations",
        "lets more be passed on than onward_sharing says",
    ),
    "nothing said of passing on": (
        _put("rules.0.obligations", ["expire_after(24h)"]),
        "$.rules[0].obligations",
        "says nothing of passing on: add onward(",
    ),
    "a marking that is not agreed": (
        _put("security.markings", ["OFFICIAL"]),
        "$.rules[0].obligations",
        "is a marking that security.markings does not name",
    ),
    "a password where more is agreed": (
        _put("rules.0.conditions", ["requires_case_ref"]),
        "$.rules[0].conditions",
        "lets a password alone do",
    ),
    "an emergency for something": (
        _put("break_glass.grounds", ["curiosity"]),
        "$.break_glass.grounds[0]",
        "use one of: s47_immediate, threat_to_life, vital_interests",
    ),
    "an emergency that opens what the law keeps shut": (
        _put("break_glass.excluded_classes", ["DA_REFUGE"]),
        "$.break_glass.excluded_classes",
        "add ADOPTION, GRC, INTELLIGENCE, PROTECTED_PERSON, SEXUAL_OFFENCE",
    ),
    "an emergency for nobody": (_put("break_glass.allowed_roles", ["wizard"]), "$.break_glass.allowed_roles[0]", "use"),
    "nobody who may stop it": (_put("suspension.who_may", ["Beadle"]), "$.suspension.who_may[0]", "is not known here"),
    "a stop that waits": (_put("suspension.effect", "next_week"), "$.suspension.effect", "'immediate'"),
    "an incident without a party": (
        lambda one: one["incident"].update(contacts=one["incident"]["contacts"][:1]),
        "$.incident.contacts",
        "names nobody at",
    ),
    "an incident told too late": (_put("incident.notify_within_h", 96), "$.incident.notify_within_h", "72 or less"),
    "rights at a stranger's": (_put("subject_rights.sar_lead", "ods:ZZZ"), "$.subject_rights.sar_lead", "use one of"),
    "a log of something else": (_put("audit.log_fields", ["mood"]), "$.audit.log_fields[0]", "is not known here"),
    "hosting abroad": (_put("security.hosting_region", "US"), "$.security.hosting_region", "'UK'"),
    "an address that is none": (
        _put("external_ref", {"url": "http://isg"}),
        "$.external_ref.url",
        "begins with https://",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_is_refused_with_its_line_its_path_and_what_to_do(
    name: str, document: Document, vocabulary: Vocabulary
) -> None:
    change, path, advice = FAULTY[name]
    change(document)
    text = json.dumps(document, indent=2)
    with pytest.raises(AgreementRefused) as refused:
        read_agreement(text, vocabulary)
    found = [fault for fault in refused.value.faults if fault.path.startswith(path) and advice in fault.advice]
    assert found, refused.value
    assert all(fault.line is not None and 1 <= fault.line <= text.count("\n") + 1 for fault in refused.value.faults)


def test_a_chief_officer_or_a_head_teacher_may_sign_for_the_body(document: Document, vocabulary: Vocabulary) -> None:
    siro = next(one for one in document["signatories"] if one["office"] == "SIRO")
    siro["office"] = "ChiefOfficer"
    assert read_agreement(json.dumps(document), vocabulary).signatories
    siro["office"] = "IAO"
    with pytest.raises(AgreementRefused, match="needs the senior information risk owner"):
        read_agreement(json.dumps(document), vocabulary)


def test_a_field_may_be_told_later_than_the_vocabulary_says(document: Document, vocabulary: Vocabulary) -> None:
    fields = document["data_sets"][0]["fields"]
    fields[fields.index("contact_card")] = {"name": "contact_card", "level_min": 3}
    (one, *_) = read_agreement(json.dumps(document), vocabulary).data_sets
    assert one.names == tuple(field if isinstance(field, str) else field["name"] for field in fields)
    assert one.level_min("contact_card", 2) == 3
    assert one.level_min("service", 2) == 2


def test_passing_on_may_be_said_in_one_word_or_at_length(document: Document, vocabulary: Vocabulary) -> None:
    document["onward_sharing"] = "ask"
    short = read_agreement(json.dumps(document), vocabulary)
    document["onward_sharing"] = {"default": "ask"}
    assert read_agreement(json.dumps(document), vocabulary).onward == short.onward
