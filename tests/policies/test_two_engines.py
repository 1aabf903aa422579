"""Both engines give the same Decision to the same Question: the whole decision table, and what Hypothesis draws."""

import os
from collections.abc import Callable
from itertools import product

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isa.vocabulary import Vocabulary, load_vocabulary
from policies.bundle import Bundle
from policies.embedded import EmbeddedEngine
from policies.engine import PolicyEngine
from policies.opa import OpaEngine
from policies.question import Candidate, Question

WORDS = load_vocabulary()
HELD = [
    ("police:04", "police.family_involvement", "part3"),
    ("gss:E06000009", "familyhub.early_help", "part2"),
    ("gss:E06000009", "social_care.children", "part2"),
    ("ods:RXL", "health.service_involvement", "part2"),
    ("ods:RW5", "health.service_involvement", "part2"),
]
ASKERS = [
    *product(["police:04"], ["police_officer", "police_supervisor", "agency_system", "ig_lead"]),
    *product(["police:04"], ["offender_manager", "intelligence_analyst", "sexual_offence_liaison"]),
    *product(["police:04", "gss:E06000009"], ["exploitation_practitioner", "exploitation_lead"]),
    *product(["gss:E06000009"], ["community_safety_lead", "youth_justice_worker", "aquazure_chair"]),
    *product(["ods:RXL", "ods:RW5"], ["safeguarding_nurse"]),
    ("org:DEMOISVA", "isva"),
    ("org:DEMOCHARITY", "third_sector_worker"),
    *product(
        ["gss:E06000009"],
        ["family_hub_worker", "family_hub_supervisor", "social_worker", "team_manager", "agency_system", "ig_lead"],
    ),
    *product(["ods:RXL"], ["health_visitor", "school_nurse", "health_supervisor", "agency_system"]),
    *product(["ods:RW5"], ["camhs_practitioner", "health_supervisor", "agency_system"]),
]
AGES = WORDS.age_bands
LEVELS = (1, 2, 3, 4)
WHOLE = bool(os.environ.get("GOLDEN_THREAD_WHOLE_TABLE"))
SHARES = 7
CLASSES = [(), *((name.value,) for name in WORDS.sensitivities)]


def test_the_table_names_every_role_of_the_vocabulary(vocabulary: Vocabulary) -> None:
    assert {role for _, role in ASKERS} == set(vocabulary.roles)


def _table() -> tuple[Candidate, ...]:
    """Every record type by class, age band and part that a person may stand in (the part varied where no class is)."""
    roles = WORDS.choices("subject_roles")
    by_class = [Candidate(*held, classes, "victim", age) for held, classes, age in product(HELD, CLASSES, AGES)]
    by_role = [Candidate(*held, (), role, age) for held, role, age in product(HELD, roles, AGES)]
    return tuple(dict.fromkeys([*by_class, *by_role]))


@pytest.mark.parametrize(("agency", "role"), ASKERS, ids=[f"{agency}-{role}" for agency, role in ASKERS])
async def test_the_decision_table_of_the_demo_agreements(
    agency: str, role: str, embedded: EmbeddedEngine, opa: OpaEngine, ask: Callable[..., Question]
) -> None:
    """Whole when GOLDEN_THREAD_WHOLE_TABLE is set; else a share of the candidates and one level each, turn about."""
    table = _table()
    turns = product(WORDS.purposes, WORDS.choices("relationships"), LEVELS if WHOLE else [None])
    for turn, (purpose, relationship, level) in enumerate(turns):
        share = table if WHOLE else table[turn % SHARES :: SHARES]
        asked = ask(
            *share,
            agency=agency,
            role=role,
            purpose=purpose,
            relationship=relationship,
            level=level or LEVELS[turn % len(LEVELS)],
        )
        assert await embedded.decide(asked) == await opa.decide(asked)


_WORD = st.sampled_from
_CANDIDATES = st.builds(
    lambda held, regime, classes, role, age, area: Candidate(
        held[0], held[1], regime or held[2], classes, role, age, area
    ),
    _WORD([*HELD, ("police:04", "health.service_involvement", "part2"), ("org:NOBODY", "tax", "part2")]),
    _WORD(["", "part2", "part3", "part9"]),
    st.lists(_WORD([*(name.value for name in WORDS.sensitivities), "NEW_CLASS"]), max_size=3).map(tuple),
    _WORD([*WORDS.choices("subject_roles"), "bystander"]),
    _WORD([*AGES, "elder"]),
    _WORD(["", "BLACKPOOL", "MARS"]),
)
_QUESTIONS = st.builds(
    Question,
    agency=_WORD(["police:04", "gss:E06000009", "ods:RXL", "ods:RW5", "org:NOBODY"]),
    role=_WORD([*WORDS.roles, "wizard"]),
    assurance=_WORD([*WORDS.assurances, "none"]),
    training=st.lists(_WORD(["IG-L2", "SAFEGUARDING-L3"]), unique=True).map(tuple),
    act=_WORD([*WORDS.acts, "guess"]),
    level=st.integers(-1, 6),
    purpose=_WORD([*WORDS.purposes, "curiosity"]),
    relationship=_WORD([*WORDS.choices("relationships"), "friend"]),
    case_reference=st.booleans(),
    day=_WORD([20_000, 20_776, 20_777, 20_778, 21_100, 30_000]),
    candidates=st.lists(_CANDIDATES, min_size=1, max_size=6, unique=True).map(tuple),
    user=_WORD(["", "staff-1"]),
)
_LIKELY = st.builds(
    lambda question, asker, purpose, relationship: msgspec.structs.replace(
        question,
        agency=asker[0],
        role=asker[1],
        purpose=purpose,
        relationship=relationship,
        act="find",
        assurance="mfa",
        case_reference=True,
        day=20_777,
    ),
    _QUESTIONS,
    _WORD(ASKERS),
    _WORD(["safeguard_child", "child_protection_s47", "early_help_coordination", "welfare_visit"]),
    _WORD(["open_case", "visit"]),
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(st.one_of(_QUESTIONS, _LIKELY), min_size=20, max_size=25))
async def test_whatever_is_asked_both_engines_answer_alike(
    embedded: EmbeddedEngine, opa_url: str, bundle: Bundle, questions: list[Question]
) -> None:
    """At least 2,000 questions: 100 examples of 20 or more."""
    opa = OpaEngine(opa_url, bundle.digest, timeout=60)
    try:
        for question in questions:
            assert await _decided(embedded, question) == await _decided(opa, question)
    finally:
        await opa.close()


async def _decided(engine: PolicyEngine, question: Question) -> object:
    decision = await engine.decide(question)
    for ruling in decision.rulings:
        assert ruling.level <= max(question.level, 0)
    return decision
