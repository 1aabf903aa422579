"""What the demo partnership's agreements let people learn: the acceptance scenarios, as rulings."""

from collections.abc import Awaitable, Callable

import pytest

from isa.register import Register, Suspended
from policies.bundle import build
from policies.decision import Ruling
from policies.embedded import EmbeddedEngine
from policies.question import Candidate, Question

RuleOn = Callable[..., Awaitable[Ruling]]

POLICE = Candidate("police:04", "police.family_involvement", "part3", subject_role="victim", age_band="adult")
HUB = Candidate("gss:E06000009", "familyhub.early_help", "part2", age_band="under18")
CARE = Candidate("gss:E06000009", "social_care.children", "part2", age_band="under18")
NURSES = Candidate("ods:RXL", "health.service_involvement", "part2", age_band="under18")
CAMHS = Candidate("ods:RW5", "health.service_involvement", "part2", ("MENTAL_HEALTH",), age_band="under18")

OFFICER = {"agency": "police:04", "role": "police_officer"}
VISIT = {**OFFICER, "purpose": "welfare_visit", "relationship": "visit", "case_reference": False}
HUB_WORKER = {"role": "family_hub_worker", "purpose": "early_help_coordination"}


def _of(candidate: Candidate, *classes: str) -> Candidate:
    return Candidate(
        candidate.provider, candidate.record_type, candidate.regime, classes, candidate.subject_role, candidate.age_band
    )


async def test_acceptance_1_an_officer_on_a_visit_learns_that_social_care_is_involved_and_no_more(
    rule_on: RuleOn,
) -> None:
    care = await rule_on(CARE, **VISIT)
    assert (care.level, care.fields, care.rules) == (1, ("involvement_exists",), ("R6",))
    assert "broker_contact" in care.obligations
    hub = await rule_on(HUB, **VISIT)
    assert hub.level == 2
    assert "contact_card" in hub.fields
    assert not {"categories", "events", "detail", "subject_role"} & set(hub.fields)
    assert (await rule_on(NURSES, **VISIT)).effect == "deny"


@pytest.mark.parametrize("candidate", [POLICE, HUB, CARE, NURSES], ids=lambda one: one.record_type)
async def test_acceptance_2_a_social_worker_learns_whom_to_contact_everywhere(
    candidate: Candidate, rule_on: RuleOn
) -> None:
    ruling = await rule_on(candidate, level=2)
    assert (ruling.effect, ruling.level) == ("allow", 2)
    assert {"contact_card", "service", "lead_professional"} <= set(ruling.fields)
    assert ruling.gateways
    assert ruling.agreement_digest.startswith("sha256:")


async def test_acceptance_2_camhs_is_another_service_and_contact_is_brokered(rule_on: RuleOn) -> None:
    ruling = await rule_on(CAMHS)
    assert (ruling.level, ruling.fields) == (1, ("involvement_exists",))
    assert "broker_contact" in ruling.obligations
    assert ruling.reasons == ("capped_by_class",)


async def test_acceptance_9_the_serious_violence_duty_opens_no_health_record(rule_on: RuleOn) -> None:
    duty = {**OFFICER, "purpose": "serious_violence"}
    assert (await rule_on(NURSES, **duty)).reasons == ("gateway_barred",)
    assert (await rule_on(CARE, **duty)).reasons == ("gateway_barred",)
    assert (await rule_on(HUB, **duty)).level == 1
    enquiry = await rule_on(NURSES, **OFFICER, purpose="child_protection_s47")
    assert (enquiry.effect, enquiry.level) == ("allow", 2)
    assert "CA1989.s47" in enquiry.gateways


async def test_a_social_worker_gets_a_summary_and_a_hub_worker_gets_contacts(rule_on: RuleOn) -> None:
    assert (await rule_on(POLICE)).level == 3
    assert (await rule_on(NURSES)).level == 3
    assert (await rule_on(POLICE, **HUB_WORKER)).level == 2
    assert (await rule_on(NURSES, **HUB_WORKER)).level == 2


@pytest.mark.parametrize("candidate", [POLICE, HUB, CARE, NURSES], ids=lambda one: one.record_type)
async def test_a_shielded_person_is_at_most_known_to_exist(candidate: Candidate, rule_on: RuleOn) -> None:
    ruling = await rule_on(_of(candidate, "SHIELDED"))
    assert (ruling.level, ruling.fields) == (1, ("involvement_exists",))
    assert {"broker_contact", "notify_ig"} <= set(ruling.obligations)


@pytest.mark.parametrize("barred", ["GRC", "ADOPTION", "PROTECTED_PERSON", "INTELLIGENCE", "SEXUAL_OFFENCE"])
@pytest.mark.parametrize("purpose", ["safeguard_child", "child_protection_s47"])
async def test_the_never_list_is_never_disclosed(barred: str, purpose: str, rule_on: RuleOn) -> None:
    for candidate in (POLICE, HUB, CARE, NURSES):
        ruling = await rule_on(_of(candidate, barred, "SHIELDED"), purpose=purpose)
        assert (ruling.effect, ruling.level, ruling.fields) == ("deny", 0, ())
        assert "never_disclosed" in ruling.reasons


