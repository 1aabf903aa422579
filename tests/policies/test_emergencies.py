"""What an emergency opens under the demo's agreements, and what it never opens."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from isa.register import Register, Suspended
from isa.signing import VerifiedAgreement
from isa.vocabulary import Vocabulary
from policies.bundle import build
from policies.decision import Ruling
from policies.embedded import EmbeddedEngine
from policies.question import Candidate, Question
from policies.terms import BREAK_GLASS

DUTIES = {"notify_owner", "notify_ig", "post_review", "no_export", "expire_after(1h)"}
DANGER = {"break_glass": "s47_immediate", "relationship": "emergency", "case_reference": False}
POLICE = Candidate("police:04", "police.family_involvement", "part3", subject_role="victim", age_band="adult")
NURSES = Candidate("ods:RXL", "health.service_involvement", "part2", age_band="under18")
RuleOn = Callable[..., Awaitable[Ruling]]
Ask = Callable[..., Question]


def _of(candidate: Candidate, *classes: str) -> Candidate:
    return Candidate(
        candidate.provider, candidate.record_type, candidate.regime, classes, candidate.subject_role, candidate.age_band
    )


def _changed(register: Register, **changes: object) -> list[VerifiedAgreement]:
    """What is in force, with other terms of an emergency in every agreement that has any."""
    return [
        replace(one, agreement=one.agreement.model_copy(update={"break_glass": agreed.model_copy(update=changes)}))
        if (agreed := one.agreement.break_glass)
        else one
        for one in register.in_force
    ]


async def _ruled(agreements: list[VerifiedAgreement], register: Register, question: Question) -> Ruling:
    return (await EmbeddedEngine(build(agreements, (), register.day)).decide(question)).rulings[0]


@pytest.mark.parametrize("candidate", [POLICE, NURSES], ids=lambda one: one.record_type)
async def test_a_ground_opens_without_a_case_and_with_the_duties_of_an_emergency(
    candidate: Candidate, rule_on: RuleOn
) -> None:
    assert (await rule_on(candidate, case_reference=False)).effect == "deny"
    ruling = await rule_on(candidate, **DANGER)
    assert (ruling.effect, ruling.level, ruling.rules) == ("allow", 3, (BREAK_GLASS,))
    assert set(ruling.obligations) >= DUTIES
    assert ruling.agreement.startswith("LANCS-ISA-")
    assert ruling.gateways


async def test_the_obligations_of_the_rule_that_it_stands_in_for_bind_too(rule_on: RuleOn) -> None:
    ruling = await rule_on(POLICE, **DANGER)
    assert {"onward(deny)", "marking(OFFICIAL-SENSITIVE)"} <= set(ruling.obligations)
    assert [one for one in ruling.obligations if one.startswith("expire_after")] == ["expire_after(1h)"]


@pytest.mark.parametrize(
    "changes",
    [
        {"break_glass": ""},
        {"break_glass": "hurry"},
        {"role": "family_hub_worker"},
        {"agency": "ods:RXL"},
        {"purpose": "serious_violence"},
        {"assurance": "password"},
        {"training": ()},
        {"act": "export"},
        {"day": 30_000},
    ],
)
async def test_nothing_opens_on_another_ground_or_to_somebody_else(changes: dict[str, object], rule_on: RuleOn) -> None:
    assert (await rule_on(POLICE, **{**DANGER, **changes})).effect == "deny"


@pytest.mark.parametrize("barred", ["GRC", "ADOPTION", "PROTECTED_PERSON", "INTELLIGENCE", "SEXUAL_OFFENCE"])
async def test_acceptance_10_the_law_bars_it_even_then(barred: str, rule_on: RuleOn) -> None:
    ruling = await rule_on(_of(POLICE, barred), **DANGER)
    assert (ruling.effect, ruling.level, ruling.fields) == ("deny", 0, ())
    assert "never_disclosed" in ruling.reasons


async def test_a_class_that_the_agreement_excludes_is_refused_outright(rule_on: RuleOn) -> None:
    refuge = _of(POLICE, "DA_REFUGE")
    assert (await rule_on(refuge)).level == 1
    ruling = await rule_on(refuge, break_glass="s47_immediate")
    assert ruling.effect == "deny"
    assert "class_excluded" in ruling.reasons


async def test_a_class_cap_and_a_deny_rule_hold_even_then(rule_on: RuleOn) -> None:
    assert (await rule_on(_of(POLICE, "SHIELDED"), **DANGER)).level == 1
    suspect = Candidate("police:04", "police.family_involvement", "part3", (), "suspect", "under18")
    assert (await rule_on(suspect, **DANGER)).level == 2


async def test_the_serious_violence_duty_bars_health_records_even_then(
    register: Register, ask: Ask, vocabulary: Vocabulary
) -> None:
    """An emergency under the agreement that relies on section 16 alone opens no health record."""
    terms = next(one.agreement.break_glass for one in register.in_force if one.agreement.break_glass is not None)
    agreed = terms.model_copy(update={"allowed_roles": ("police_officer",)})
    duty = [
        replace(one, agreement=one.agreement.model_copy(update={"break_glass": agreed}))
        for one in register.in_force
        if one.agreement.isa_id == "LANCS-ISA-0071"
    ]
    asked = {**DANGER, "agency": "police:04", "role": "police_officer", "purpose": "serious_violence"}
    refused = await _ruled(duty, register, ask(NURSES, **asked))
    assert refused.reasons[-2:] == ("gateway_barred", "relationship_not_agreed")
    hub = Candidate("gss:E06000009", "familyhub.early_help", "part2", age_band="under18")
    assert (await _ruled(duty, register, ask(hub, **asked))).rules == (BREAK_GLASS,)


async def test_somebody_else_must_agree_where_the_agreement_asks_for_it(register: Register, ask: Ask) -> None:
    two = _changed(register, second_person=True)
    alone = await _ruled(two, register, ask(POLICE, **DANGER))
    assert alone.effect == "deny"
    assert "second_person_required" in alone.reasons
    assert (await _ruled(two, register, ask(POLICE, **DANGER, second_person=True))).rules == (BREAK_GLASS,)


@pytest.mark.parametrize(
    "changes", [{"enabled": False}, {"grounds": ("threat_to_life",)}, {"allowed_roles": ("team_manager",)}], ids=str
)
async def test_what_the_agreement_does_not_grant_does_not_open(
    changes: dict[str, object], register: Register, ask: Ask
) -> None:
    assert (await _ruled(_changed(register, **changes), register, ask(POLICE, **DANGER))).effect == "deny"


@pytest.mark.parametrize(("level", "minutes", "hours"), [(1, 30, 1), (2, 61, 2), (4, 240, 4)])
async def test_its_level_and_its_minutes_are_the_agreements_own(
    level: int, minutes: int, hours: int, register: Register, ask: Ask
) -> None:
    ruling = await _ruled(
        _changed(register, max_level=level, max_minutes=minutes), register, ask(POLICE, level=4, **DANGER)
    )
    assert ruling.level == level
    assert f"expire_after({hours}h)" in ruling.obligations


@pytest.mark.parametrize(
    ("subject", "name"), [("flow", "LANCS-ISA-0042/R2"), ("agency", "police:04"), ("connector", "police:04")]
)
async def test_a_suspension_stops_it_too(subject: str, name: str, register: Register, ask: Ask) -> None:
    stop = Suspended.model_validate({"subject": subject, "name": name, "since": 1, "by": "siro", "reason": "incident"})
    engine = EmbeddedEngine(build(register.in_force, (stop,), register.day))
    ruling = (await engine.decide(ask(POLICE, purpose="child_protection_s47", **DANGER))).rulings[0]
    assert ruling.effect == "deny"
    assert f"{subject}_suspended" in ruling.reasons


async def test_an_ordinary_question_is_decided_as_if_no_agreement_spoke_of_emergencies(
    register: Register, ask: Ask, embedded: EmbeddedEngine, vocabulary: Vocabulary
) -> None:
    plain = [
        replace(one, agreement=one.agreement.model_copy(update={"break_glass": None})) for one in register.in_force
    ]
    without = EmbeddedEngine(build(plain, (), register.day))
    kinds = tuple(
        Candidate(provider, record_type, regime, classes, role, age)
        for provider, record_type, regime in (
            ("police:04", "police.family_involvement", "part3"),
            ("gss:E06000009", "social_care.children", "part2"),
            ("ods:RXL", "health.service_involvement", "part2"),
        )
        for classes in ((), ("SHIELDED",), ("GRC",), ("NEW",))
        for role in ("victim", "suspect")
        for age in vocabulary.age_bands
    )
    for agency, role in (("gss:E06000009", "social_worker"), ("police:04", "police_supervisor")):
        for purpose in ("safeguard_child", "welfare_visit", "serious_violence"):
            asked = ask(*kinds, agency=agency, role=role, purpose=purpose)
            assert (await embedded.decide(asked)).rulings == (await without.decide(asked)).rulings
