"""What the emergency's page offers is what both engines open: no purpose more, and none less."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from isa.register import Register, Suspended
from isa.signing import VerifiedAgreement
from isa.vocabulary import Vocabulary
from policies.bundle import Bundle, build
from policies.embedded import EmbeddedEngine
from policies.emergencies import Opened, opened_in_emergencies
from policies.engine import PolicyEngine
from policies.opa import OpaEngine
from policies.question import Candidate
from policies.terms import BREAK_GLASS

MEETING = "daily_exploitation_missing_meeting"
ANYTHING = {"case_reference": False, "relationship": "emergency", "second_person": True}


def everything_held(register: Register) -> tuple[Candidate, ...]:
    """One record of each kind that an agreement with an emergency speaks of, of a child and of a grown-up victim."""
    held = {
        (party.org_id, kind)
        for one in register.in_force
        if one.agreement.break_glass
        for rule in one.agreement.rules
        for party in one.agreement.parties
        if {"*", party.org_id} & set(rule.provider)
        for kind in rule.record_types
    }
    return tuple(
        Candidate(org, kind, "part3" if org.startswith("police") else "part2", (), role, age)
        for (org, kind), (role, age) in product(sorted(held), (("victim", "adult"), ("unknown", "under18")))
    )


def askers(register: Register, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """Everybody whom an agreement lets declare, and one role beside, with every purpose."""
    agencies = sorted(
        {p.org_id for one in register.in_force if one.agreement.break_glass for p in one.agreement.parties}
    )
    roles = {
        role for one in register.in_force if (agreed := one.agreement.break_glass) for role in agreed.allowed_roles
    }
    named = {
        one.code for agreed in register.in_force if agreed.agreement.break_glass for one in agreed.agreement.purposes
    }
    beside = [code for code in vocabulary.purposes if code not in named][:1]
    yield from product(agencies, sorted(roles | {"family_hub_worker"}), [*sorted(named), *beside])


async def opened_by(engine: PolicyEngine, register: Register, vocabulary: Vocabulary, ask) -> Opened:
    """The same from an engine's own rulings."""
    held, found = everything_held(register), {}
    grounds = sorted({g for one in register.in_force if (agreed := one.agreement.break_glass) for g in agreed.grounds})
    training = tuple(vocabulary.training)
    for (agency, role, purpose), ground in product(askers(register, vocabulary), grounds):
        question = ask(
            *held, **ANYTHING, agency=agency, role=role, purpose=purpose, break_glass=ground, training=training
        )
        rulings = (await engine.decide(question)).rulings
        if any(one.effect == "allow" and BREAK_GLASS in one.rules for one in rulings):
            opened = found.setdefault((agency, role), {})
            opened[ground] = opened.get(ground, frozenset()) | {purpose}
    return found


async def test_the_embedded_engine_opens_exactly_what_is_offered(
    embedded: EmbeddedEngine, bundle: Bundle, register: Register, vocabulary: Vocabulary, ask
) -> None:
    offered = opened_in_emergencies(bundle)
    assert offered[("gss:E06000009", "social_worker")]["s47_immediate"] >= {"safeguard_child"}
    assert await opened_by(embedded, register, vocabulary, ask) == offered


async def test_an_opa_server_opens_exactly_what_is_offered(
    opa: OpaEngine, bundle: Bundle, register: Register, vocabulary: Vocabulary, ask
) -> None:
    assert await opened_by(opa, register, vocabulary, ask) == opened_in_emergencies(bundle)


async def test_what_is_suspended_is_not_offered(register: Register, vocabulary: Vocabulary, ask) -> None:
    stop = Suspended(subject="agency", name="gss:E06000009", since=1, by="siro", reason="test")
    stopped = build(register.in_force, (stop,), register.day)
    offered = opened_in_emergencies(stopped)
    assert ("gss:E06000009", "social_worker") not in offered and ("police:04", "police_supervisor") in offered
    assert await effects(stopped, register, vocabulary, ask) == {"deny"}


def with_conditions(register: Register, *more: str) -> list[VerifiedAgreement]:
    """What is in force, every allow rule with more conditions."""
    changed = []
    for one in register.in_force:
        rules = tuple(
            rule.model_copy(update={"conditions": (*rule.conditions, *more)}) if rule.effect == "allow" else rule
            for rule in one.agreement.rules
        )
        changed.append(replace(one, agreement=one.agreement.model_copy(update={"rules": rules})))
    return changed


@pytest.mark.parametrize("condition", [f"requires_forum_membership({MEETING})", "during(forum)"])
async def test_what_is_told_at_a_meeting_only_is_not_offered(
    condition: str, register: Register, vocabulary: Vocabulary, ask
) -> None:
    told = build(with_conditions(register, condition), (), register.day)
    assert opened_in_emergencies(told) == {}
    assert await effects(told, register, vocabulary, ask) == {"deny"}


async def effects(bundle: Bundle, register: Register, vocabulary: Vocabulary, ask) -> set[str]:
    """What a social worker's emergency comes to, of all that is held."""
    question = ask(
        *everything_held(register), **ANYTHING, break_glass="s47_immediate", training=tuple(vocabulary.training)
    )
    return {one.effect for one in (await EmbeddedEngine(bundle).decide(question)).rulings}