async def test_a_young_suspects_summary_is_denied_and_a_young_victims_is_not(rule_on: RuleOn) -> None:
    def young(role: str, age: str) -> Candidate:
        return Candidate("police:04", "police.family_involvement", "part3", (), role, age)

    assert (await rule_on(young("suspect", "under18"))).level == 2
    assert (await rule_on(young("convicted", "unknown"))).level == 2
    assert (await rule_on(young("suspect", "adult"))).level == 3
    assert (await rule_on(young("victim", "under18"))).level == 3


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"case_reference": False}, "case_reference_required"),
        ({"relationship": "visit"}, "relationship_not_agreed"),
        ({"assurance": "password"}, "assurance_too_low"),
        ({"training": ()}, "training_required"),
        ({"act": "export"}, "act_not_agreed"),
        ({"act": "anything"}, "act_not_agreed"),
        ({"purpose": "welfare_visit"}, "no_rule"),
        ({"role": "ig_lead"}, "no_rule"),
        ({"agency": "gss:E06000008"}, "no_rule"),
        ({"day": 21_100}, "not_in_force"),
        ({"day": 20_000}, "not_in_force"),
    ],
)
async def test_what_a_condition_lacks_is_said_to_the_ig_lead(
    changes: dict[str, object], reason: str, rule_on: RuleOn
) -> None:
    ruling = await rule_on(POLICE, **changes)
    assert (ruling.effect, ruling.fields) == ("deny", ())
    assert reason in ruling.reasons


async def test_an_agency_finds_its_own_records_by_the_charter(rule_on: RuleOn) -> None:
    own = await rule_on(POLICE, **VISIT)
    assert (own.agreement, own.level) == ("LANCS-CHARTER-001", 3)
    assert (await rule_on(CARE, **HUB_WORKER)).level == 2
    assert (await rule_on(NURSES, agency="ods:RXL", role="school_nurse")).level == 3


@pytest.mark.parametrize(
    ("subject", "name", "reason"),
    [
        ("flow", "LANCS-ISA-0042/R2", "flow_suspended"),
        ("agency", "police:04", "agency_suspended"),
        ("agency", "gss:E06000009", "agency_suspended"),
        ("connector", "police:04/police.family_involvement", "connector_suspended"),
        ("connector", "police:04", "connector_suspended"),
        ("user", "staff-1", "user_suspended"),
        ("agreement", "LANCS-ISA-0042", "no_rule"),
    ],
)
async def test_a_suspension_takes_effect_with_the_next_bundle(
    subject: str, name: str, reason: str, register: Register, ask: Callable[..., Question]
) -> None:
    stop = Suspended.model_validate({"subject": subject, "name": name, "since": 1, "by": "siro", "reason": "incident"})
    before, after = build(register.in_force, (), 20_777), build(register.in_force, (stop,), 20_777)
    assert before.digest != after.digest
    assert after.names_users == (subject == "user")
    decision = await EmbeddedEngine(after).decide(ask(POLICE, user="staff-1" if after.names_users else ""))
    assert decision.rulings[0].effect == "deny"
    assert reason in decision.rulings[0].reasons


async def test_one_flow_is_stopped_and_the_other_of_its_agreement_runs(
    register: Register, ask: Callable[..., Question]
) -> None:
    reports = Candidate("gss:E06000009", "asb.incident", "part2", (), "suspect", "adult", "BLACKPOOL")
    patrol = ask(reports, **OFFICER, purpose="asb")
    feed = ask(
        reports,
        agency="police:04",
        role="agency_system",
        purpose="prevent_crime_disorder",
        act="push",
        assurance="key",
    )
    stop = Suspended(subject="agreement", name="LANCS-FLOW-0084-1", since=1, by="siro", reason="incident")
    before, after = (EmbeddedEngine(build(register.in_force, stops, 20_777)) for stops in ((), (stop,)))
    assert [(await before.decide(one)).rulings[0].level for one in (patrol, feed)] == [3, 3]
    assert [(await after.decide(one)).rulings[0].level for one in (patrol, feed)] == [0, 3]


async def test_an_agency_that_only_receives_gives_nothing(rule_on: RuleOn) -> None:
    """The council keeps no releases and the police no reports of the council's kind: no rule speaks of them."""
    for candidate in (
        Candidate("gss:E06000009", "prison.release", "part2", (), "convicted", "adult", "BLACKPOOL"),
        Candidate("police:04", "asb.incident", "part3", (), "suspect", "adult", "BLACKPOOL"),
    ):
        ruling = await rule_on(candidate, **OFFICER, purpose="asb")
        assert (ruling.effect, ruling.reasons) == ("deny", ("no_rule",))
