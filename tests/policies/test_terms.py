"""What the words of a document come to: meetings, ages, classes, a review overdue, and a side without a basis."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from isa.agreement import Agreement
from isa.register import Register
from isa.signing import VerifiedAgreement
from policies.bundle import build
from policies.decision import Ruling
from policies.embedded import EmbeddedEngine
from policies.question import Candidate, Question

POLICE = Candidate("police:04", "police.family_involvement", "part3", subject_role="victim", age_band="adult")
MEETING = "daily_exploitation_missing_meeting"
Ask = Callable[..., Question]


def _only(register: Register, change: Callable[[Agreement], Agreement]) -> list[VerifiedAgreement]:
    """The agreement of police and council alone, changed."""
    return [
        replace(one, agreement=change(one.agreement))
        for one in register.in_force
        if one.agreement.isa_id == "LANCS-ISA-0042"
    ]


def _with(**changes: object) -> Callable[[Agreement], Agreement]:
    return lambda agreement: agreement.model_copy(update=changes)


def _conditions(*more: str) -> Callable[[Agreement], Agreement]:
    """Every allow rule with more conditions."""

    def change(agreement: Agreement) -> Agreement:
        rules = tuple(
            rule.model_copy(update={"conditions": (*rule.conditions, *more)}) if rule.effect == "allow" else rule
            for rule in agreement.rules
        )
        return agreement.model_copy(update={"rules": rules})

    return change


async def _ruled(agreements: list[VerifiedAgreement], question: Question, day: date | None = None) -> Ruling:
    on = (day or date(2026, 11, 20)).toordinal() - date(1970, 1, 1).toordinal()
    return (await EmbeddedEngine(build(agreements, (), on)).decide(question)).rulings[0]


@pytest.mark.parametrize(
    ("condition", "asked", "reason"),
    [
        (f"requires_forum_membership({MEETING})", {"forum": MEETING}, None),
        (f"requires_forum_membership({MEETING})", {}, "other_meeting"),
        (f"requires_forum_membership({MEETING})", {"forum": "aquazure"}, "other_meeting"),
        (f"requires_attendance({MEETING})", {"forum": MEETING, "attends": True}, None),
        (f"requires_attendance({MEETING})", {"forum": MEETING}, "attendance_required"),
        (f"requires_attendance({MEETING})", {"attends": True}, "other_meeting"),
        ("during(forum)", {}, "act_not_agreed"),
        ("during(forum)", {"act": "forum"}, None),
    ],
)
async def test_a_condition_on_a_meeting_holds_at_that_meeting_alone(
    condition: str, asked: dict[str, object], reason: str | None, register: Register, ask: Ask
) -> None:
    ruling = await _ruled(_only(register, _conditions(condition)), ask(POLICE, **asked))
    assert (ruling.effect == "allow") == (reason is None)
    assert reason is None or reason in ruling.reasons


async def test_a_purpose_of_a_meeting_is_for_that_meeting_alone(register: Register, ask: Ask) -> None:
    def change(agreement: Agreement) -> Agreement:
        purposes = tuple(one.model_copy(update={"forum_id": MEETING}) for one in agreement.purposes)
        return agreement.model_copy(update={"purposes": purposes})

    belongs = _only(register, change)
    assert "other_meeting" in (await _ruled(belongs, ask(POLICE))).reasons
    assert (await _ruled(belongs, ask(POLICE, forum=MEETING))).level == 3


async def test_two_meetings_at_once_are_no_meeting(register: Register, ask: Ask) -> None:
    both = _only(register, _conditions(f"requires_forum_membership({MEETING})", "requires_forum_membership(aquazure)"))
    for forum in ("", MEETING, "aquazure"):
        assert (await _ruled(both, ask(POLICE, forum=forum))).effect == "deny"


async def test_a_rule_for_children_tells_of_no_adult_and_of_nobody_of_unknown_age(register: Register, ask: Ask) -> None:
    children = _only(register, _conditions("subject_age(under18)"))
    of_age = {
        age: await _ruled(children, ask(Candidate(*_kind(), (), "victim", age)))
        for age in ("under18", "adult", "unknown")
    }
    assert of_age["under18"].effect == "allow"
    assert "adult_basis_required" in of_age["adult"].reasons
    assert of_age["unknown"].reasons == ("subject_not_agreed",)


def _kind() -> tuple[str, str, str]:
    return POLICE.provider, POLICE.record_type, POLICE.regime


async def test_a_class_that_the_agreement_does_not_name_or_not_to_this_role_stays_shut(
    register: Register, ask: Ask
) -> None:
    mental = Candidate(*_kind(), ("MENTAL_HEALTH",), "victim", "adult")
    agreed = register.in_force[0].agreement.sensitivity or next(
        one.agreement.sensitivity for one in register.in_force if one.agreement.sensitivity is not None
    )
    named = agreed.model_copy(update={"classes": ("MENTAL_HEALTH",), "visible_to": ("social_worker",)})
    assert (await _ruled(_only(register, _with(sensitivity=named)), ask(mental))).level == 1
    for shut in (
        named.model_copy(update={"classes": ("SHIELDED",)}),
        named.model_copy(update={"visible_to": ("team_manager",)}),
        named.model_copy(update={"default_level": 0}),
    ):
        ruling = await _ruled(_only(register, _with(sensitivity=shut)), ask(mental))
        assert ruling.effect == "deny"
        assert "class_not_agreed" in ruling.reasons


@pytest.mark.parametrize(("degrades", "late", "level"), [(False, 1, 3), (True, 1, 1), (True, 0, 3)])
async def test_acceptance_18_an_overdue_review_leaves_what_the_document_says(
    degrades: bool, late: int, level: int, register: Register, ask: Ask
) -> None:
    due = date(2027, 6, 30)
    overdue = _only(register, _with(review_due=due.isoformat(), review_degrades=degrades))
    on = due + timedelta(days=late)
    ruling = await _ruled(overdue, ask(POLICE, day=on.toordinal() - date(1970, 1, 1).toordinal()), on)
    assert ruling.level == level


@pytest.mark.parametrize("side", ["provider", "recipient"])
async def test_without_a_lawful_basis_on_either_side_nothing_is_told(side: str, register: Register, ask: Ask) -> None:
    """The document would be refused at load; the bundle does not rely on that."""

    def change(agreement: Agreement) -> Agreement:
        kept = tuple(basis for basis in agreement.lawful_basis if basis.side != side)
        return agreement.model_copy(update={"lawful_basis": kept})

    assert (await _ruled(_only(register, change), ask(POLICE))).effect == "deny"
    assert (await _ruled(_only(register, lambda agreement: agreement), ask(POLICE))).effect == "allow"


async def test_equal_documents_come_to_equal_numbers_whatever_their_order(register: Register) -> None:
    assert build(register.in_force, (), 20_777).agreed == build(tuple(reversed(register.in_force)), (), 20_777).agreed


@pytest.mark.parametrize("barred", ["MENTAL_HEALTH", "SUBSTANCE_MISUSE", "SEXUAL_HEALTH"])
async def test_the_serious_violence_duty_opens_no_help_with_health_whoever_gives_it(
    barred: str, register: Register, ask: Ask
) -> None:
    """PCSC Act 2022 s.16 excludes patient information held by any body: here a Family Hub's record of such a class."""
    duty = [one for one in register.in_force if one.agreement.isa_id == "LANCS-ISA-0071"]
    asked = {"agency": "police:04", "role": "police_officer", "purpose": "serious_violence"}
    hub = ("gss:E06000009", "familyhub.early_help", "part2")
    ruling = await _ruled(duty, ask(Candidate(*hub, (barred,), age_band="under18"), **asked))
    assert (ruling.effect, ruling.level) == ("deny", 0)
    assert "gateway_barred" in ruling.reasons
    assert (await _ruled(duty, ask(Candidate(*hub, (), age_band="under18"), **asked))).level == 1
    assert (await _ruled(duty, ask(Candidate(*hub, ("DA_VICTIM",), age_band="under18"), **asked))).effect == "allow"
