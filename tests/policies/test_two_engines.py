"""Both engines give the same Decision to the same Question: the whole decision table, and a stream of questions.

The words come from the vocabulary and from the agreements in force, so that a new agreement is in the table at once.
"""

import os
import random
from collections.abc import Callable, Iterable, Iterator
from itertools import product

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isa.register import Register
from isa.vocabulary import load_vocabulary
from policies.bundle import Bundle
from policies.decision import Decision
from policies.embedded import EmbeddedEngine
from policies.engine import MOST_CANDIDATES, PolicyEngine, PolicyUnavailable
from policies.opa import OpaEngine
from policies.question import Candidate, Question

WORDS = load_vocabulary()
LEVELS = (1, 2, 3, 4)
WHOLE = bool(os.environ.get("GOLDEN_THREAD_WHOLE_TABLE"))
SHARES = 7
STREAM = 20_000
"""Questions about one kind of record each, put some together: `BATCH` kinds for one asker at a time."""
BATCH = 20
DAY = 20_777
"""The day that the bundle of the tests is made for."""
CLASSES = [(), *((name.value,) for name in WORDS.sensitivities)]
GROUNDS = ("", *WORDS.choices("break_glass_grounds"))

Asker = tuple[str, str]
Held = tuple[str, str, str]


@pytest.fixture(scope="session")
def askers(register: Register) -> list[Asker]:
    """Every agency with every role that a rule names for it, and each role that none names."""
    named = {(agency, role) for agency, role, _ in _reasons_to_ask(register)}
    unnamed = set(WORDS.roles) - {role for _, role in named}
    return sorted(named | {("gss:E06000009", role) for role in unnamed})


@pytest.fixture(scope="session")
def held(register: Register) -> list[Held]:
    """What rules speak of, under the regime of its provider."""
    spoken = {
        (provider, kind)
        for one in register.in_force
        for rule in one.agreement.rules
        for provider in rule.provider
        for kind in rule.record_types
        if provider != "*"
    }
    return sorted((provider, kind, "part3" if provider.startswith("police") else "part2") for provider, kind in spoken)


def _reasons_to_ask(register: Register) -> dict[tuple[str, str, str], set[tuple[str, str]]]:
    """Recipient, role and purpose of every rule, and of which providers' records they speak."""
    found: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    for one in register.in_force:
        parties = [party.org_id for party in one.agreement.parties]
        for rule in one.agreement.rules:
            agencies, roles = _spelled(rule.recipient, parties), _spelled(rule.recipient_roles, WORDS.roles)
            purposes = _spelled(rule.purposes, [named.code for named in one.agreement.purposes])
            records = set(product(_spelled(rule.provider, parties), rule.record_types))
            for asked in product(agencies, roles, purposes):
                found.setdefault(asked, set()).update(records)
    return found


def _spelled(words: Iterable[str], everyone: Iterable[str]) -> tuple[str, ...]:
    named = tuple(words)
    return tuple(everyone) if "*" in named else named


def _table(held: list[Held]) -> tuple[Candidate, ...]:
    """Every record type by class, age band and part that a person may stand in (the part varied where no class is)."""
    roles = WORDS.choices("subject_roles")
    ages = WORDS.age_bands
    by_class = [Candidate(*one, classes, "victim", age) for one, classes, age in product(held, CLASSES, ages)]
    by_role = [Candidate(*one, (), role, age) for one, role, age in product(held, roles, ages)]
    return tuple(dict.fromkeys([*by_class, *by_role]))


