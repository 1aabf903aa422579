"""An explanation comes to the engine's own ruling, over the whole decision table; and its parts say what led there."""

import os
from collections.abc import Callable
from itertools import product

import msgspec
import pytest

from isa.register import Register, Suspended
from isa.vocabulary import Vocabulary, load_vocabulary
from policies.bundle import Bundle, build
from policies.embedded import EmbeddedEngine
from policies.explained import CandidateExplained, Explanation
from policies.explanation import CONDITION_OF, Explainer
from policies.question import Candidate, Question

WORDS = load_vocabulary()
DAY = 20_777
WHOLE = bool(os.environ.get("GOLDEN_THREAD_WHOLE_TABLE"))
SHARES = 11
CLASSES = [(), ("MENTAL_HEALTH",), ("SHIELDED", "STAFF_VIP"), ("GRC",), ("NEW_CLASS",)]
POLICE = Candidate("police:04", "police.family_involvement", "part3", subject_role="victim", age_band="adult")
CARE = Candidate("gss:E06000009", "social_care.children", "part2", age_band="under18")
NURSES = Candidate("ods:RXL", "health.service_involvement", "part2", age_band="under18")


@pytest.fixture(scope="module")
def explainer(bundle: Bundle, register: Register, vocabulary: Vocabulary) -> Explainer:
    return Explainer(bundle, register.in_force, vocabulary)


@pytest.fixture(scope="module")
def explain(explainer: Explainer, embedded: EmbeddedEngine) -> Callable[..., object]:
    async def explained(question: Question) -> Explanation:
        return await explainer.explain(question, await embedded.decide(question))

    return explained


def _comes_to(one: CandidateExplained, question: Question) -> tuple[object, ...]:
    """Effect, level, rules and reasons as they follow from the parts: the order of evaluation of the design."""
    giving = [rule for rule in one.considered if rule.holds and rule.effect == "allow"]
    best = max((rule.level for rule in giving), default=0)
    never = {"unknown_class" if not _known(name) else "never_disclosed" for name in one.classes if _cap(one, name) == 0}
    leaves = [rule.leaves for rule in one.considered if rule.holds and rule.effect == "deny"]
    level = min([question.level, best, *(each.cap for each in one.classed), *leaves])
    if level > 0 and not never:
        leading = next(rule for rule in giving if rule.level == best)
        capped = {"capped_by_class"} if any(each.cap < best for each in one.classed) else set()
        return "allow", level, leading.agreement, (leading.rule,), capped
    allowing = [rule for rule in one.considered if rule.effect == "allow"]
    failed = {said.code for rule in allowing for said in rule.failed} if allowing else {"no_rule"}
    denied = {"denied_by_rule"} if leaves else set()
    return "deny", 0, "", (), never | denied | failed


def _known(name: str) -> bool:
    return name in {each.value for each in WORDS.sensitivities}


def _cap(one: CandidateExplained, name: str) -> int:
    return next(each.cap for each in one.classed if each.sensitivity == name)


def _questions(bundle: Bundle, ask: Callable[..., Question]) -> list[Question]:
    """Everyone whom the index names, for every purpose of theirs, and the ways in which a condition can fail.

    Whole when GOLDEN_THREAD_WHOLE_TABLE is set; else a share of the candidates, turn about.
    """
    index = msgspec.json.decode(bundle.agreed)["index"]
    changes: list[dict[str, object]] = [
        {},
        {"level": 1},
        {"relationship": "visit", "case_reference": False},
        {"training": ()},
        {"assurance": "password"},
        {"act": "export"},
        {"day": 30_000},
        {"day": DAY - 900},
    ]
    asked = []
    for agency, roles in index.items():
        for (role, purposes), turn in product(roles.items(), range(len(changes))):
            for at, (purpose, mine) in enumerate(purposes.items()):
                held = [(provider, kind) for provider, kinds in mine.get("held", mine).items() for kind in kinds]
                shape = {"level": 4, "agency": agency, "role": role, "purpose": purpose, "day": DAY}
                every = _candidates(held, turn + at)
                share = every if WHOLE else every[len(asked) % SHARES :: SHARES]
                asked.append(ask(*share, **{**shape, **changes[turn]}))
    return asked if WHOLE else asked[::61]


def _candidates(held: list[tuple[str, str]], turn: int) -> list[Candidate]:
    roles = WORDS.choices("subject_roles")
    varied = product(held, CLASSES, enumerate(WORDS.age_bands))
    return [
        Candidate(provider, kind, regime, classes, roles[(turn + at) % len(roles)], age)
        for (provider, kind), classes, (at, age) in varied
        for regime in [WORDS.record_types[kind].regimes[turn % len(WORDS.record_types[kind].regimes)]]
    ]


