"""The part of a bundle that an asker can reach decides as the whole does, and no more is compiled than is asked."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from isa.register import Register
from policies.bundle import Bundle
from policies.embedded import MOST_BEFORE, MOST_SLICES, EmbeddedEngine
from policies.engine import PolicyUnavailable
from policies.question import Candidate, Question
from policies.slices import NOBODY, Key, Slices

Ask = Callable[..., Question]
HUB = Candidate("gss:E06000009", "familyhub.early_help", "part2", age_band="under18")
POLICE = Candidate("police:04", "police.family_involvement", "part3", subject_role="victim", age_band="adult")


def _kinds(bundle: Bundle, question: Question) -> int:
    slices = Slices(bundle)
    return len(set(slices.cut(slices.key(question)).kinds(question)))


def test_a_slice_names_only_what_its_asker_can_reach(bundle: Bundle, ask: Ask) -> None:
    slices = Slices(bundle)
    key = slices.key(ask(POLICE))
    data, whole = json.loads(slices.cut(key).agreed), json.loads(bundle.agreed)
    assert key == Key("gss:E06000009", "social_worker", "safeguard_child")
    assert list(data["index"]) == ["gss:E06000009"]
    assert 0 < len(data["rules"]) < len(whole["rules"])
    assert {name: data[name] for name in ("digest", "day", "classes", "weaker", "suspended_users")} == {
        name: whole[name] for name in ("digest", "day", "classes", "weaker", "suspended_users")
    }


def test_strangers_share_one_slice_and_a_ground_that_nobody_agreed_makes_none(bundle: Bundle, ask: Ask) -> None:
    slices = Slices(bundle)
    assert slices.key(ask(POLICE, role="wizard")) == slices.key(ask(POLICE, agency="org:X")) == NOBODY
    assert slices.key(ask(POLICE, break_glass="haste")) == slices.key(ask(POLICE))
    assert slices.key(ask(POLICE, break_glass="s47_immediate")).ground == "s47_immediate"


@pytest.mark.parametrize(
    ("change", "apart"),
    [
        ({}, False),
        ({"subject_role": "parent_carer"}, False),
        ({"area": "ANYWHERE"}, False),
        ({"age_band": "elder"}, True),
        ({"regime": "part3"}, True),
        ({"classes": ("MENTAL_HEALTH",)}, True),
        ({"provider": "org:X"}, True),
        ({"record_type": "none"}, True),
        ({"record_type": "social_care.children"}, True),
        ({"subject_role": "bystander"}, True),
    ],
)
def test_kinds_that_the_rules_tell_apart_are_put_apart(
    change: dict[str, object], apart: bool, bundle: Bundle, ask: Ask
) -> None:
    other = msgspec.structs.replace(HUB, **change)
    assert _kinds(bundle, ask(HUB, other)) == (2 if apart else 1)


@pytest.mark.parametrize(
    ("terms", "respect"), [({"areas": ["one"]}, "area"), ({"outgrown": ["one"], "subjects": {}}, "age_band")]
)
def test_what_few_rules_say_tells_kinds_apart_too(
    terms: dict[str, object], respect: str, bundle: Bundle, ask: Ask
) -> None:
    agreed = json.loads(bundle.agreed)
    for rule in agreed["rules"]:
        rule.update(terms)
    changed = replace(bundle, agreed=json.dumps(agreed))
    one, other = (msgspec.structs.replace(HUB, **{respect: word}) for word in ("one", "other"))
    assert _kinds(changed, ask(one, other)) == 2


async def test_each_candidate_gets_its_own_ruling_in_its_place(embedded: EmbeddedEngine, ask: Ask) -> None:
    nobodys = Candidate("org:X", "none", "part2")
    several = (nobodys, HUB, POLICE, nobodys, msgspec.structs.replace(HUB, area="ANYWHERE"), POLICE, HUB)
    alone = [(await embedded.decide(ask(one))).rulings[0] for one in several]
    assert list((await embedded.decide(ask(*several))).rulings) == alone
    assert len(set(map(str, alone))) == 3


async def test_a_word_with_a_nul_is_refused_where_another_of_its_kind_is_asked(
    embedded: EmbeddedEngine, ask: Ask
) -> None:
    for pair in ((HUB, msgspec.structs.replace(HUB, area="A\x00")), (msgspec.structs.replace(HUB, area="A\x00"), HUB)):
        with pytest.raises(PolicyUnavailable, match="character"):
            await embedded.decide(ask(*pair))


async def test_the_next_engine_begins_with_what_the_last_was_asked(bundle: Bundle, ask: Ask) -> None:
    last = EmbeddedEngine(bundle)
    await last.decide(ask(POLICE))
    asked = Slices(bundle).key(ask(POLICE))
    assert asked not in EmbeddedEngine(bundle).recent
    assert asked in EmbeddedEngine(bundle, last).recent


async def test_only_so_many_slices_are_kept(bundle: Bundle, register: Register, ask: Ask) -> None:
    index = json.loads(bundle.agreed)["index"]
    every = [(a, r, p) for a, roles in index.items() for r, purposes in roles.items() for p in purposes]
    assert len(every) > MOST_SLICES
    engine = EmbeddedEngine(bundle)
    questions = [ask(POLICE, agency=a, role=r, purpose=p) for a, r, p in every[: MOST_SLICES + 2]]
    for question in questions:
        await engine.decide(question)
    assert len(engine._compiled) == MOST_SLICES
    assert engine.recent[-1] == Key(*every[MOST_SLICES + 1])
    assert len(engine.recent) == MOST_BEFORE


async def test_askers_whose_slices_are_compiled_at_once_get_what_they_get_alone(bundle: Bundle, ask: Ask) -> None:
    """Slices are compiled in threads while others decide."""
    index = json.loads(bundle.agreed)["index"]
    every = [(a, r, p) for a, roles in index.items() for r, purposes in roles.items() for p in purposes][:12]
    questions = [ask(POLICE, HUB, agency=a, role=r, purpose=p) for a, r, p in every]
    alone = [await EmbeddedEngine(bundle).decide(question) for question in questions]
    together = EmbeddedEngine(bundle)
    assert await asyncio.gather(*(together.decide(question) for question in questions * 5)) == alone * 5