async def test_the_decision_table_of_the_demo_agreements(
    askers: list[Asker], held: list[Held], embedded: EmbeddedEngine, opa: OpaEngine, ask: Callable[..., Question]
) -> None:
    """Whole when GOLDEN_THREAD_WHOLE_TABLE is set; else a share of the candidates and one level each, turn about."""
    table = _table(held)
    shares = len(table) // 60 + SHARES
    turns = product(askers, WORDS.purposes, WORDS.choices("relationships"), LEVELS if WHOLE else [None])
    for turn, ((agency, role), purpose, relationship, level) in enumerate(turns):
        if not WHOLE and turn % SHARES:
            continue
        share = table if WHOLE else table[turn // SHARES % shares :: shares]
        for some in _cut(share, MOST_CANDIDATES):
            asked = ask(
                *some,
                agency=agency,
                role=role,
                purpose=purpose,
                relationship=relationship,
                level=level or LEVELS[turn // SHARES % len(LEVELS)],
            )
            assert await embedded.decide(asked) == await opa.decide(asked)


def _cut(whole: tuple[Candidate, ...], most: int) -> Iterator[tuple[Candidate, ...]]:
    yield from (whole[first : first + most] for first in range(0, len(whole), most))


class _Drawing:
    """Questions from a seed: two in three as somebody might ask, one in three with words that nobody knows."""

    def __init__(self, register: Register, held: list[Held], seed: int) -> None:
        self.chance = random.Random(seed)
        self.spoken_of = _reasons_to_ask(register)
        self.reasons = sorted(self.spoken_of)
        self.held = [*held, ("police:04", "health.service_involvement", "part2"), ("org:NOBODY", "tax", "part9")]
        purposes = [purpose for one in register.in_force for purpose in one.agreement.purposes]
        self.meeting_of = {purpose.code: purpose.forum_id or "" for purpose in purposes}
        self.forums = sorted({"", "another meeting", *self.meeting_of.values()})

    def question(self, kinds: int) -> Question:
        spoken = self.spoken_of
        agency, role, purpose = self.chance.choice(self.reasons)
        question = Question(
            agency=agency,
            role=role,
            assurance="mfa",
            training=tuple(WORDS.training),
            act="forum" if self.meeting_of.get(purpose) else self.of(["find", "find", "fetch", "push"]),
            level=self.of(LEVELS),
            purpose=purpose,
            relationship=self.of(["open_case", "meeting", *WORDS.choices("relationships")]),
            case_reference=self.chance.random() < 0.9,
            day=DAY,
            candidates=tuple(dict.fromkeys(self.candidate(spoken[agency, role, purpose]) for _ in range(kinds))),
            forum=self.meeting_of.get(purpose, ""),
            attends=self.chance.random() < 0.7,
            break_glass=self.of(GROUNDS) if self.chance.random() < 0.3 else "",
            second_person=self.chance.random() < 0.5,
        )
        return self.strange(question) if self.chance.random() < 1 / 3 else question

    def strange(self, question: Question) -> Question:
        """One to three parts of it are drawn from every word, known or not."""
        every: dict[str, list[object]] = {
            "agency": [*{agency for agency, _, _ in self.reasons}, "org:NOBODY", ""],
            "role": [*WORDS.roles, "wizard"],
            "assurance": [*WORDS.assurances, "none", ""],
            "training": [(), ("IG-L2",), ("wand", "IG-L2", "IG-L2")],
            "act": [*WORDS.acts, "guess", ""],
            "level": [-1, 0, 5, 6],
            "purpose": [*WORDS.purposes, "curiosity"],
            "relationship": [*WORDS.choices("relationships"), "friend"],
            "case_reference": [True, False],
            "day": [-1, 0, 20_000, DAY - 1, DAY + 1, 21_100, 30_000],
            "user": ["staff-1", "staff-2"],
            "forum": list(self.forums),
            "attends": [True, False],
            "break_glass": [*GROUNDS, "haste"],
            "second_person": [True, False],
        }
        assert {*every, "candidates"} == set(Question.__struct_fields__)
        changed = self.chance.sample(sorted(every), self.chance.randint(1, 3))
        return msgspec.structs.replace(question, **{name: self.of(every[name]) for name in changed})

    def candidate(self, spoken_of: set[tuple[str, str]]) -> Candidate:
        likely = [one for one in self.held if one[:2] in spoken_of]
        provider, kind, regime = self.of(likely if likely and self.chance.random() < 0.7 else self.held)
        names = [*(name.value for name in WORDS.sensitivities), "NEW_CLASS"]
        several = self.chance.choice([0, 0, 0, 1, 1, 2, 3])
        return Candidate(
            provider=provider,
            record_type=kind,
            regime=regime if self.chance.random() < 0.9 else self.of(["", "part2", "part3", "part9"]),
            classes=tuple(self.chance.sample(names, several)),
            subject_role=self.of([*WORDS.choices("subject_roles"), "bystander"]),
            age_band=self.of([*WORDS.age_bands, "elder"]),
            area=self.of(["", "BLACKPOOL", "MARS"]),
        )

    def of(self, words: Iterable[object]):  # type: ignore[no-untyped-def]
        return self.chance.choice(list(words))


async def test_twenty_thousand_questions_get_the_same_ruling_from_both_engines(
    register: Register, held: list[Held], embedded: EmbeddedEngine, opa: OpaEngine
) -> None:
    drawing = _Drawing(register, held, seed=4)
    asked, allowed, emergencies, meetings = 0, 0, 0, 0
    while asked < STREAM:
        question = drawing.question(BATCH)
        ours = await _decided(embedded, question)
        if ours != await _decided(opa, question):
            pytest.fail(f"the engines differ on {await _smallest(question, embedded, opa)}")
        told = sum(ruling.effect == "allow" for ruling in ours.rulings)
        asked += len(question.candidates)
        allowed += told
        emergencies += told if question.break_glass else 0
        meetings += told if question.forum else 0
    assert allowed > STREAM // 100, "a stream that is nearly always refused compares nothing"
    assert meetings > 0


async def _smallest(question: Question, embedded: EmbeddedEngine, opa: OpaEngine) -> Question:
    """The question about the first kind of record on which the engines differ; all of it where none alone does."""
    for candidate in question.candidates:
        alone = msgspec.structs.replace(question, candidates=(candidate,))
        if await _decided(embedded, alone) != await _decided(opa, alone):
            return alone
    return question


_TEXT = st.one_of(st.text(max_size=12), st.sampled_from(["*", "", "gss:E06000009", "find", "__proto__", "\x00", "😀"]))
_ANY_CANDIDATE = st.builds(
    Candidate,
    *[_TEXT] * 3,
    classes=st.lists(_TEXT, max_size=3).map(tuple),
    subject_role=_TEXT,
    age_band=_TEXT,
    area=_TEXT,
)
_ANYTHING = st.builds(
    Question,
    *[_TEXT] * 3,
    training=st.lists(_TEXT, max_size=3).map(tuple),
    act=_TEXT,
    level=st.integers(-(2**31), 2**31),
    purpose=_TEXT,
    relationship=_TEXT,
    case_reference=st.booleans(),
    day=st.integers(-(2**31), 2**31),
    candidates=st.lists(_ANY_CANDIDATE, min_size=1, max_size=4, unique=True).map(tuple),
    user=_TEXT,
    forum=_TEXT,
    attends=st.booleans(),
    break_glass=_TEXT,
    second_person=st.booleans(),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(_ANYTHING)
async def test_words_of_any_kind_are_refused_by_both_engines_alike(
    embedded: EmbeddedEngine, opa_url: str, bundle: Bundle, question: Question
) -> None:
    opa = OpaEngine(opa_url, bundle.digest, timeout=60)
    try:
        assert await _outcome(embedded, question) == await _outcome(opa, question)
    finally:
        await opa.close()


async def test_a_word_with_a_nul_behind_it_is_not_that_word(
    embedded: EmbeddedEngine, opa: OpaEngine, ask: Callable[..., Question]
) -> None:
    """regopy cuts a text at U+0000."""
    hub = Candidate("gss:E06000009", "familyhub.early_help", "part2", age_band="under18")
    for question in (ask(hub, act="find\x00export"), ask(msgspec.structs.replace(hub, area="BLACKPOOL\x00"))):
        for engine in (embedded, opa):
            with pytest.raises(PolicyUnavailable, match="character"):
                await engine.decide(question)


async def _outcome(engine: PolicyEngine, question: Question) -> Decision | str:
    try:
        return await _decided(engine, question)
    except PolicyUnavailable as fault:
        return str(fault)


async def _decided(engine: PolicyEngine, question: Question) -> Decision:
    decision = await engine.decide(question)
    for ruling in decision.rulings:
        assert ruling.level <= max(question.level, 0)
    return decision