async def test_over_the_decision_table_the_parts_come_to_the_engines_ruling(
    bundle: Bundle, embedded: EmbeddedEngine, explain: Callable[..., object], ask: Callable[..., Question]
) -> None:
    questions = _questions(bundle, ask)
    allowed = 0
    for question in questions:
        explanation = await explain(question)
        decision = await embedded.decide(question)
        assert explanation.bundle == decision.bundle
        for one, ruling in zip(explanation.candidates, decision.rulings, strict=True):
            codes = {said.code for said in one.reasons}
            assert (one.effect, one.level, one.rules, codes) == (
                ruling.effect,
                ruling.level,
                ruling.rules,
                set(ruling.reasons),
            )
            effect, level, agreement, rules, reasons = _comes_to(one, question)
            assert (effect, level, agreement, rules, reasons) == (
                one.effect,
                one.level,
                one.agreement,
                one.rules,
                codes,
            )
            if one.effect == "allow":
                allowed += 1
                assert min(bound.level for bound in one.bounds) == one.level
                assert all(each.sources for each in one.obligations)
                assert [each.code for each in one.gateways] == list(ruling.gateways)
                assert all(each.stands for each in one.gateways)
    assert len(questions) > 20
    assert allowed > (1000 if WHOLE else 5)


async def test_a_condition_that_was_not_met_is_named_with_its_rule(
    explain: Callable[..., object], ask: Callable[..., Question]
) -> None:
    (one,) = (await explain(ask(POLICE, case_reference=False))).candidates
    rule = next(rule for rule in one.considered if rule.rule == "R2" and rule.agreement == "LANCS-ISA-0042")
    assert not rule.holds
    assert [said.code for said in rule.failed] == ["case_reference_required"]
    assert {each.condition: each.met for each in rule.conditions}["requires_case_ref"] is False
    assert sum(not each.met for each in rule.conditions) == 1


async def test_a_yes_says_rule_conditions_gateway_and_end(
    explain: Callable[..., object], ask: Callable[..., Question]
) -> None:
    (one,) = (await explain(ask(POLICE))).candidates
    assert one.effect == "allow"
    decides = [rule for rule in one.considered if rule.decides]
    assert [(rule.agreement, rule.rule) for rule in decides] == [(one.agreement, one.rules[0])]
    assert all(each.met for rule in decides for each in rule.conditions)
    for part in (
        "Agreement LANCS-ISA-0042",
        "a case reference",
        "Children Act 2004, section 10",
        "The agreement ends on",
    ):
        assert part in one.sentence
    assert {each.code: bool(each.commenced_on and each.source) for each in one.gateways}["CA2004.s10"]


async def test_a_class_that_is_never_told_names_its_statute(
    explain: Callable[..., object], ask: Callable[..., Question]
) -> None:
    sensitive = msgspec.structs.replace(NURSES, classes=("GRC",))
    (one,) = (await explain(ask(sensitive))).candidates
    assert [said.code for said in one.reasons] == ["class_not_agreed", "never_disclosed"]
    assert [(each.cap, each.bar) for each in one.classed] == [(0, "Gender Recognition Act 2004, section 22")]
    assert {said.code for rule in one.considered for said in rule.failed} == {"class_not_agreed"}


async def test_a_gateway_that_is_barred_fails_the_rule_and_no_condition(
    explain: Callable[..., object], ask: Callable[..., Question]
) -> None:
    question = ask(CARE, agency="police:04", role="police_officer", purpose="serious_violence")
    (one,) = (await explain(question)).candidates
    assert [said.code for rule in one.considered for said in rule.failed] == ["gateway_barred"]
    assert all(each.met for rule in one.considered for each in rule.conditions)


async def test_a_deny_that_bites_bounds_the_level(explain: Callable[..., object], ask: Callable[..., Question]) -> None:
    young = Candidate("police:04", "police.family_involvement", "part3", (), "suspect", "under18")
    (one,) = (await explain(ask(young, level=4))).candidates
    deny = next(rule for rule in one.considered if rule.effect == "deny")
    assert (deny.holds, deny.leaves, one.level) == (True, 2, 2)
    assert "no one may learn more" in deny.sentence


async def test_where_no_agreement_speaks_nothing_was_considered(
    explain: Callable[..., object], ask: Callable[..., Question]
) -> None:
    (one,) = (await explain(ask(POLICE, role="wizard"))).candidates
    assert (one.considered, [said.code for said in one.reasons]) == ((), ["no_rule"])
    assert one.sentence.startswith("Nothing may be told.")


async def test_a_suspension_is_what_failed(
    register: Register, vocabulary: Vocabulary, ask: Callable[..., Question]
) -> None:
    stop = Suspended.model_validate(
        {"subject": "flow", "name": "LANCS-ISA-0042/R2", "since": 1, "by": "siro", "reason": "incident"}
    )
    stopped = build(register.in_force, (stop,), DAY)
    question = ask(POLICE)
    decision = await EmbeddedEngine(stopped).decide(question)
    (one,) = (await Explainer(stopped, register.in_force, vocabulary).explain(question, decision)).candidates
    failed = {rule.rule: [said.code for said in rule.failed] for rule in one.considered if rule.failed}
    assert failed == {"R2": ["flow_suspended"]}


def test_every_condition_that_is_enforced_has_a_code_that_speaks_of_it() -> None:
    spoken_of = {word for words in CONDITION_OF.values() for word in words}
    assert {name for name, word in WORDS.conditions.items() if word.enforced} <= spoken_of
